"""The message whose transaction commits last is told of all the same, to readers who are past its neighbours."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from modules.support_chat.services import messages
from modules.support_chat.services.messages import Draft
from tests.support_chat.conftest import updates

pytestmark = pytest.mark.django_db(transaction=True)


def begun_by(who: Any) -> int:
    id: int = who.api.post("support/conversations/", {"subject": "?"}).json()["id"]
    return id


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_late_commit_is_not_skipped(person: Callable[..., Any], agent: Any) -> None:
    early, late = person(), person()
    rooms = {who.pk: begun_by(who) for who in (early, late)}
    cursor = updates(agent)["next_cursor"]
    written, go_on = threading.Event(), threading.Event()

    def say(who: Any) -> None:
        draft = Draft(uuid.uuid4(), f"от {who.pk}")
        messages.send(conversation_id=rooms[who.pk], user_id=who.pk, is_agent=False, draft=draft)

    def say_late() -> None:
        with transaction.atomic():
            say(late)
            written.set()
            assert go_on.wait(60)

    first = in_thread(say_late)
    assert written.wait(60)
    # Written before its neighbour and not committed: no reader may get past its number.
    second = in_thread(lambda: say(early))
    seen = updates(agent, cursor)
    assert seen["events"] == []
    go_on.set()
    first.join(60), second.join(60)
    told = updates(agent, seen["next_cursor"])["events"]
    assert [event["data"]["text"] for event in told] == [f"от {late.pk}", f"от {early.pk}"]
    assert [event["seq"] for event in told] == [told[0]["seq"], told[0]["seq"] + 1]
    assert updates(agent, cursor)["events"] == told
