from typing import Annotated, Any

import ninja
from django.http import HttpRequest
from ninja import Router

from core.http.auth import Viewer, signed_in, the_viewer
from core.http.waiting import LongPoll, Place, PollQuery, wait_for
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.schemas.updates import ChatUpdates
from modules.support_chat.selectors import feeds as selectors
from modules.support_chat.selectors import presence
from modules.support_chat.services.unread import note_delivered

router = Router()


def feed_of(viewer: Viewer) -> str:
    """Return the desk's feed for agents, and their own for everybody else."""
    return DESK if viewer.is_agent else customer_feed(viewer.id)


def _snapshot(viewer: Viewer) -> dict[str, Any]:
    return selectors.desk_snapshot(viewer.id) if viewer.is_agent else selectors.customer_snapshot(viewer.id)


def _proved(viewer: Viewer, place: Place) -> None:
    """Note what a customer has got: they come back with a place after it."""
    if place.feed != DESK and (reached := selectors.delivered(place.feed, place.seq, user_id=viewer.id)):
        note_delivered(up_to=reached)


def _around(viewer: Viewer, feeds: frozenset[str]) -> list[dict[str, Any]]:
    return presence.around(feeds, is_agent=viewer.is_agent)


news = LongPoll(feed=feed_of, snapshot=_snapshot, subject="conversation_id", proved=_proved, around=_around)


@router.get("/support/updates/", auth=signed_in, response=ChatUpdates, summary="What is new, as soon as it is")
@wait_for(news)
def updates(request: HttpRequest, asked: Annotated[PollQuery, ninja.Query()]) -> Any:
    """A long poll: held for up to `timeout` seconds (0 to 50) until there is something after `cursor`, and answered
    200 in any case. Ask on with `next_cursor`; the same cursor may be asked with again, from any device.

    Without a cursor it answers a `snapshot` at once. What was sent twice over a broken line has the same `event_id`.
    A customer hears of their own conversations, an agent of all. `ephemeral` says who is typing and who is there at
    this moment, moves no cursor, and may be lost.
    """
    return news.now(the_viewer(request), asked)
