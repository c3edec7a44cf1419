"""Which letter tells the administrator of which failures: one at once, and then at most one an hour for all since."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.errors import NotYet
from modules.orders.models.shipments import Shipment
from modules.orders.rules.shipping import FAILED
from modules.orders.selectors.shipments import FailedShipment, failed_told_by

APART = timedelta(hours=1)


def claim(*, shipment_id: int, round: int, letter: str) -> list[FailedShipment]:
    """Return the failures that this letter is to tell, the same again on its every retry; none where another does.

    Raises NotYet while the last letter is younger than an hour.
    """
    _claim(shipment_id=shipment_id, round=round, letter=letter)
    return failed_told_by(letter)


@transaction.atomic(savepoint=False)
def _claim(*, shipment_id: int, round: int, letter: str) -> None:
    failed = Shipment.objects.filter(status__in=FAILED)
    mine = failed.filter(pk=shipment_id, round=round, alarm="").exists()
    if not mine:
        return
    # Of two letters that begin at once one holds the rows, and the other finds them told.
    untold = list(failed.filter(alarm="").select_for_update().order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    last = Shipment.objects.filter(alarmed_at__gt=now - APART).order_by("-alarmed_at").first()
    if shipment_id in untold and last and last.alarmed_at:
        raise NotYet("the last letter of failed shipments is not an hour old", after=last.alarmed_at + APART - now)
    Shipment.objects.filter(pk__in=untold).update(alarm=letter, alarmed_at=now)
