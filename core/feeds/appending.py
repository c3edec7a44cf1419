"""Writing into feeds: in the transaction of the change itself, and numbered so that nobody can miss a row.

The number is taken by an UPDATE of the feed's own row, which holds it until the commit: numbers become visible in
their order and without gaps. A sequence would hand them out before the commit, and a reader past `id > last` would
never see the row that committed late (compare the "outbox ordering" chapter of Debezium's documentation).
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

from core import wakes
from core.feeds.models import FeedEvent

NUMBER = """INSERT INTO feeds_feed (name, epoch, last_seq, floor_seq) VALUES (%s, %s, %s, 0)
            ON CONFLICT (name) DO UPDATE SET last_seq = feeds_feed.last_seq + excluded.last_seq
            RETURNING id, last_seq"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to stand in a feed: the event's name, the id it is about, and JSON-ready values."""

    feed: str
    type: str
    subject: int
    data: Mapping[str, Any]


def append(*entries: Entry) -> None:
    """Write the entries, in their order, and wake who waits for these feeds once the present transaction commits.

    Feeds are locked in the order of their names, so call it last in the transaction, and once. Raises RuntimeError
    outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append() needs the transaction of the change that it tells of")
    by_feed: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_feed[entry.feed].append(entry)
    rows = [row for name in sorted(by_feed) for row in _numbered(name, by_feed[name])]
    FeedEvent.objects.bulk_create(rows)
    transaction.on_commit(partial(wakes.ring, *sorted(by_feed)))


def _numbered(name: str, entries: list[Entry]) -> list[FeedEvent]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [name, time.time_ns() // 1_000_000, len(entries)])
        feed_id, last = cursor.fetchone()
    first = last - len(entries) + 1
    return [
        FeedEvent(feed_id=feed_id, seq=seq, type=entry.type, subject=entry.subject, data=entry.data)
        for seq, entry in enumerate(entries, first)
    ]
