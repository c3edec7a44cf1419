"""A customer and an agent talk: what each of them is answered, and what each of them is told."""

import uuid
from typing import Any

import pytest

from tests.support_chat.conftest import say, updates

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_conversation_from_its_question_to_its_end(buyer: Any, agent: Any, begun: Any) -> None:
    mine, desks = updates(buyer), updates(agent)
    assert [one["id"] for one in mine["snapshot"]["conversations"]] == [begun["id"]]
    question = say(buyer, begun, "Где мой заказ?").json()
    assert (question["seq"], question["author"]["side"], question["edited_at"]) == (1, "customer", None)
    told = updates(agent, desks["next_cursor"])
    assert [event["type"] for event in told["events"]] == ["message.created"]
    assert told["events"][0]["data"] == question
    queued = agent.api.get("support/queue/").json()["items"]
    assert [(one["id"], one["unread"], one["waiting_since"]) for one in queued] == [
        (begun["id"], 1, question["created_at"])
    ]
    at = f"support/conversations/{begun['id']}"
    assert agent.api.post(f"{at}/take/").json()["assigned_to"] == {"id": agent.pk, "name": "Ольга Опора"}
    assert agent.api.get("support/queue/").json()["items"] == []
    assert say(agent, begun, "В пути.").status_code == 201
    assert agent.api.put(f"{at}/read/", {"up_to_seq": 1}).json()["unread"] == 0
    assert agent.api.post(f"{at}/notes/", {"text": "Сердится"}).status_code == 201
    assert agent.api.post(f"{at}/status/", {"status": "resolved"}).json()["status"] == "resolved"
    heard = updates(buyer, mine["next_cursor"])["events"]
    assert [event["type"] for event in heard] == [
        *("message.created", "conversation.assigned", "message.created", "receipt.read"),
        "conversation.status_changed",
    ]
    assert [event["seq"] for event in heard] == [2, 3, 4, 5, 6]
    said = buyer.api.get(f"{at}/messages/").json()["items"]
    assert [(one["seq"], one["text"]) for one in said] == [(1, "Где мой заказ?"), (2, "В пути.")]
    assert heard[2]["data"] == said[1]


def test_the_same_message_is_sent_once(buyer: Any, begun: Any) -> None:
    id = str(uuid.uuid4())
    first, again = (say(buyer, begun, "Раз", client_msg_id=id) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    other = say(buyer, begun, "Два", client_msg_id=id)
    assert (other.status_code, other.json()["code"]) == (409, "client_msg_id_reused")


def test_what_was_said_between_two_messages(buyer: Any, begun: Any) -> None:
    for _ in range(6):
        say(buyer, begun)
    at = f"support/conversations/{begun['id']}/messages/?after_seq=2&before_seq=5"
    page = buyer.api.get(f"{at}&limit=1").json()
    assert [one["seq"] for one in buyer.api.get(at).json()["items"]] == [3, 4]
    rest = buyer.api.get(f"{at}&limit=1&cursor={page['next']}").json()
    assert [one["seq"] for one in page["items"] + rest["items"]] == [4, 3]
    assert rest["next"] is None


def test_who_was_not_answered_waits_on_when_it_is_opened_again(buyer: Any, agent: Any, begun: Any) -> None:
    at = f"support/conversations/{begun['id']}/status/"

    def since_when() -> list[Any]:
        return [agent.api.post(at, {"status": status}).json()["waiting_since"] for status in ("resolved", "open")]

    assert since_when() == [None, None]
    asked = say(buyer, begun, "Где он?").json()
    say(buyer, begun, "Ау!")
    assert since_when() == [None, asked["created_at"]]
    say(agent, begun, "В пути.")
    assert since_when() == [None, None]
    again = say(buyer, begun, "Где именно?").json()
    assert since_when() == [None, again["created_at"]]
