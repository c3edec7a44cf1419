"""The lists of the catalogue in the admin cost as many queries for one row as for many."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product
from tests.catalog.desk import Desk

pytestmark = pytest.mark.django_db
KINDS = ("product", "offer", "category", "supplier")


def one_more(number: int) -> None:
    """Add a row to each list: with a category above it, an offer, and a supplier of its own."""
    above = add_category(name=f"Выше {number}").pk
    category = add_category(name=f"Внутри {number}", parent=above).pk
    add_product(name=f"Товар {number}", category=category, price=Decimal(5), stock=1)
    catalog.add_supplier(name=f"Поставщик {number}")


def queries(desk: Desk, kind: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        page: Any = desk.client.get(f"/admin/catalog/{kind}/")
    assert page.status_code == 200
    return len(seen)


def test_a_longer_list_asks_no_more(desk: Desk) -> None:
    one_more(1)
    for kind in KINDS:
        queries(desk, kind)  # what is asked once for good: content types
    few = {kind: queries(desk, kind) for kind in KINDS}
    for number in range(2, 7):
        one_more(number)
    assert {kind: queries(desk, kind) for kind in KINDS} == few
