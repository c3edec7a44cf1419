"""Suggestions while somebody types, and what was meant by what finds nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog.rules.typos import distance, meant, other_layout, shortened
from modules.catalog.selectors.meaning import respelt
from modules.catalog.services.batches import add_products
from modules.catalog.services.categories import add_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> dict[str, int]:
    kettles = add_category(name="Чайники").pk
    names = ["Чайник Ёлочка", "Чайник походный", "Холодильник Зарница", "Смартфон Samsung", "Утюг беспроводной"]
    made = add_products(products=[{"category_id": kettles, "name": name, "price": Decimal(9)} for name in names])
    return {"category": kettles, **dict(zip(("a", "b", "fridge", "phone", "iron"), made, strict=True))}


def suggested(api: Any, q: str, **more: Any) -> Any:
    answer = api.get("products/suggest/", query_params={"q": q, **more})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_products_and_categories_are_suggested_at_every_letter(api: Any, shelf: dict[str, int]) -> None:
    for q in ("ч", "ча", "чай", "чайн", "ЧАЙНИК", "чайники"):
        told = suggested(api, q)
        assert [one["id"] for one in told["products"]] == [shelf["b"], shelf["a"]], q
        assert told["categories"] == [{"id": shelf["category"], "name": "Чайники", "slug": "chayniki"}]
        assert "corrected" not in told
    first = suggested(api, "чайник", limit=1)["products"]
    assert [(one["id"], one["price"]) for one in first] == [(shelf["b"], "9.00")]


@pytest.mark.parametrize("q", ["", "   ", "%", "'\"*", "😀"])
def test_nothing_is_suggested_for_nothing(api: Any, shelf: dict[str, int], q: str) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert suggested(api, q) == {"products": [], "categories": []}
    assert not [one for one in seen.captured_queries if "catalog_" in one["sql"]]


def test_suggestions_cost_two_queries_and_are_kept(api: Any, shelf: dict[str, int]) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert api.get("products/suggest/?q=чай")["X-Cache"] == "MISS"
    assert len([one for one in seen.captured_queries if "catalog_" in one["sql"]]) == 2
    assert api.get("products/suggest/?q=чай")["X-Cache"] == "HIT"


def test_limits_are_held(api: Any, shelf: dict[str, int]) -> None:
    for limit in ("0", "21", "many", "1e400"):
        assert api.get(f"products/suggest/?q=чай&limit={limit}").status_code == 422


MEANT = [
    ("чайнк", "чайник"),
    ("чайинк", "чайник"),
    ("чоинек", ""),  # two slips are too many for a short word
    ("чайнникк", "чайник"),
    ("чойник", "чайник"),
    ("чайнеки", "чайник"),
    ("халадильник", "холодильник"),
    ("безпроводной утюк", "беспроводной утюг"),
    ("самсунг", ""),
    ("samsnug", "samsung"),
    ("xfqybr", "чайник"),
    ("ыфьыгтп", "samsung"),
    ("[jkjlbkmybr pfhybwf", "холодильник зарница"),
    ("чайник", ""),
    ("чай", ""),
    ("12345678", ""),
    ("ч" * 10_000, ""),
    ("' OR 1=1", ""),
]


@pytest.mark.parametrize(("typed", "understood"), MEANT, ids=[typed[:20] for typed, _ in MEANT])
def test_slips_are_understood(shelf: dict[str, int], typed: str, understood: str) -> None:
    assert respelt(typed) == understood


def test_a_list_that_would_be_empty_shows_what_was_meant(api: Any, shelf: dict[str, int]) -> None:
    seen, cursor = list[int](), ""
    while cursor is not None:
        page = api.get(
            "products/", query_params={"search": "чайнк", "limit": 1, "count": "true", "cursor": cursor}
        ).json()
        assert (page["corrected"], page["count"]) == ("чайник", 2)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert seen == [shelf["b"], shelf["a"]]
    assert "corrected" not in api.get("products/?search=чайник").json()
    assert "corrected" not in api.get("products/?search=чайнк&price_min=100").json()
    assert suggested(api, "чайнк")["corrected"] == "чайник"


def test_what_was_meant_is_not_told_where_it_finds_nothing_either(api: Any, shelf: dict[str, int]) -> None:
    assert respelt("чайник OR утюг") == "чайник щк утюг"
    assert suggested(api, "чайник OR утюг") == {"products": [], "categories": []}


def test_forgiving_costs_two_queries_more(api: Any, shelf: dict[str, int]) -> None:
    for search, cost in (("чайнк", 3), ("абракадабра", 2)):
        with CaptureQueriesContext(connection) as seen:
            api.get(f"products/?search={search}")
        assert len([one for one in seen.captured_queries if "catalog_" in one["sql"]]) == cost


def test_words_are_learnt_from_price_lists_too(seller: Any) -> None:
    from modules.catalog import public as catalog
    from tests.catalog.goods import good

    shop = seller()
    catalog.apply_price_list(supplier_id=shop, rows=[good(1, name="Пылесос вихрь")], mode="full")
    assert respelt("пылисос") == "пылесос"
    catalog.apply_price_list(supplier_id=shop, rows=[good(1, name="Пылесос торнадо")], mode="full")
    assert respelt("тарнадо") == "торнадо"


def test_distances() -> None:
    assert [distance("утюг", other) for other in ("утюг", "утюк", "утг", "уютг", "утюги", "лампа")] == [
        0,
        1,
        1,
        1,
        1,
        5,
    ]
    assert "".join(shortened("абв")) == "абабвавбв"
    assert meant("утюк", ["утюг", "лампа"]) == "утюг"
    assert other_layout(other_layout("холодильник")) == "холодильник"
