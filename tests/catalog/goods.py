"""Rows of a price list as the catalogue takes them."""

from decimal import Decimal
from typing import Any

from modules.catalog.public import GoodRow

PLAIN: dict[str, Any] = {
    "name": "Чайник электрический",
    "category": "Кухня",
    "category_key": "224",
    "model": "",
    "brand": "",
    "gtin": "",
    "price": Decimal("100.00"),
    "price_rrp": None,
    "quantity": 5,
    "currency": "RUB",
    "description": "",
    "attributes": (),
}


def good(external_id: object, **fields: Any) -> GoodRow:
    return GoodRow(external_id=str(external_id), **(PLAIN | fields))
