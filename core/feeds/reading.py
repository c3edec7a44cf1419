"""Reading feeds: where they stand, and what comes after a place."""

from collections.abc import Collection
from dataclasses import dataclass

from core.feeds.models import Feed, FeedEvent


@dataclass(frozen=True, slots=True)
class Head:
    """Where a feed stands: its last number, and the number up to which it has forgotten; epoch 0: not begun yet."""

    id: int = 0
    epoch: int = 0
    last_seq: int = 0
    floor_seq: int = 0


def heads(names: Collection[str]) -> dict[str, Head]:
    """Return where these feeds stand, in one query; one that was not begun yet is missing."""
    found = Feed.objects.filter(name__in=names).values_list("name", "id", "epoch", "last_seq", "floor_seq")
    return {name: Head(*rest) for name, *rest in found}


def head(name: str) -> Head:
    """Return where a feed stands."""
    return heads([name]).get(name, Head())


def after(feed_id: int, seq: int, *, limit: int) -> list[FeedEvent]:
    """Return up to `limit` events of a feed after a number, in their order."""
    return list(FeedEvent.objects.filter(feed_id=feed_id, seq__gt=seq).order_by("seq")[:limit])
