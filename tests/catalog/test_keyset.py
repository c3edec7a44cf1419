"""Every order of the product list, walked page by page and held against a sort in plain Python."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.rules.arrivals import NewOffer, NewProduct, NewReview
from modules.catalog.selectors import conditions

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = [
    "Ёлка",
    "елка 10",
    "ЁЖ",
    "Жук",
    "жук",
    "Ежевика",
    "apple",
    "Zebra",
    "ящик",
    "Ящик  2",
    "100% хлопок",
    "_",
    "Éclair",
]
PRICES = [Decimal(price) for price in ("0.01", "9.99", "10.00", "10.01", "100.00", "9999999999.99")]
ORDERINGS = ["price", "-price", "name", "-name", "created_at", "-created_at", "rating", "-rating"]
KEYS: dict[str, Callable[[Product], Any]] = {
    "price": lambda one: one.price,
    # As people look names up: case says nothing, and `ё` stands with `е`.
    "name": lambda one: " ".join(one.name.casefold().replace("ё", "е").split()).encode(),
    "created_at": lambda one: one.created_at,
    "rating": lambda one: one.rating,
}
WANTED: dict[str, Callable[[Product], bool]] = {
    "": lambda one: True,
    "category=all": lambda one: True,
    "category=left": lambda one: left(one),
    "category=right": lambda one: one.category.slug == "right",
    "price_min=10&price_max=100": lambda one: 10 <= (one.price or 0) <= 100,
    "in_stock=true": lambda one: one.in_stock,
    "in_stock=false&category=left": lambda one: not one.in_stock and left(one),
    "rating_min=3": lambda one: one.rating >= 3,
    "supplier=one": lambda one: "one" in sellers(one),
    "supplier=one,two": lambda one: bool({"one", "two"} & sellers(one)),
    "supplier=one&supplier=three": lambda one: bool({"one", "three"} & sellers(one)),
    "supplier=two&category=left&in_stock=true&price_max=100": lambda one: (
        "two" in sellers(one) and left(one) and one.in_stock and (one.price or 0) <= 100
    ),
}


def left(product: Product) -> bool:
    return product.category.slug in {"left", "lowest"}


def sellers(product: Product) -> set[str]:
    return {offer.supplier.slug for offer in product.offers.all()}


class Shop:
    """Products full of ties, in a tree of three categories, each with offers of some of three suppliers."""

    def __init__(self) -> None:
        self.chance = random.Random(4)
        top = Category.objects.create(name="All", slug="all")
        left = Category.objects.create(name="Left", slug="left", parent=top)
        right = Category.objects.create(name="Right", slug="right", parent=top)
        lowest = Category.objects.create(name="Lowest", slug="lowest", parent=left)
        self.categories = [one.pk for one in (top, left, right, lowest)]
        self.suppliers = [catalog.add_supplier(name=name) for name in ("One", "Two", "Three")]
        for id in self.suppliers:
            catalog.approve_supplier(supplier_id=id)
        self.made = 0

    def fill(self, count: int) -> None:
        catalog.fill(self._product() for _ in range(count))

    def _product(self) -> NewProduct:
        self.made += 1
        pick, moment = self.chance.choice, DAY + timedelta(days=self.chance.randrange(4))
        if self.chance.random() < 0.5:
            moment += timedelta(microseconds=self.chance.choice([1, 10, 500_000, 999_999]))
        offers = [self._offer(id) for id in self.chance.sample(self.suppliers, self.chance.randint(1, 2))]
        stars = [NewReview("A", self.chance.randint(1, 5), "", DAY) for _ in range(self.chance.randrange(3))]
        texts = {"description": "", "brand": "", "model": "", "gtin": "", "attributes": ()}
        return NewProduct(
            category_id=pick(self.categories[:1] if self.chance.random() < 0.1 else self.categories[1:]),
            name=pick(NAMES), is_active=True, created_at=moment, offers=tuple(offers), reviews=tuple(stars), **texts,
        )  # fmt: skip

    def _offer(self, supplier: int) -> NewOffer:
        return NewOffer(supplier, str(self.made), self.chance.choice(PRICES), None, self.chance.choice([0, 0, 3]))


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.fill(60)
    return shop


def expected(query: str, ordering: str) -> list[Product]:
    key = KEYS[ordering.lstrip("-")]
    every = Product.objects.select_related("category").prefetch_related("offers__supplier")
    found = [one for one in every if one.is_listed and WANTED[query](one)]
    return sorted(found, key=lambda one: (key(one), one.pk), reverse=ordering.startswith("-"))


def walked(api: Any, query: str, ordering: str, *, limit: int, between: Callable[[], None] = lambda: None) -> list[int]:
    found, cursor = list[int](), ""
    while cursor is not None:
        page = api.get(f"products/?{query}&ordering={ordering}&limit={limit}&cursor={cursor}").json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        between()
    return found


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_are_what_a_plain_sort_says(api: Any, shop: Shop, ordering: str) -> None:
    for query in WANTED:
        must = [one.pk for one in expected(query, ordering)]
        assert walked(api, query, ordering, limit=13) == must, query
        assert must, query


@pytest.mark.parametrize("ordering", ["price", "-name"])
def test_suppliers_of_many_products_are_met_on_the_way(
    api: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch, ordering: str
) -> None:
    monkeypatch.setattr(conditions, "FEW", 1)
    for query in (query for query in WANTED if "supplier" in query):
        assert walked(api, query, ordering, limit=13) == [one.pk for one in expected(query, ordering)], query


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_what_comes_between_pages_moves_nothing(api: Any, shop: Shop, ordering: str) -> None:
    query = "category=all"
    before = [one.pk for one in expected(query, ordering)]
    found = walked(api, query, ordering, limit=17, between=lambda: shop.fill(2))
    assert [id for id in found if id in set(before)] == before
    after = [one.pk for one in expected(query, ordering)]
    assert found == [id for id in after if id in set(found)]
    assert len(found) > len(before)  # what came behind the reader's place is met


@pytest.mark.parametrize("place", ["first", "next"])
def test_a_page_is_one_query_whatever_is_wanted(api: Any, shop: Shop, place: str) -> None:
    everything = "supplier=two&category=left&price_min=0&price_max=100&rating_min=0&limit=2"
    for query in ("limit=2", "category=all&limit=2", "supplier=one&limit=2", everything):
        cursor = api.get(f"products/?{query}").json()["next"] if place == "next" else ""
        for more, cost in (("", 1), ("&count=true", 2)):
            with CaptureQueriesContext(connection) as seen:
                assert api.get(f"products/?{query}{more}&cursor={cursor}").status_code == 200
            asked = [one["sql"] for one in seen.captured_queries if "catalog_" in one["sql"]]
            assert len(asked) == cost, asked


def test_a_count_stops_where_it_says_so(api: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for query in WANTED:
        page = api.get(f"products/?{query}&count=true&limit=1").json()
        assert (page["count"], page["count_exact"]) == (len(expected(query, "price")), True), query
    monkeypatch.setattr("core.http.pagination.COUNTED", 20)
    for query in ("", "category=all", "supplier=one"):
        page = api.get(f"products/?{query}&count=true&limit=2").json()
        assert (page["count"], page["count_exact"]) == (20, False)


def test_a_product_with_two_offers_of_a_supplier_is_one(api: Any, shop: Shop) -> None:
    product = Product.objects.filter(is_listed=True, offers__supplier=shop.suppliers[0]).first()
    assert product
    Offer.objects.filter(product=product).exclude(supplier=shop.suppliers[0]).delete()
    second = Offer.objects.filter(product=product).values().first()
    assert second
    Offer.objects.create(**second | {"id": None, "external_id": "again"})
    found = walked(api, "supplier=one", "price", limit=100)
    assert found.count(product.pk) == 1
    assert api.get("products/?supplier=one&count=true").json()["count"] == len(found)


@pytest.mark.parametrize("query", ["supplier=%00", "supplier=" + "x" * 10_001, "&".join(["supplier=a"] * 51)])
def test_suppliers_that_cannot_be(api: Any, shop: Shop, query: str) -> None:
    assert api.get(f"products/?{query}").status_code == 422
