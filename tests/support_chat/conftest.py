import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.models import Role


@pytest.fixture
def agent(person: Callable[..., Any]) -> Any:
    return person(role=Role.AGENT, first_name="Ольга", last_name="Опора")


@pytest.fixture
def begun(buyer: Any) -> dict[str, Any]:
    """A conversation of the buyer's."""
    answer = buyer.api.post("support/conversations/", {"subject": "Где заказ?"})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def say(who: Any, conversation: Any, text: str = "Здравствуйте!", **more: Any) -> Any:
    body = {"client_msg_id": str(uuid.uuid4()), "text": text} | more
    return who.api.post(f"support/conversations/{conversation['id']}/messages/", body)


def updates(who: Any, cursor: str = "", **query: Any) -> dict[str, Any]:
    asked = "&".join(f"{name}={value}" for name, value in {"cursor": cursor, "timeout": 0, **query}.items())
    answer = who.api.get(f"support/updates/?{asked}")
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told
