from collections.abc import Callable
from typing import Any

import pytest

from tests.orders.shop import goods, order_body, supplier


@pytest.fixture
def placed(buyer: Any) -> Callable[..., dict[str, Any]]:
    """Place an order of one line for the buyer: `placed(offer, 2)`; without an offer, of something new."""

    def place(offer: Any = None, quantity: int = 1, **more: Any) -> dict[str, Any]:
        answer = buyer.api.post("orders/", order_body((offer or goods(), quantity), **more))
        assert answer.status_code == 201, answer.content
        order: dict[str, Any] = answer.json()
        return order

    return place


@pytest.fixture
def placed_of_two(buyer: Any) -> dict[str, Any]:
    """An order of two suppliers, two pieces from each."""
    one, two = goods(supplier_id=supplier("Вектор")), goods(supplier_id=supplier("Гамма"))
    answer = buyer.api.post("orders/", order_body((one, 2), (two, 2)))
    order: dict[str, Any] = answer.json()
    return order | {"offers": [one, two]}
