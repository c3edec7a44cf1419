"""Conversations about orders and products, which the chat itself knows nothing of."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.orders.shop import goods, order_body
from tests.support_chat.conftest import say, updates

pytestmark = pytest.mark.django_db(transaction=True)


def ask(who: Any, **about: int) -> Any:
    return who.api.post("support/conversations/", {"subject": "Вопрос"} | about)


def test_what_a_conversation_is_about(buyer: Any, person: Callable[..., Any]) -> None:
    kettle, other, agent = goods(name="Чайник"), person(), person(role="agent")
    order = buyer.api.post("orders/", order_body((kettle, 1))).json()
    made = ask(buyer, order_id=order["id"]).json()
    assert (made["about"]["kind"], made["about"]["title"]) == ("order", order["number"])
    assert {fact["name"] for fact in made["about"]["facts"]} == {"status", "total"}
    refused, missing = ask(other, order_id=order["id"]), ask(other, order_id=10**9)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert refused.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    foreign = ask(agent, order_id=order["id"])  # whom it is shown to, and whose it is not
    assert foreign.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    own = agent.api.post("orders/", order_body((kettle, 1))).json()
    assert ask(agent, order_id=own["id"]).json()["about"]["id"] == own["id"]
    assert ask(other, product_id=kettle.product_id).json()["about"]["title"] == "Чайник"
    seen = agent.api.get(f"support/conversations/{made['id']}/").json()
    assert seen["about"] == made["about"]


def test_what_it_is_about_is_told_everywhere_alike(buyer: Any, person: Callable[..., Any]) -> None:
    agent = person(role="agent")
    order = buyer.api.post("orders/", order_body((goods(name="Чайник"), 1))).json()
    cursors = {who: updates(who)["next_cursor"] for who in (buyer, agent)}
    made = ask(buyer, order_id=order["id"]).json()
    at = f"support/conversations/{made['id']}/"
    say(buyer, made)
    answers = [
        buyer.api.get(at),
        agent.api.post(f"{at}take/"),
        agent.api.post(f"{at}assign/", {"agent_id": None}),
        agent.api.post(f"{at}status/", {"status": "pending"}),
        agent.api.put(f"{at}read/", {"up_to_seq": 1}),
    ]
    assert [answer.json()["about"] for answer in answers] == [made["about"]] * len(answers)
    for who, cursor in cursors.items():
        told = [event["data"] for event in updates(who, cursor)["events"] if event["type"].startswith("conversation.")]
        assert [one["about"] for one in told] == [made["about"]] * 4
