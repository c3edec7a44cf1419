"""Every ordering of the product list, walked page by page over goods that came in by every way."""

from decimal import Decimal
from typing import Any

import pytest

from modules.catalog import public as catalog

pytestmark = pytest.mark.django_db(transaction=True)


def good(n: int) -> catalog.GoodRow:
    return catalog.GoodRow(
        external_id=f"g-{n}",
        name=f"Товар {n % 3}",
        category="Все",
        category_key="1",
        model="",
        brand="",
        gtin="",
        price=Decimal(100 + n % 4),
        price_rrp=None,
        quantity=n % 2,
        currency="RUB",
        description="",
        attributes=(),
    )


@pytest.fixture
def shop(clerk: Any) -> set[int]:
    for name in ("Раз", "Два"):
        supplier = catalog.add_supplier(name=name)
        catalog.approve_supplier(supplier_id=supplier)
        catalog.apply_price_list(supplier_id=supplier, rows=iter([good(n) for n in range(11)]), mode="full")
        category = clerk.api.post("categories/", {"name": name}).json()["id"]
        made = clerk.api.post("products/", {"name": name, "price": "101", "stock": 1, "category": category})
        assert made.status_code == 201, made.content
    ids = {item["id"] for item in clerk.api.get("products/?limit=100").json()["items"]}
    assert len(ids) == 24
    return ids


@pytest.mark.parametrize("ordering", ["", "created_at", "price", "name", "rating"])
@pytest.mark.parametrize("way", ["", "-"])
def test_the_pages_are_the_list(api: Any, shop: set[int], ordering: str, way: str) -> None:
    question = {"ordering": way + ordering} if ordering else {}
    found, cursor = [], ""
    for _page in range(10):
        page = api.get("products/", data=question | {"limit": "5"} | ({"cursor": cursor} if cursor else {})).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == len(set(found))
    assert set(found) == shop
