"""What a list can be narrowed down to, compared with what plain Python counts over the same goods."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.rules.facets import buckets
from modules.catalog.selectors import passes
from modules.catalog.selectors.products import stale_products
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product, change_product

pytestmark = pytest.mark.django_db

# Each category with those right below it.
TREE: dict[str, tuple[str, ...]] = {
    "dom": ("kukhnya", "sad"),
    "kukhnya": ("chayniki",),
    "sad": (),
    "chayniki": (),
    "tel": (),
}
COLOURS, SIZES = ("белый", "синий", "a,b", "back\\slash"), (Decimal(1), Decimal("2.5"), Decimal(40))


@dataclass(frozen=True)
class Good:
    """A product as the test knows it."""

    name: str
    category: str
    suppliers: frozenset[str]
    price: Decimal
    in_stock: bool
    stars: tuple[int, ...]
    attributes: dict[str, Any]

    @property
    def rating(self) -> float:
        return sum(self.stars) / len(self.stars) if self.stars else 0


type Test = Callable[[Good], bool]


def within(category: str) -> set[str]:
    return {category}.union(*map(within, TREE[category]))


def shop(chance: random.Random) -> list[Good]:
    """Fill the shop with random goods."""
    ids = {}
    for slug in TREE:
        above = next((ids[one] for one, those in TREE.items() if slug in those), None)
        ids[slug] = add_category(name=slug, slug=slug, parent=above).pk
    sellers = {}
    for name in ("Zarya", "Lavka", "Mir"):
        id = catalog.add_supplier(name=name)
        catalog.approve_supplier(supplier_id=id)
        sellers[Supplier.objects.get(pk=id).slug] = id
    goods = [good(chance, n, list(sellers)) for n in range(40)]
    catalog.fill(arrival(one, ids, sellers) for one in goods)
    return goods


def good(chance: random.Random, n: int, sellers: list[str]) -> Good:
    told = {"Цвет": chance.choice(COLOURS), "Размер.min": chance.choice(SIZES), "Новый": chance.random() < 0.5}
    return Good(
        f"good {n}",
        chance.choice(list(TREE)),
        frozenset(chance.sample(sellers, chance.randint(1, 2))),
        Decimal(chance.choice((10, 10, 25, 99, 1500))),
        chance.random() < 0.7,
        chance.choice(((), (2, 3), (4,), (5, 5, 5, 4), (5,), (1,))),
        {name: value for name, value in told.items() if chance.random() < 0.8},
    )


def arrival(one: Good, ids: dict[str, int], sellers: dict[str, int]) -> catalog.NewProduct:
    offers = tuple(
        catalog.NewOffer(sellers[name], one.name, one.price, None, 3 if one.in_stock else 0) for name in one.suppliers
    )
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return catalog.NewProduct(
        category_id=ids[one.category],
        name=one.name,
        description="",
        brand="",
        model="",
        gtin="",
        is_active=True,
        created_at=since,
        attributes=tuple(one.attributes.items()),
        offers=offers,
        reviews=tuple(catalog.NewReview("Anna", star, "", since) for star in one.stars),
    )


def ask(chance: random.Random) -> tuple[dict[str, str], dict[str, Test]]:
    """Return a random question, and what it means, by the facet that it belongs to."""
    colours, sellers = chance.sample(COLOURS, 2), chance.sample(("zarya", "lavka", "mir"), 2)
    escaped = ",".join(one.replace("\\", "\\\\").replace(",", "\\,") for one in colours)
    place = chance.choice(list(TREE))
    options: list[tuple[dict[str, str], dict[str, Test]]] = [
        ({"category": place}, {"category": lambda one: one.category in within(place)}),
        ({"supplier": ",".join(sellers)}, {"supplier": lambda one: not one.suppliers.isdisjoint(sellers)}),
        ({"price_min": "20", "price_max": "100"}, {"price": lambda one: 20 <= one.price <= 100}),
        ({"in_stock": "true"}, {"in_stock": lambda one: one.in_stock}),
        ({"rating_min": "4"}, {"rating": lambda one: one.rating >= 4}),
        ({"attr.Цвет": escaped}, {"Цвет": lambda one: one.attributes.get("Цвет") in colours}),
        ({"attr.Размер\\.min": "2.50"}, {"Размер.min": lambda one: one.attributes.get("Размер.min") == Decimal("2.5")}),
        (
            {"attr.Размер\\.min.min": "2", "attr.Размер\\.min.max": "39.9"},
            {"Размер.min": lambda one: 2 <= one.attributes.get("Размер.min", 0) <= Decimal("39.9")},
        ),
        ({"attr.Новый": "true"}, {"Новый": lambda one: one.attributes.get("Новый") is True}),
    ]
    query: dict[str, str] = {}
    meaning: dict[str, Test] = {}
    for parameters, tests in chance.sample(options, chance.randint(0, 4)):
        if meaning.keys().isdisjoint(tests):
            query |= parameters
            meaning |= tests
    return query, meaning


@pytest.mark.parametrize("seed", range(3))
def test_every_facet_is_counted_under_all_conditions_but_its_own(api: Any, seed: int) -> None:
    chance = random.Random(seed)
    goods = shop(chance)
    for _question in range(25):
        query, meaning = ask(chance)
        page = api.get(f"products/?{urlencode(query)}&facets=true&limit=100&count=true").json()
        found = [one for one in goods if all(test(one) for test in meaning.values())]
        assert sorted(item["name"] for item in page["items"]) == sorted(one.name for one in found), query
        assert (page["facets"]["total"], page["count"], page["facets"]["exact"]) == (len(found), len(found), True)
        assert told(page["facets"]) == reckoned(goods, meaning, query.get("category")), query


def test_every_choice_is_a_request_that_finds_as_many(api: Any) -> None:
    shop(random.Random(7))
    query = {"price_max": "500", "attr.Цвет": "белый,a\\,b"}
    facets = api.get(f"products/?{urlencode(query)}&facets=true").json()["facets"]
    several = {"attr.Цвет", "supplier"}
    asked = [
        ({facet["parameter"]: one["value"]}, one["count"])
        for facet in (*(facets[name] for name in ("category", "supplier", "in_stock", "rating")), *facets["attributes"])
        for one in facet["choices"]
    ]
    asked += [
        ({span["min_parameter"]: one["min"], span["max_parameter"]: one["max"]}, one["count"])
        for span in (facets["price"], *(one["span"] for one in facets["attributes"] if "span" in one))
        for one in span["buckets"]
    ]
    assert len(asked) > 20
    assert several <= {parameter for parameters, _count in asked for parameter in parameters}
    for parameters, count in asked:
        found = api.get(f"products/?{urlencode(query | parameters)}&limit=100").json()["items"]
        assert len(found) == count, parameters


def test_what_is_selected_is_said_and_never_cut(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.catalog.schemas.facets.MOST_CHOICES", 1)
    shop(random.Random(1))
    query = {"attr.Цвет": "синий,нет такого", "supplier": "mir", "price_min": "10", "in_stock": "true"}
    facets = api.get(f"products/?{urlencode(query)}&facets=true").json()["facets"]
    colour = next(one for one in facets["attributes"] if one["name"] == "Цвет")
    assert {one["label"] for one in colour["choices"] if one["selected"]} == {"синий", "нет такого"}
    assert colour["more"]
    assert [one["value"] for one in facets["supplier"]["choices"] if one["selected"]] == ["mir"]
    assert (facets["price"]["selected_min"], facets["price"].get("selected_max")) == ("10.00", None)
    assert [one["selected"] for one in facets["in_stock"]["choices"]] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_facets_follow_what_changes(api: Any) -> None:
    kitchen = add_category(name="Кухня").pk
    id = add_product(name="Чайник", category=kitchen, price=Decimal(10), attributes={"Цвет": "белый"})
    assert told(_facets(api))["attributes"] == {"Цвет": {"белый": 1}}
    change_product(product_id=id, attributes={"Вес": Decimal("1.50")})
    assert told(_facets(api))["attributes"] == {"Вес": {"1.5": 1}}
    assert stale_products() == []
    Product.objects.filter(pk=id).update(value_codes=None)
    assert stale_products() == [id]


def test_facets_of_any_number_of_products_cost_two_queries(api: Any) -> None:
    with CaptureQueriesContext(connection) as few:
        assert _facets(api)["total"] == 0
    shop(random.Random(2))
    with CaptureQueriesContext(connection) as many:
        assert _facets(api, "attr.Цвет=белый&supplier=mir&price_min=1&category=dom&count=true")["total"]
    for seen in (few, many):
        assert len([one for one in seen.captured_queries if "catalog_" in one["sql"]]) == 3


def test_too_many_products_are_estimated_from_a_sample(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("STRETCHES", 10), ("LENGTH", 2), ("MOST_COUNTED", 20)):
        monkeypatch.setattr(passes, name, value)
    shop(random.Random(3))
    with CaptureQueriesContext(connection) as seen:
        facets = _facets(api, "search=good")
    assert (facets["total"], facets["exact"]) == (40, False)
    assert sum(one["count"] for one in facets["in_stock"]["choices"]) == 40
    assert {one["label"] for one in facets["category"]["choices"]} == {"dom", "tel"}
    assert len([one for one in seen.captured_queries if "catalog_" in one["sql"]]) == 4


def test_buckets_hold_about_as_many_each_and_all_together_everything() -> None:
    prices = Counter({1: 50, 2: 1, 3: 1, 10: 48, 11: 20, 500: 1})
    spans = buckets(prices)
    assert [(one.min, one.max) for one in spans] == [(1, 1), (2, 10), (11, 11), (500, 500)]
    assert [one.count for one in spans] == [50, 50, 20, 1]
    assert buckets({}) == []


def _facets(api: Any, query: str = "") -> Any:
    return api.get(f"products/?facets=true&{query}").json()["facets"]


def told(facets: dict[str, Any]) -> dict[str, Any]:
    """Return the counts of an answer, without what there is none of."""
    counts = {name: _counts(facets[name]) for name in ("category", "supplier", "in_stock", "rating")}
    price = facets["price"]
    spans = [(price.get("min"), price.get("max")), sum(one["count"] for one in price["buckets"])]
    attributes = {one["name"]: _counts(one) for one in facets["attributes"]}
    return {**counts, "price": spans, "attributes": {name: those for name, those in attributes.items() if those}}


def _counts(facet: dict[str, Any]) -> dict[str, int]:
    return {one["label"]: one["count"] for one in facet["choices"] if one["count"]}


def reckoned(goods: list[Good], meaning: dict[str, Test], category: str | None) -> dict[str, Any]:
    def those(facet: str) -> list[Good]:
        return [one for one in goods if all(test(one) for name, test in meaning.items() if name != facet)]

    found = [one for one in goods if all(test(one) for test in meaning.values())]
    tops = TREE[category] if category else ("dom", "tel")
    prices = sorted(one.price for one in those("price"))
    names = {name for one in goods for name in one.attributes}
    attributes = {
        name: dict(Counter(_text(one.attributes[name]) for one in those(name) if name in one.attributes))
        for name in names
    }
    return {
        "category": _positive({top: sum(one.category in within(top) for one in found) for top in tops}),
        "supplier": dict(Counter(name.title() for one in those("supplier") for name in one.suppliers)),
        "in_stock": dict(Counter(str(one.in_stock).lower() for one in those("in_stock"))),
        "rating": _positive({str(n): sum(one.rating >= n for one in those("rating")) for n in (4, 3, 2, 1)}),
        "price": [(f"{prices[0]:.2f}", f"{prices[-1]:.2f}") if prices else (None, None), len(prices)],
        "attributes": {name: counts for name, counts in attributes.items() if counts},
    }


def _positive(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
