"""A supplier's feed: whoever holds it works its price lists off, one after the other."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import UNFINISHED
from modules.partners.services import steps

# Longer than any merge; a worker that was killed comes back under its own name and waits for nothing.
_BELIEVED = timedelta(minutes=10)


@transaction.atomic
def claim(*, supplier_id: int, worker: str) -> PriceList | None:
    """Take the feed and begin its oldest unfinished list; None where nothing waits or another worker has it."""
    feed = Feed.objects.select_for_update().get(pk=supplier_id)
    if feed.worker not in {"", worker} and feed.worker_until > timezone.now():
        return None
    waiting = PriceList.objects.filter(supplier_id=supplier_id, status__in=UNFINISHED)
    job = waiting.order_by("version").first()
    feed.worker = worker if job else ""
    feed.worker_until = timezone.now() + _BELIEVED
    feed.save(update_fields=["worker", "worker_until"])
    if job:
        steps.begin(job)
    return job


def show_life(supplier_id: int) -> None:
    """Have the present worker be believed for as long again."""
    Feed.objects.filter(pk=supplier_id).update(worker_until=timezone.now() + _BELIEVED)
