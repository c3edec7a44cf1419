"""`manage.py demo --products N`: a catalogue of any size, the same for the same seed on both databases."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from demo import accounts
from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.products import change_product
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True)

# Of seed 1 on any database and machine; who changes the goods on purpose writes the new one down.
DIGEST = "ca8ad49e9adca08db79fe0bfd8a8a69ed425f010c7094c03ba1f51982be04256"


def filled(products: int, **options: Any) -> None:
    call_command("demo", products=products, **options)


def told() -> list[Any]:
    """What the shop says of its goods, without the ids that a database gives."""
    texts = ("name", "description", "brand", "model", "gtin", "category__name", "category__parent__name")
    kept = ("price", "currency", "rating", "created_at", "is_active", "in_stock", "is_listed", "reviews_count")
    told = [
        Product.objects.order_by("id").values_list(*texts, *kept),
        ProductAttribute.objects.order_by("id").values_list("product__name", "attribute__name", "text", "number"),
        Offer.objects.order_by("id").values_list("product__name", "supplier__name", "price", "price_rrp", "quantity"),
        Review.objects.order_by("id").values_list("product__name", "name", "rating", "text", "created_at"),
    ]
    return [list(map(str, row)) for rows in told for row in rows]


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def indexes() -> list[Any]:
    with connection.cursor() as cursor:
        names = (kind._meta.db_table for kind in (Product, ProductAttribute, Offer, Review))
        return [connection.introspection.get_constraints(cursor, name) for name in names]


def test_the_same_seed_makes_the_same_goods_and_nothing_kept_of_them_is_stale(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = indexes()
    filled(300)
    monkeypatch.setattr("demo.warehouse.filling.MANY", 200)
    filled(500)  # goes on, with the shop closed meanwhile
    assert indexes() == before
    filled(400)  # they stand already
    assert api.get("products/?count=true").json()["count"] == Product.objects.filter(is_listed=True).count() > 450
    assert stale_products() == []
    assert sha256(orjson.dumps(told())).hexdigest() == DIGEST


def test_goods_that_came_at_once_are_kept_as_those_that_came_by_hand() -> None:
    filled(20)
    for before in list(Product.objects.values()):
        change_product(product_id=before["id"], name=f"{before['name']}!")
        change_product(product_id=before["id"], name=before["name"])
        assert Product.objects.values().get(pk=before["id"]) == before


def test_goods_that_came_at_once_are_found_by_their_words(api: Any) -> None:
    filled(20)
    one = Product.objects.filter(is_listed=True).order_by("id").first()
    assert one
    found = api.get(f"products/?search={one.model.lower()}").json()["items"]
    assert one.pk in [item["id"] for item in found]
    detail = api.get(f"products/{one.pk}/").json()
    assert len(detail["attributes"]) == 6
    assert detail["offers"][0]["price"] == detail["price"]


def test_a_large_shop_lets_in_those_whose_passwords_it_prints(api: Any, capsys: pytest.CaptureFixture[str]) -> None:
    filled(20)
    filled(20)
    printed, passwords = capsys.readouterr().out, accounts.kept()
    assert set(passwords) == set(accounts.ROLES)
    for role, password in passwords.items():
        assert printed.count(password) == 2
        entered = api.post("auth/login/", {"email": accounts.email(role), "password": password})
        assert entered.status_code == 200
        if role == "staff":
            assert Api(entered.json()["access"]).delete("categories/987654/").status_code == 404  # 403 for others
        if role == "supplier" and apps.is_installed("modules.partners"):
            assert Api(entered.json()["access"]).get("partner/price-lists/").status_code == 200


def test_two_seeds_make_no_catalogue_together() -> None:
    filled(20)
    with pytest.raises(CommandError, match="not of seed 2"):
        filled(30, seed=2)
    with pytest.raises(CommandError, match="from 1 on"):
        filled(0)
    assert Product.objects.count() == 20
