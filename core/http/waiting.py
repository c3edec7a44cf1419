"""Long polls in a few lines: a module says which feed a person reads and where things stand, and waits no further.

    news = LongPoll(feed=lambda viewer: f"wishlist:{viewer.id}", snapshot=my_wishes)

    @router.get("/wishlist/updates/", auth=signed_in, response=WishUpdates, summary="What is new on my list")
    @wait_for(news)
    def updates(request: HttpRequest, asked: Annotated[PollQuery, ninja.Query()]) -> Any:
        return news.now(the_viewer(request), asked)

The endpoint itself answers at once. The process that serves polls (`core.http.polling`) takes the same address over,
holds the request until there is something new, and needs neither thread nor database connection meanwhile. Cursors are
Matrix's `since` tokens: opaque, repeatable, from any device; nothing is deleted on read.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import orjson
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints, WithJsonSchema

from core.errors import Gone
from core.feeds import reading
from core.feeds.models import FeedEvent
from core.feeds.reading import Head
from core.http.auth import Viewer
from core.http.contract.refusals import refuses
from core.http.pagination import CursorInvalid
from core.http.shapes import Answer, Problem, Query
from core.http.values import QueryInt, QueryText

POLL = "_long_poll"
LONGEST_WAIT, USUAL_WAIT = 50, 25
signer = Signer(salt="torg.feed", sep=".")
type JSON = dict[str, Any]


class CursorExpired(Gone):
    """410: what came after this cursor has been forgotten; `snapshot` is where to begin anew."""

    code = "cursor_expired"
    message = _("What came after this cursor is no longer kept. Begin anew with a snapshot, without a cursor.")


class CursorExpiredProblem(Problem):
    """Where to begin anew: the address that answers a snapshot and the cursor to go on with."""

    code: Literal["cursor_expired"]
    snapshot: Annotated[str, Field(examples=["/api/v1/support/updates/"])]


def _whole(low: int, high: int) -> Any:
    return WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})


class PollQuery(Query):
    """What a poll asks: after which place, how many seconds it may be held, how many events it takes at once."""

    cursor: Annotated[QueryText, StringConstraints(max_length=2000)] = ""
    timeout: Annotated[QueryInt, Field(ge=0, le=LONGEST_WAIT), _whole(0, LONGEST_WAIT)] = USUAL_WAIT
    limit: Annotated[QueryInt, Field(ge=1, le=100), _whole(1, 100)] = 100


class Updates(Answer):
    """What every long poll answers, besides its `events`: ask on with `next_cursor`, at once where `has_more`."""

    next_cursor: str
    has_more: bool
    server_time: datetime


class Place(NamedTuple):
    """A place in a feed: after its event `seq`."""

    feed: str
    seq: int
    epoch: int

    @property
    def cursor(self) -> str:
        """Return the place as clients hold it."""
        packed = base64.urlsafe_b64encode(orjson.dumps([self.feed, self.seq, self.epoch])).decode().rstrip("=")
        return signer.sign(packed)


@dataclass(frozen=True, slots=True)
class Found:
    """What was read after a place: events as they are told, the place after them, and whether more follow."""

    events: list[JSON]
    place: Place
    has_more: bool = False


@dataclass(slots=True, eq=False)
class LongPoll:
    """A long poll: which feed somebody reads, and (JSON-ready) how things stand for who has no cursor yet.

    `subject` names an event's subject. `proved(viewer, place)` hears, once each, of places that somebody has come back
    with: all up to there has reached them. `around(viewer, feeds)` says, of the feeds that are waited for at this
    moment, what a reader is told of who else is there: with every answer but what is said in passing, and kept
    nowhere. `address` is learned from the API.
    """

    feed: Callable[[Viewer], str]
    snapshot: Callable[[Viewer], Mapping[str, Any]]
    subject: str = "subject"
    proved: Callable[[Viewer, Place], None] | None = None
    around: Callable[[Viewer, frozenset[str]], Sequence[JSON]] | None = None
    address: str = field(default="", init=False)

    def now(self, viewer: Viewer, asked: PollQuery) -> JSON:
        """Return the answer of this moment. Raises CursorInvalid, CursorExpired."""
        if not asked.cursor:
            return self.begin(viewer)
        place = self.place(viewer, asked.cursor)
        found = self.read(place, asked.limit)
        if self.proved and place.seq:
            self.proved(viewer, place)
        return answer(found)

    def begin(self, viewer: Viewer) -> JSON:
        """Return a snapshot and the cursor to begin with, which is taken first: what happens meanwhile comes twice."""
        feed = self.feed(viewer)
        head = reading.head(feed)
        place = Place(feed, head.last_seq, head.epoch)
        return answer(Found([], place)) | {"snapshot": self.snapshot(viewer)}

    def place(self, viewer: Viewer, cursor: str) -> Place:
        """Return the place of a cursor; raises CursorInvalid for one that is not ours, or another person's."""
        place = _read(cursor)
        if place.feed != self.feed(viewer):
            raise CursorInvalid
        return place

    def read(self, place: Place, limit: int) -> Found:
        """Return what comes after a place, `limit` events at most; raises CursorExpired."""
        head = reading.head(place.feed)
        if not _holds(place, head):
            raise self._expired()
        if head.last_seq == place.seq:
            return Found([], place)
        rows = reading.after(head.id, place.seq, limit=limit + 1)
        if not rows or rows[0].seq != place.seq + 1:
            raise self._expired()  # forgotten at this very moment
        told = [self._told(row) for row in rows[:limit]]
        return Found(told, Place(place.feed, rows[:limit][-1].seq, head.epoch), len(rows) > limit)

    def _expired(self) -> CursorExpired:
        return CursorExpired(snapshot=self.address)

    def _told(self, event: FeedEvent) -> JSON:
        about = {"event_id": str(event.event_id), "seq": event.seq, "type": event.type}
        return about | {self.subject: event.subject, "at": event.at.isoformat(), "data": event.data}


def wait_for(poll: LongPoll) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate the endpoint of a long poll (below the router's decorator): polls of its address are held."""

    def declare(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        endpoint.__dict__[POLL] = poll
        return refuses(CursorExpired)(endpoint)

    return declare


def answer(found: Found, said: Sequence[JSON] = ()) -> JSON:
    """Return the answer to a poll; `said` is what is told to those who happened to wait, and kept nowhere."""
    return {
        "events": found.events,
        "ephemeral": list(said),
        "next_cursor": found.place.cursor,
        "has_more": found.has_more,
        "server_time": timezone.now().isoformat(),
    }


def _read(cursor: str) -> Place:
    try:
        packed = signer.unsign(cursor)
    except BadSignature:
        raise CursorInvalid from None
    return Place(*orjson.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))))


def _holds(place: Place, head: Head) -> bool:
    if place.epoch == 0 and head.floor_seq == 0:
        return True  # taken before the feed's first event, which is still there
    return place.epoch == head.epoch and head.floor_seq <= place.seq <= head.last_seq
