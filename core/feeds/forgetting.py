"""What feeds forget: events past their time, and whatever was said of somebody who left."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.feeds.models import Feed, FeedEvent


def forget_before(moment: datetime) -> int:
    """Delete the events older than the moment, feed by feed from its beginning; return how many."""
    old = FeedEvent.objects.filter(at__lt=moment).values("feed_id").annotate(last=Max("seq"))
    return sum(_cut(found["feed_id"], found["last"]) for found in old.order_by("feed_id"))


@transaction.atomic
def _cut(feed_id: int, seq: int) -> int:
    # The floor first: whoever reads meanwhile sees either all of it, or that it is gone.
    Feed.objects.filter(pk=feed_id, floor_seq__lt=seq).update(floor_seq=seq)
    deleted, _ = FeedEvent.objects.filter(feed_id=feed_id, seq__lte=seq).delete()
    return deleted


def erase(feed: str) -> None:
    """Delete a feed with all that stands in it; one begun anew has another epoch, so that no old cursor fits it."""
    Feed.objects.filter(name=feed).delete()


def rewrite(
    feeds: Collection[str], subjects: Collection[int], change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Change what feeds say of some subjects; their numbers stay."""
    events = FeedEvent.objects.filter(feed__name__in=feeds, subject__in=subjects)
    for event in events.iterator(chunk_size=500):
        event.data = change(event.data)
        event.save(update_fields=["data"])
