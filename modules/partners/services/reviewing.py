"""Somebody decides about a price list that waits: it is applied, or it is not."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.events.bus import publish
from modules.partners.errors import IllegalStep, PriceListOvertaken, PriceListUnknown, ReviewByStaff
from modules.partners.events import PriceListQueued, PriceListRejected
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import Status
from modules.partners.services import feeds, steps
from modules.partners.services.weighing import holds

DECIDED = _("Only a price list that waits for review can be approved or rejected; this one is “%(now)s”.")


@transaction.atomic(savepoint=False)
def approve(*, price_list_id: int, by: int, as_staff: bool = False) -> None:
    """Have a list applied that waits for a review, a dry run too; it is read and compared again.

    What held it is accepted as it was shown: only where it has become materially worse since does the list wait once
    more. Raises ReviewByStaff (403), IllegalStep and PriceListOvertaken (409).
    """
    job, feed = _locked(price_list_id, as_staff)
    if job.status == Status.SUPERSEDED:
        raise PriceListOvertaken(superseded_by=job.superseded_by)
    _refuse_decided(job, Status.APPLYING)
    if feed.applied_version > job.version:
        raise PriceListOvertaken(superseded_by=feeds.standing(feed))
    seen = holds(job.warnings)
    steps.move(job, Status.APPLYING, reviewed_by=by, reviewed_at=timezone.now(), seen_holds=seen, runs=0)
    publish(PriceListQueued(price_list_id=job.pk, supplier_id=job.supplier_id))


@transaction.atomic(savepoint=False)
def reject(*, price_list_id: int, by: int, as_staff: bool = False) -> None:
    """Decline a list that waits for a review. Raises ReviewByStaff (403) and IllegalStep (409)."""
    job, _feed = _locked(price_list_id, as_staff)
    _refuse_decided(job, Status.REJECTED)
    steps.move(job, Status.REJECTED, reviewed_by=by, reviewed_at=timezone.now())
    publish(PriceListRejected(price_list_id=job.pk, supplier_id=job.supplier_id))


def may_decide(*, as_staff: bool) -> bool:
    """Return whether somebody of the shop's (or of the supplier's) staff decides about price lists."""
    return as_staff or bool(settings.PRICE_LISTS_REVIEWED_BY == "supplier")


def _refuse_decided(job: PriceList, then: Status) -> None:
    if job.status != Status.REVIEW:
        raise IllegalStep(DECIDED, now=job.get_status_display(), then=then.label)


def _locked(price_list_id: int, as_staff: bool) -> tuple[PriceList, Feed]:
    if not may_decide(as_staff=as_staff):
        raise ReviewByStaff
    found = PriceList.objects.filter(pk=price_list_id).values_list("supplier_id", flat=True).first()
    if found is None:
        raise PriceListUnknown
    feed = Feed.objects.select_for_update().get(pk=found)
    return PriceList.objects.get(pk=price_list_id), feed
