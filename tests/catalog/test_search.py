"""What a search finds and in which order; the same table is asked of both profiles."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modules.catalog.models.words import ProductWords
from modules.catalog.rules import words as rules
from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors import relevance
from modules.catalog.selectors.lexemes import POSTGRES, SQLITE
from modules.catalog.selectors.orders import order_named
from modules.catalog.selectors.pages import read_page
from modules.catalog.services.batches import add_products
from modules.catalog.services.categories import add_category

pytestmark = pytest.mark.django_db

GOODS: dict[str, dict[str, Any]] = {
    "kettle": {"name": "Чайник Ёлочка стальной", "brand": "Зарница", "description": "Кипятит за минуту. Сеть 220 В."},
    "kettles": {"name": "Чайники походные", "description": "Набор"},
    "teapot": {"name": "Чайничек заварочный"},
    "filter": {"name": "Фильтр угольный", "description": "Подходит для чайника и кофеварки"},
    "phone": {"name": "Смартфон iPhone 15 Pro", "brand": "Apple", "gtin": "4601234567893"},
    "case": {"name": "Чехол для iPhone-15", "description": "Wireless charging, café style"},
    "ears": {"name": "Наушники Sony WH-1000XM5", "model": "WH1000XM5/B"},
    "paper": {"name": "Бумага А4, 500 л", "description": "Для принтера а не для 4 рук"},
    "screen": {"name": "Монитор 15,6 дюйма", "description": "Running shoes not included"},
    "shirt": {"name": "T-Shirt белая 100%", "description": "Хлопок"},
}


@pytest.fixture
def shelf() -> dict[str, int]:
    category = add_category(name="Разное").pk
    made = add_products(products=[{"category_id": category, "price": Decimal(9), **one} for one in GOODS.values()])
    return dict(zip(GOODS, made, strict=True))


def found(search: str, *, limit: int = 50, place: Any = None, **wanted: Any) -> list[int]:
    rows = read_page(Wanted(search=search, **wanted), order_named("relevance", search=search), place=place, limit=limit)
    return [row[0] for row in rows]


TABLE = [
    ("чайник", "kettle kettles filter"),  # as it stands, in another form, in a text
    ("ЧАЙНИКИ", "kettles kettle filter"),
    ("чай", "teapot kettles kettle filter"),
    ("чайник елочка", "kettle"),
    ("ёлочка чайник", "kettle"),
    ("чайник кипятит", "kettle"),
    ("чайник iphone", ""),
    ("чайник%", "kettle kettles filter"),
    ("кипятить", "kettle"),
    ("зарница", "kettle"),
    ("ч", "case teapot kettles kettle"),
    ("стальные", "kettle"),
    ("iphone 15", "case phone"),
    ("iPhone-15", "case phone"),
    ("iphone15", "case phone"),
    ("iphone15 pro", "phone"),
    ("iphone1", "case phone"),
    ("апple", ""),
    ("4601234567893", "phone"),
    ("460", "phone"),
    ("46012345", ""),
    ("wh1000xm5", "ears"),
    ("WH 1000 XM 5", "ears"),
    ("wh-1000xm5", "ears"),
    ("1000xm5/b", "ears"),
    ("а4", "paper"),
    ("A4", "paper"),
    ("220В", "kettle"),
    ("220v", "kettle"),
    ("220 в", "kettle"),
    ("15.6", "screen"),
    ("15,6", "screen"),
    ("15,60", "screen"),
    ("15,6дюйма", "screen"),
    ("t-shirt", "shirt"),
    ("tshirt", "shirt"),
    ("100%", "shirt ears"),
    ("cafe", "case"),
    ("CAFÉ", "case"),
    ("run", "screen"),
    ("ｉＰｈｏｎｅ", "case phone"),
    ("%", ""),
    ("_", ""),
    ("\\", ""),
    ("'", ""),
    ("*", ""),
    ("& | ! <-> :*", ""),
    ("чайник & !кипятит", "kettle"),
    ("чайник OR iphone", ""),
    ("words:чайник*", ""),
    ('NEAR("чайник", 5)', ""),
    ("'; DROP TABLE catalog_product; --", ""),
    ("=чайник ~iphone", ""),
    ("^чайник -кипятит", "kettle"),
    ("(((чайник", "kettle kettles filter"),
    ("чайник " * 1200, "kettle kettles filter"),
    ("ч" * 10_000, ""),
    ("😀 чайник", "kettle kettles filter"),
]


@pytest.mark.parametrize(("search", "names"), TABLE, ids=[search[:20] for search, _names in TABLE])
def test_what_is_found_and_in_which_order(shelf: dict[str, int], search: str, names: str) -> None:
    name_of = {id: name for name, id in shelf.items()}
    assert " ".join(name_of[id] for id in found(search)) == names


@pytest.mark.parametrize("most", [500, 0])
def test_a_common_word_is_walked_and_a_rare_one_sorted_to_the_same_effect(
    shelf: dict[str, int], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relevance, "ENOUGH", most)
    name_of = {id: name for name, id in shelf.items()}
    assert [name_of[id] for id in found("чайник")] == ["kettle", "kettles", "filter"]
    for limit in (1, 2, 3):
        paged, place = list[int](), None
        while rows := read_page(Wanted(search="чай"), order_named("relevance", search="чай"), place=place, limit=limit):
            paged += [row[0] for row in rows]
            place = [str(rows[-1][-1]), rows[-1][0]]
        assert paged == found("чай")


def test_matches_are_walked_across_all_spans_of_ids(shelf: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids far apart stand in short spans and in long ones; none is shown twice or left out."""
    monkeypatch.setattr(relevance, "ENOUGH", 0)
    far = [5_000, 70_000, 131_072, 200_000, 262_143, 1_000_000, 1_065_536, 1_070_000]
    _move_to(far)
    paged, place = list[int](), None
    while rows := read_page(Wanted(search="гвоздь"), order_named("relevance", search="гвоздь"), place=place, limit=3):
        paged += [row[0] for row in rows]
        place = [str(rows[-1][-1]), rows[-1][0]]
    assert paged == far[::-1]


