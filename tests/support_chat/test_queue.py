"""The desk's lists: in which order, what is found in them, and what they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.support_chat.models.conversations import Conversation, Note
from tests.support_chat.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)


def ask(who: Any, subject: str) -> dict[str, Any]:
    made: dict[str, Any] = who.api.post("support/conversations/", {"subject": subject}).json()
    return made


def listed(agent: Any, **query: object) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = agent.api.get(f"support/queue/?{asked}")
    assert answer.status_code == 200, answer.content
    return [one["subject"] for one in answer.json()["items"]]


def queries(agent: Any, path: str) -> int:
    agent.api.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert agent.api.get(path).status_code == 200
    return len(seen)


def test_who_waits_comes_first_page_by_page(buyer: Any, agent: Any) -> None:
    silent, first, second = (ask(buyer, name) for name in ("Молчит", "Первый", "Второй"))
    say(buyer, first)
    say(buyer, second)
    say(buyer, first)
    assert listed(agent, order="waiting") == ["Первый", "Второй", "Молчит"]
    assert listed(agent, order="newest") == ["Первый", "Второй", "Молчит"]
    assert listed(agent) == ["Молчит", "Второй", "Первый"]
    page = agent.api.get("support/queue/?order=waiting&limit=1").json()
    rest = agent.api.get(f"support/queue/?order=waiting&limit=5&cursor={page['next']}").json()
    assert [one["subject"] for one in page["items"] + rest["items"]] == ["Первый", "Второй", "Молчит"]
    say(agent, first)
    assert listed(agent, order="waiting") == ["Второй", "Молчит", "Первый"]
    mixed = agent.api.get(f"support/queue/?order=newest&cursor={page['next']}")
    assert (mixed.status_code, mixed.json()["code"]) == (400, "cursor_invalid")
    assert silent["waiting_since"] is None


def test_what_is_found(buyer: Any, person: Callable[..., Any], agent: Any) -> None:
    maria = person(first_name="Мария", last_name="Ёлкина", email="maria@shop.example")
    for who, subject in ((buyer, "Где Заказ?"), (maria, "Возврат")):
        ask(who, subject)
    about = Conversation.objects.get(subject="Возврат")
    Conversation.objects.filter(pk=about.pk).update(about_kind="order", about_id=1, about_title="T-100042")
    for words in ("100042", "t-100042", "мария", "Ёлкина", "ёлк", "MARIA@", "возв"):
        assert listed(agent, search=words, assigned="anybody") == ["Возврат"], words
    for words in ("мария ёлкина", "Ёлкина  Мария", "shop.example возврат"):
        assert listed(agent, search=words, assigned="anybody") == ["Возврат"], words
    assert listed(agent, search="мария заказ", assigned="anybody") == []
    assert listed(agent, search="заказ") == ["Где Заказ?"]
    assert listed(agent, search="%") == []
    assert agent.api.post(f"support/conversations/{about.pk}/status/", {"status": "resolved"}).status_code == 200
    assert listed(agent, search="мария") == []
    assert listed(agent, search="мария", status="any") == ["Возврат"]
    assert listed(agent, customer_id=maria.pk, status="any") == ["Возврат"]
    assert listed(agent, status="resolved") == ["Возврат"]


def test_what_a_page_costs_does_not_grow(buyer: Any, person: Callable[..., Any], agent: Any, begun: Any) -> None:
    say(buyer, begun)
    at = f"support/conversations/{begun['id']}/"
    lists = ["support/queue/?order=waiting&count=true&limit=100", "support/queue/?assigned=anybody&search=a&status=any"]
    paths = [*lists, at, f"{at}messages/?before_seq=2147483647", f"{at}notes/", "support/agents/"]
    alone = [queries(agent, path) for path in paths]
    many = [Conversation(customer=person(), subject=f"a{number}") for number in range(20)]
    Conversation.objects.bulk_create(many)
    Note.objects.bulk_create(Note(conversation_id=begun["id"], author=agent, text="!") for _ in range(20))
    for _ in range(5):
        say(buyer, begun)
    person(role="agent")
    assert [queries(agent, path) for path in paths] == alone
    assert alone == [2, 1, 1, 3, 2, 1]
