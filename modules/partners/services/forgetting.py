"""Old price lists are forgotten: their files, their rows and what would be needed to roll them back.

The list itself stays as a line of history. What waits for somebody, or is being worked on, is never forgotten.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from modules.catalog import public as catalog
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.rules import UNFINISHED, Status

# Of those that changed nothing, or nothing any more, so many are kept beside the applied ones.
OTHERS = 20


def forget_old() -> int:
    """Forget what no longer counts of each supplier's lists, and return how many lists that were."""
    ended = PriceList.objects.exclude(status__in=[*UNFINISHED, Status.REVIEW])
    old = [
        *_beyond(ended.filter(status=Status.APPLIED), settings.PRICE_LISTS_KEPT),
        *_beyond(ended.exclude(status=Status.APPLIED), OTHERS),
    ]
    for one in old:
        _forget(one)
    return len(old)


def _beyond(lists: QuerySet[PriceList], kept: int) -> list[PriceList]:
    """Return those that come after the `kept` newest ones of their supplier, and are not forgotten yet."""
    newest = Window(RowNumber(), partition_by=F("supplier_id"), order_by=F("version").desc())
    numbered = lists.annotate(place=newest)
    return [one for one in numbered.filter(place__gt=kept).order_by("pk") if one.forgotten_at is None]


def _forget(one: PriceList) -> None:
    with transaction.atomic():
        PriceListRow.objects.filter(price_list=one).delete()
        catalog.forget_lists([one.pk])
        PriceList.objects.filter(pk=one.pk).update(forgotten_at=timezone.now())
    one.path.unlink(missing_ok=True)