def _move_to(ids: list[int]) -> None:
    from modules.catalog.models.products import Product

    category = add_category(name="Железо").pk
    made = add_products(products=[{"category_id": category, "name": "Гвоздь", "price": Decimal(1)} for _ in ids])
    with connection.cursor() as cursor:
        for old, new in zip(made, ids, strict=True):
            row = Product.objects.get(pk=old)
            row.pk, row.slug = new, f"nail-{new}"
            row.save(force_insert=True)
            cursor.execute("UPDATE catalog_productwords SET product_id = %s WHERE product_id = %s", [new, old])
            cursor.execute("UPDATE catalog_offer SET product_id = %s WHERE product_id = %s", [new, old])
            Product.objects.filter(pk=old).update(is_listed=False)


def test_other_conditions_hold_too(shelf: dict[str, int]) -> None:
    assert found("чайник", category="raznoe", in_stock=False) == found("чайник")
    assert found("чайник", category="nowhere") == found("чайник", price_min=Decimal(10)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
    | st.text("чайник'\"*:&|!()<->%_\\ 0.~=", max_size=30)
)
def test_whatever_people_type_is_text(shelf: dict[str, int], search: str) -> None:
    assert set(found(search)) <= set(shelf.values())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_only_letters_digits_and_marks_come_to_the_database(text: str) -> None:
    lexemes = rules.product_words(name=text, description=text)
    assert all(one.lstrip("=~^").replace(".", "").isalnum() for one in lexemes.split())
    for word in rules.asked(text):
        assert word.text.replace(".", "").isalnum()
    for language in (POSTGRES, SQLITE):
        if rules.asked(text):
            assert language.found(rules.asked(text)).count(language.quote) % 2 == 0


@given(st.sampled_from([one["name"] for one in GOODS.values()]))
def test_every_name_finds_itself(name: str) -> None:
    kept = set(rules.product_words(name=name).split())
    assert {word.stem for word in rules.asked(name)} <= kept
    assert {f"={word.text}" for word in rules.asked(name)} <= kept


def test_words_follow_the_texts(api: Any, clerk: Any, shelf: dict[str, int]) -> None:
    clerk.api.patch(f"products/{shelf['kettle']}/", {"name": "Самовар", "description": ""})
    assert found("чайник") == [shelf["kettles"], shelf["filter"]]
    assert found("самовары") == [shelf["kettle"]]
    assert ProductWords.objects.count() == len(shelf)


def test_a_list_by_relevance_is_one_query(api: Any, shelf: dict[str, int]) -> None:
    for search in ("чайник", "чай", "iphone 15"):
        with CaptureQueriesContext(connection) as seen:
            assert api.get(f"products/?search={search}").json()["items"]
        assert len([one for one in seen.captured_queries if "catalog_" in one["sql"]]) == 1


def test_categories_are_found_by_the_same_words(api: Any) -> None:
    kettles, phones = add_category(name="Чайники и ёмкости").pk, add_category(name="Телефоны 5G").pk
    for search, there in (
        ("чайник", [kettles]),
        ("ЕМКОСТЬ", [kettles]),
        ("тел", [phones]),
        ("5g телефон", [phones]),
        ("%", []),
        ("", [kettles, phones]),
    ):
        assert [
            one["id"] for one in api.get("categories/", data=None, query_params={"search": search}).json()["items"]
        ] == there
