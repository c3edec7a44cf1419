"""A supplier's feed: whoever holds it works its price lists off, one after the other."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.events.bus import publish
from modules.partners.events import PriceListSuperseded
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import UNFINISHED, Status, supersedes
from modules.partners.services import steps

# Longer than any merge; a worker that was killed comes back under its own name and waits for nothing.
_BELIEVED = timedelta(minutes=10)


@transaction.atomic
def claim(*, supplier_id: int, worker: str) -> PriceList | None:
    """Take the feed and begin its oldest unfinished list; None where nothing waits or another worker has it."""
    feed = Feed.objects.select_for_update().get(pk=supplier_id)
    if feed.worker not in {"", worker} and feed.worker_until > timezone.now():
        return None
    # One that is still being fetched has no file yet, and keeps nobody waiting.
    waiting = PriceList.objects.filter(supplier_id=supplier_id, status__in=UNFINISHED).exclude(sha256="")
    job = waiting.order_by("version").first()
    feed.worker = worker if job else ""
    feed.worker_until = timezone.now() + _BELIEVED
    feed.save(update_fields=["worker", "worker_until"])
    if job:
        steps.begin(job)
    return job


def last_applied(job: PriceList) -> PriceList | None:
    """Return the list of the same supplier that was applied last before this one, and stands."""
    applied = PriceList.objects.filter(supplier_id=job.supplier_id, status=Status.APPLIED, version__lt=job.version)
    return applied.order_by("-version").first()


def standing(feed: Feed) -> int | None:
    """Return the id of the newest list that was ever applied."""
    applied = PriceList.objects.filter(supplier_id=feed.pk, version=feed.applied_version)
    return applied.values_list("pk", flat=True).first()


def supersede_waiting(job: PriceList, *, all_kinds: bool) -> None:
    """End the older lists that wait for a review: all of them, or those that this one has made pointless.

    Dry runs are questions, and their answers stay until a newer list is applied (`all_kinds`). The caller holds the
    feed's lock: nobody decides about them meanwhile.
    """
    if all_kinds or supersedes(job.mode, dry_run=job.dry_run):
        older = PriceList.objects.filter(supplier_id=job.supplier_id, version__lt=job.version)
        older = older if all_kinds else older.filter(dry_run=False)
        _give_way(older.filter(status=Status.REVIEW), job)


def _give_way(waiting: QuerySet[PriceList], job: PriceList) -> None:
    """Whoever was to decide about them is told; a dry run has waited for nobody."""
    waited = list(waiting.filter(dry_run=False).order_by("pk").values_list("pk", flat=True))
    waiting.update(status=Status.SUPERSEDED, superseded_by=job.pk)
    publish(*(PriceListSuperseded(one, job.supplier_id, newer_id=job.pk) for one in waited))


def show_life(supplier_id: int) -> None:
    """Have the present worker be believed for as long again."""
    Feed.objects.filter(pk=supplier_id).update(worker_until=timezone.now() + _BELIEVED)
