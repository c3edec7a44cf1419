"""The check that finds what the catalogue keeps wrongly, and makes it right."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from modules.catalog.models.reviews import Review
from modules.catalog.services.categories import add_category
from modules.catalog.services.mending import check
from modules.catalog.services.products import add_product

pytestmark = pytest.mark.django_db

WRONG = {
    "price": "UPDATE catalog_product SET price = 1 WHERE id = {id}",
    "best_offer_id": "UPDATE catalog_product SET best_offer_id = NULL WHERE id = {id}",
    "in_stock": "UPDATE catalog_product SET in_stock = NOT in_stock WHERE id = {id}",
    "is_listed": "UPDATE catalog_product SET is_listed = NOT is_listed WHERE id = {id}",
    "supplier_codes": "UPDATE catalog_product SET supplier_codes = NULL WHERE id = {id}",
    "value_codes": "UPDATE catalog_product SET value_codes = NULL WHERE id = {id}",
    "card": "UPDATE catalog_product SET card = '{{}}' WHERE id = {id}",
    "name_key": "UPDATE catalog_product SET name_key = '' WHERE id = {id}",
    "make_key": "UPDATE catalog_product SET make_key = 'x' WHERE id = {id}",
    "words": "UPDATE catalog_productwords SET words = 'x' WHERE product_id = {id}",
    "rating": "UPDATE catalog_product SET rating = 2 WHERE id = {id}",
}


@pytest.fixture
def product(person: Any) -> int:
    category = add_category(name="Кухня").pk
    add_product(name="Тостер", category=category, price=Decimal(70), stock=1)
    given = {"category": category, "price": Decimal(70), "stock": 1, "attributes": {"Цвет": "белый"}}
    product = add_product(name="Чайник", **given)
    Review.objects.create(product_id=product, author=person(), rating=5, status="published")
    check(mend=True)
    return product


@pytest.mark.parametrize("column", WRONG)
def test_what_is_wrong_is_found_named_and_mended(product: int, column: str, capsys: Any) -> None:
    call_command("check_cards")
    with connection.cursor() as cursor:
        cursor.execute(WRONG[column].format(id=product))
    with pytest.raises(CommandError, match="--mend"):
        call_command("check_cards")
    assert f"product {product}: {column}" in capsys.readouterr().out
    assert check(mend=True).products == {product: {column}}
    call_command("check_cards")


def test_products_are_looked_at_in_batches(product: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.catalog.services.mending.BATCH", 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET price = 1")
    told: list[int] = []
    assert len(check(mend=True, progress=told.append).products) == 2
    assert told == [1, 2]
    assert check().products == {}


def test_a_category_is_checked_too(product: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_category SET is_visible = %s, words = 'x'", [False])
    found = check(mend=True)
    assert list(found.categories.values()) == [{"is_visible", "words"}]
    assert check().categories == check().products == {}
