"""Conversations about orders and products, which the chat itself knows nothing of."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.orders.shop import goods, order_body

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
