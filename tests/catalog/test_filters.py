"""How conditions on attributes are asked for."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from modules.catalog.models.attributes import FacetValue
from modules.catalog.rules.parameters import escaped, parameter, read_parameter, read_values
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> None:
    kitchen = add_category(name="Кухня").pk
    told: dict[str, dict[str, Any]] = {
        "a": {"Цвет": "белый", "Объём": Decimal("5.5"), "Новый": True},
        "b": {"Цвет": "чёрный, матовый", "Объём": Decimal(-2), "Новый": False, "Код": "5.50"},
        "c": {"Цвет": "белый", "rpm.min": Decimal(900), "Код": "true"},
        "d": {"Цвет": "back\\slash", "Объём": Decimal(10), "rpm": Decimal(7), "a,b\\": "x"},
        "e": {},
    }
    for name, attributes in told.items():
        add_product(name=name, category=kitchen, price=Decimal(1), attributes=attributes)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ([("attr.Цвет", "белый")], "ac"),
        ([("attr.Цвет", "белый,back\\\\slash")], "acd"),
        ([("attr.Цвет", " белый , нет ")], "ac"),
        ([("attr.Цвет", "белый"), ("attr.Цвет", "back\\slash")], "acd"),
        ([("attr.Цвет", "чёрный, матовый")], ""),
        ([("attr.Цвет", "чёрный\\, матовый")], "b"),
        ([("attr.Цвет", "белый"), ("attr.Объём", "5.5")], "a"),
        ([("attr.Цвет", "Белый")], ""),
        ([("attr.Цвет", "")], "abcde"),
        ([("attr.Цвет", ",,")], "abcde"),
        ([("attr.Объём", "5.50")], "a"),
        ([("attr.Объём", "05.5")], "a"),
        ([("attr.Объём", "-2.0,1e1")], "bd"),
        ([("attr.Объём.min", "0")], "ad"),
        ([("attr.Объём.max", "5.5")], "ab"),
        ([("attr.Объём.min", "-2"), ("attr.Объём.max", "5.50")], "ab"),
        ([("attr.Объём.min", "6"), ("attr.Объём.max", "5")], ""),
        ([("attr.Объём.min", "0"), ("attr.Объём", "10")], "d"),
        ([("attr.Новый", "true")], "a"),
        ([("attr.Новый", "FALSE")], "b"),
        ([("attr.Новый", "true,false")], "ab"),
        ([("attr.Новый", "1")], ""),
        ([("attr.Код", "5.5")], ""),
        ([("attr.Код", "5.50")], "b"),
        ([("attr.Код", "True")], ""),
        ([("attr.Код.min", "1")], ""),
        ([("attr.rpm.min", "7")], "d"),
        ([("attr.rpm.min", "8")], ""),
        ([("attr.rpm\\.min", "900")], "c"),
        ([("attr.rpm\\.min.min", "900"), ("attr.rpm\\.min.max", "900")], "c"),
        ([("attr.rpm\\.min.min", "901")], ""),
        ([("attr.a,b\\\\", "x")], "d"),
        ([("attr.Нет", "1")], ""),
        ([("attr.Нет.min", "1")], ""),
        ([("attr.Объём", "nan,1e400,-Infinity,1e-999999,1e999999," + "9" * 5000)], ""),
        ([("attr.Цвет", "' OR 1=1 --,%,_,\\")], ""),
        ([("attr.Цвет", "x" * 10_000)], ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_attributes(api: Any, shelf: None, query: list[tuple[str, str]], found: str) -> None:
    for asked in ("", "&facets=true", "&category=kukhnya&count=true"):
        page = api.get(f"products/?{urlencode(query)}&ordering=name{asked}").json()
        assert "".join(item["name"] for item in page["items"]) == found
        assert page.get("count", len(found)) == len(found)
        assert page.get("facets", {}).get("total", len(found)) == len(found)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("attr.x=%00", "bad_characters"),
        ("attr.x=%FF", "bad_characters"),
        ("attr.x=%ED%A0%80", "bad_characters"),
        (f"attr.x={'x' * 10_001}", "string_too_long"),
        ("attr.=1", "blank"),
        ("attr..min=1", "blank"),
        (f"attr.{'x' * 256}=1", "string_too_long"),
        *((f"attr.x.min={bad}", "bad_number") for bad in ("", "NaN", "1e400", "1e5", "inf", "%D9%A1", "1_0", "9" * 16)),
        (f"attr.x.max={'1' * 10_000}", "bad_number"),
        ("attr.x.max=1%00", "bad_number"),
        ("&".join(f"attr.{n}=1" for n in range(21)), "too_long"),
        ("&".join(f"attr.{n}.min=1" for n in range(21)), "too_long"),
        (f"attr.x={quote(','.join(map(str, range(51))))}", "too_long"),
        ("&".join("attr.x=1" for _ in range(51)), "too_long"),
        ("facets=perhaps", "bool_parsing"),
    ],
    ids=lambda value: value[:40],
)
def test_a_hostile_question_is_refused(api: Any, query: str, code: str) -> None:
    refused = api.get(f"products/?facets=true&{query}")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), refused.content
    assert code in {error["code"] for error in refused.json()["errors"]}


STARS = ("Must be 0 to 5 stars such as 4.5", "Нужно от 0 до 5 звёзд, например 4.5")
REFUSED = [
    ("rating_min=-1", "rating_min", *STARS),
    ("rating_min=abc", "rating_min", *STARS),
    ("rating_min=5.01", "rating_min", *STARS),
    ("rating_min=4.5%0A", "rating_min", *STARS),
    ("&".join(["supplier=a"] * 60), "supplier", "At most 50 items.", "Элементов — не больше 50."),
    ("&".join(["attr.Color=a"] * 60), "attr.Color", "At most 50 items.", "Элементов — не больше 50."),
    (f"attr.Color={'x' * 12_000}", "attr.Color", "At most 10000 characters.", "Символов — не больше 10000."),
    (f"attr.{'x' * 256}=1", f"attr.{'x' * 256}", "At most 255 characters.", "Символов — не больше 255."),
    ("attr.b=1&attr.a.min=0&attr.a.max=x", "attr.a.max", "Must be a number of at most 15", "Нужно число не длиннее 15"),
    ("attr.=1", "attr.", "Must show something", "Нужен видимый текст"),
    (
        "&".join(f"attr.{n}=1" for n in range(21)),
        "attr",
        "At most 20 attributes",
        "Свойств можно спросить не больше 20",
    ),
]


@pytest.mark.parametrize(("query", "parameter", "english", "russian"), REFUSED, ids=[one[0][:20] for one in REFUSED])
def test_a_refusal_names_the_parameter_and_what_it_takes(
    api: Any, query: str, parameter: str, english: str, russian: str
) -> None:
    for language, sentence in (("en", english), ("ru", russian)):
        (told,) = api.get(f"products/?{query}", headers={"Accept-Language": language}).json()["errors"]
        assert told["loc"] == ["query", parameter]
        assert told["msg"].startswith(sentence)


def test_as_many_conditions_as_are_allowed_are_answered(api: Any, shelf: None) -> None:
    query = "&".join(f"attr.{n}=1,2&attr.{n}.min=1&attr.{n}.max=2" for n in range(20))
    page = api.get(f"products/?{query}&facets=true&in_stock=true&supplier=a,b&price_min=1&rating_min=1&search=x").json()
    assert (page["items"], page["facets"]["total"]) == ([], 0)


@pytest.mark.parametrize(
    "name", ["Цвет", "a.b", ".min", "x.max", "x.min.max", "a\\", "a\\.min", "a\\\\.max", "\\,", "min"]
)
def test_a_parameter_means_its_attribute(name: str) -> None:
    assert read_parameter(parameter(name)) == (name, None)
    assert read_parameter(f"{parameter(name)}.min") == (name, "min")


@pytest.mark.parametrize("value", ["a", "a,b", ",", "\\", "\\,", "a\\\\,b", "1.5", "a.b"])
def test_a_value_means_itself(value: str) -> None:
    assert read_values(f"x,{escaped(value)},y") == ["x", value, "y"]


def test_values_have_one_id_whoever_has_them(shelf: None) -> None:
    assert FacetValue.objects.filter(attribute__name="Цвет").count() == 3
