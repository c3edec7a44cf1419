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

from core import planned, wakes
from core.feeds.models import FeedEvent
from core.rows import insert

# Rows are written, and so locked, in the order in which they are given.
NUMBER = """INSERT INTO feeds_feed (name, epoch, last_seq, floor_seq) VALUES {feeds}
            ON CONFLICT (name) DO UPDATE SET last_seq = feeds_feed.last_seq + excluded.last_seq
            RETURNING name, id, last_seq"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to stand in a feed: the event's name, the id it is about, and JSON-ready values."""

    feed: str
    type: str
    subject: int
    data: Mapping[str, Any]


def append(*entries: Entry) -> None:
    """Write the entries, in their order, and wake who waits for these feeds once the present transaction commits.

    Feeds are locked in the order of their names, so call it last in the transaction, and once; with nothing to tell
    it does nothing. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append() needs the transaction of the change that it tells of")
    by_feed: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_feed[entry.feed].append(entry)
    if not by_feed:
        return
    names = sorted(by_feed)
    numbered = _numbered({name: len(by_feed[name]) for name in names})
    insert(FeedEvent, [row for name in names for row in _rows(by_feed[name], *numbered[name])])
    transaction.on_commit(partial(wakes.ring, *names))


def _numbered(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Take so many numbers of each feed; return each one's id and the last number taken."""
    epoch = time.time_ns() // 1_000_000
    given = [value for name, count in counts.items() for value in (name, epoch, count)]
    taken = planned.rows(NUMBER.format(feeds=", ".join(["(%s, %s, %s, 0)"] * len(counts))), given)
    return {name: (id, last) for name, id, last in taken}


def _rows(entries: list[Entry], feed_id: int, last: int) -> list[FeedEvent]:
    return [
        FeedEvent(feed_id=feed_id, seq=seq, type=entry.type, subject=entry.subject, data=entry.data)
        for seq, entry in enumerate(entries, last - len(entries) + 1)
    ]
