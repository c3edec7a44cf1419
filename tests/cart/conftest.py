from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Api


@pytest.fixture
def guest(api: Api) -> Api:
    """Somebody with a cart's token and no account."""
    token = api.get("cart/")["X-Cart-Token"]
    return Api(**{"X-Cart-Token": token})


@pytest.fixture
def put() -> Callable[..., dict[str, Any]]:
    """Put pieces of an offer into somebody's cart: `put(buyer.api, offer, 2)` -> the cart."""

    def into(api: Api, offer: Any, quantity: int = 1) -> dict[str, Any]:
        answer: Any = api.post("cart/items/", {"offer_id": offer.pk, "quantity": quantity})
        assert answer.status_code == 201, answer.content
        cart: dict[str, Any] = answer.json()
        return cart

    return into
