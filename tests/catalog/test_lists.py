"""What buyers browse: lists, pages, filters."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.products import Product
from modules.catalog.services.categories import add_category, change_category
from modules.catalog.services.products import add_product, hide_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> dict[str, int]:
    """Three kettles at 100, 200 and 200, a phone at 50 that is sold out, in a tree of categories."""
    home = add_category(name="Дом").pk
    kitchen = add_category(name="Кухня", parent=home).pk
    phones = add_category(name="Телефоны").pk
    new = {"category": kitchen, "stock": 3}
    return {
        "home": home,
        "kitchen": kitchen,
        "phones": phones,
        "a": add_product(name="Чайник Ёлочка", price=Decimal(100), attributes={"Объём": Decimal("1.5")}, **new),
        "b": add_product(
            name="Чайник 100%", price=Decimal(200), attributes={"Объём": Decimal(2), "Цвет": "белый"}, **new
        ),
        "c": add_product(
            name="Чайник_два", price=Decimal(200), attributes={"Объём": Decimal(2), "Цвет": "синий"}, **new
        ),
        "d": add_product(name="Phone O'Hara", price=Decimal(50), category=phones, brand="Zarya", description="Умный"),
    }


def ids(api: Any, query: str = "") -> list[int]:
    answer = api.get(f"products/?{query}")
    assert answer.status_code == 200, answer.json()
    return [item["id"] for item in answer.json()["items"]]


def named(shelf: dict[str, int], names: str) -> list[int]:
    return [shelf[name] for name in names.split()]


def queries(seen: CaptureQueriesContext) -> list[str]:
    return [query["sql"] for query in seen.captured_queries if "catalog_" in query["sql"]]


def test_a_product_in_a_list(api: Any, shelf: dict[str, int]) -> None:
    item = api.get("products/?ordering=price&limit=1").json()["items"][0]
    assert item == {
        "id": shelf["d"],
        "name": "Phone O'Hara",
        "slug": f"phone-o-hara-{shelf['d']}",
        "category": {"id": shelf["phones"], "name": "Телефоны", "slug": "telefony"},
        "price": "50.00",
        "currency": "RUB",
        "in_stock": False,
        "rating": 0.0,
        "reviews_count": 0,
        "image": None,
        "image_srcset": [],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "d c b a"),
        ("ordering=price", "d a b c"),
        ("ordering=-price", "c b a d"),
        ("ordering=created_at", "a b c d"),
        ("ordering=-created_at", "d c b a"),
        ("ordering=rating", "a b c d"),
        ("ordering=-rating", "d c b a"),
        ("price_min=100", "c b a"),
        ("price_max=100", "d a"),
        ("price_min=100.01&price_max=200", "c b"),
        ("price_min=300&price_max=200", ""),
        ("in_stock=true", "c b a"),
        ("in_stock=false", "d"),
        ("rating_min=0", "d c b a"),
        ("rating_min=4.5", ""),
        ("search=ЧАЙНИК", "c b a"),
        ("search=елочка", "a"),
        ("search=чайник ёлочка", "a"),
        ("search=ёлочка phone", ""),
        ("search=zarya", "d"),
        ("search=умный", "d"),
        ("search=100%25", "b"),
        ("search=%25", ""),
        ("search=_", ""),
        ("search=o'hara", "d"),
        ("search='; DROP TABLE catalog_product; --", ""),
        ("search=\\", ""),
        ("search=%20%20", "d c b a"),
        ("attr.Объём=2", "c b"),
        ("attr.Объём=2.00", "c b"),
        ("attr.Объём=2&attr.Цвет=белый", "b"),
        ("attr.Цвет=белый&attr.Цвет=синий", "c b"),
        ("attr.Нет=1", ""),
        ("attr.Объём=nan", ""),
        ("attr.Объём=1e400", ""),
        ("category=dom", "c b a"),
        ("category=kukhnya", "c b a"),
        ("category=telefony", "d"),
        ("category=nowhere", ""),
        ("category=99999999999999999999999", ""),
        ("category=-1", ""),
        ("category=²", ""),
        ("supplier=torg-house", "d c b a"),
        ("supplier=nobody", ""),
        ("supplier=99999999999999999999999", ""),
        ("utm_source=mail", "d c b a"),
    ],
)
def test_filters_and_orders(api: Any, shelf: dict[str, int], query: str, found: str) -> None:
    assert ids(api, query) == named(shelf, found)


def test_names_are_ordered_either_way(api: Any, shelf: dict[str, int]) -> None:
    up = ids(api, "ordering=name")
    assert up[0] == shelf["d"]
    assert ids(api, "ordering=-name") == up[::-1]


@pytest.mark.django_db(transaction=True)
def test_relevance_puts_names_before_descriptions(api: Any, shelf: dict[str, int]) -> None:
    told = add_product(name="Чехол", category=shelf["phones"], price=Decimal(1), description="Для чайника")
    assert ids(api, "search=чайник&ordering=relevance")[-1] == told
    assert ids(api, "search=чайник") == ids(api, "search=чайник&ordering=relevance")
    assert ids(api, "search=чайник&ordering=-created_at")[0] == told
    assert ids(api, "ordering=relevance") == [told, *named(shelf, "d c b a")]


def test_a_category_goes_by_id_too(api: Any, shelf: dict[str, int]) -> None:
    assert ids(api, f"category={shelf['home']}") == named(shelf, "c b a")


@pytest.mark.django_db(transaction=True)
def test_a_supplier_has_what_it_offers(api: Any, shelf: dict[str, int], seller: Any) -> None:
    from modules.catalog.services.offers import add_offer

    shop = seller("Заря")
    offer = add_offer(supplier_id=shop, product_id=shelf["a"], external_id="1", price=Decimal(500), quantity=1)
    assert ids(api, "supplier=zarya") == ids(api, f"supplier={shop}") == [shelf["a"]]
    from modules.catalog.services.offers import change_offer

    change_offer(offer_id=offer, retired=True)
    assert ids(api, "supplier=zarya") == []


@pytest.mark.parametrize(
    "ordering", ["price", "-price", "name", "-name", "created_at", "rating", "-rating", "relevance"]
)
def test_pages_show_everything_once_in_every_order(api: Any, shelf: dict[str, int], ordering: str) -> None:
    for n in range(5):
        add_product(name=f"Чайник {n % 2}", category=shelf["kitchen"], price=Decimal(200), stock=n % 2)
    query = f"search=чайник&ordering={ordering}"
    whole, paged, cursor = ids(api, query), list[int](), ""
    while cursor is not None:
        page = api.get(f"products/?{query}&limit=3&count=true&cursor={cursor}").json()
        assert page["count"] == len(whole) == 8
        paged += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert paged == whole


@pytest.mark.django_db(transaction=True)
def test_a_page_is_stable_under_inserts(api: Any, shelf: dict[str, int]) -> None:
    first = api.get("products/?ordering=price&limit=2").json()
    add_product(name="Новый", category=shelf["phones"], price=Decimal(1))
    second = api.get(f"products/?ordering=price&limit=2&cursor={first['next']}").json()
    assert [item["id"] for item in second["items"]] == named(shelf, "b c")


def test_a_cursor_belongs_to_its_list(api: Any, shelf: dict[str, int]) -> None:
    cursor = api.get("products/?ordering=price&limit=1").json()["next"]
    for query in ("ordering=-price", "ordering=price&in_stock=true", "ordering=price&attr.Цвет=белый"):
        assert api.get(f"products/?{query}&cursor={cursor}").json()["code"] == "cursor_invalid"


def test_a_list_costs_one_query_and_a_count_one_more(api: Any, shelf: dict[str, int]) -> None:
    everything = "search=чайник&category=dom&supplier=torg-house&attr.Объём=2&price_min=1&in_stock=true"
    for query, cost in ((everything, 1), (f"{everything}&count=true", 2), (f"{everything}&ordering=relevance", 1)):
        with CaptureQueriesContext(connection) as seen:
            assert ids(api, query) == named(shelf, "c b") or "relevance" in query
        assert len(queries(seen)) == cost, queries(seen)


def test_a_list_is_kept_until_what_it_shows_changes(api: Any, shelf: dict[str, int]) -> None:
    assert api.get("products/")["X-Cache"] == "MISS"
    again = api.get("products/")
    assert again["X-Cache"] == "HIT"
    assert api.get("products/", headers={"If-None-Match": again["ETag"]}).status_code == 304


def test_the_answer_is_what_the_schema_says(api: Any, shelf: dict[str, int]) -> None:
    from core.http.pagination import Page
    from modules.catalog.schemas.products import ProductOut

    page = Page[ProductOut].model_validate_json(api.get("products/?count=true").content)
    assert page.count == 4
    assert page.items[0].category.slug == "telefony"


@pytest.mark.django_db(transaction=True)
def test_what_is_hidden_is_in_no_list(api: Any, shelf: dict[str, int]) -> None:
    hide_product(product_id=shelf["a"])
    change_category(category_id=shelf["phones"], is_active=False)
    assert ids(api) == named(shelf, "c b")
    change_category(category_id=shelf["home"], is_active=False)
    assert ids(api) == []
    assert api.get(f"products/{shelf['b']}/").status_code == 404
    change_category(category_id=shelf["home"], is_active=True)
    assert ids(api) == named(shelf, "c b")


@pytest.mark.django_db(transaction=True)
def test_only_suppliers_that_take_orders_are_named(api: Any, seller: Any) -> None:
    open_, closed = seller("Открытый", delivery=Decimal(300), free_from=Decimal(5000)), seller("Закрытый")
    catalog.add_supplier(name="Ждёт")
    catalog.set_accepting(supplier_id=closed, accepting=False)
    assert api.get("suppliers/").json()["items"] == [
        {
            "id": open_,
            "name": "Открытый",
            "slug": "otkrytyy",
            "delivery": "300.00",
            "free_from": "5000.00",
            "minimum": "0.00",
            "currency": "RUB",
        }
    ]


def test_a_product_without_an_offer_is_in_no_list(api: Any, shelf: dict[str, int]) -> None:
    bare = add_product(name="Без цены", category=shelf["phones"])
    assert bare not in ids(api)
    assert api.get(f"products/{bare}/").json()["price"] is None
    assert Product.objects.get(pk=bare).is_listed is False
    assert Category.objects.count() == 3
