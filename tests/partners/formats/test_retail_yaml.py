"""The retail YAML form: what it says is taken to the letter, and nothing in it does anything."""

from decimal import Decimal

import pytest

from modules.partners.formats.rows import Attribute, BadRow, Good
from tests.partners.formats.reading import bad, good, notices, one_good, opened, problems, refusal, rows

LIST = """\
shop: Связь
url: https://svyaz.example
currency: RUR
categories:
  - id: 224
    name: Смартфоны
  - id: 15
    name: Аксессуары
goods:
  - id: 4216292
    category: 224
    model: luna/one
    name: Смартфон Luna One 512GB (золотистый)
    price: 110000
    price_rrc: 116990.50
    quantity: 14
    brand: Luna
    gtin: 4006381333931
    description: |
      Первая строка.
      Вторая строка.
    parameters:
      "Диагональ (дюйм)": 6.5
      "Разрешение (пикс)": 2688x1242
      "Смарт": true
  # the second one
  - id: "4216313"
    category: Аксессуары
    model: luna/case
    name: Чехол
    price: "1 299,90"
    quantity: "0"
"""


def test_a_list_is_read_to_the_letter() -> None:
    reader = opened(LIST)
    first, second = reader
    assert (reader.format, reader.shop, reader.currency) == ("yaml", "Связь", "RUB")
    assert first == Good(
        line=10,
        external_id="4216292",
        name="Смартфон Luna One 512GB (золотистый)",
        category="224",
        category_name="Смартфоны",
        model="luna/one",
        brand="Luna",
        gtin="4006381333931",
        price=Decimal("110000.00"),
        price_rrp=Decimal("116990.50"),
        quantity=14,
        currency="RUB",
        attributes=(
            Attribute("Диагональ (дюйм)", Decimal("6.5")),
            Attribute("Разрешение (пикс)", "2688x1242"),
            Attribute("Смарт", True),
        ),
        description="Первая строка.\nВторая строка.",
    )
    assert isinstance(second, Good)
    assert (second.line, second.external_id, second.price, second.price_rrp) == (
        27,
        "4216313",
        Decimal("1299.90"),
        None,
    )
    assert (second.category, second.category_name, second.quantity) == ("15", "Аксессуары", 0)
    assert reader.notices == ()


WORDS = ["NO", "yes", "on", "Off", "y", "010", "0x1F", "1_000", "12:30:45", "1e3", "2001-01-01", "=", "<<"]


@pytest.mark.parametrize("word", WORDS)
def test_a_bare_word_stays_the_text_it_is(word: str) -> None:
    read = good(one_good(name=word, id=word, model=word, parameters=f"{{Страна: {word}}}"))
    assert (read.name, read.external_id, read.model) == (word, word, word)
    assert read.attributes == (Attribute("Страна", word),)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("512", Decimal(512)),
        ("-0.50", Decimal("-0.50")),
        ("0", Decimal(0)),
        ("true", True),
        ("FALSE", False),
        ('"512"', "512"),
        ("'true'", "true"),
        ('"null"', "null"),
        ("1" * 16, "1" * 16),
        (".5", ".5"),
        ("+5", "+5"),
        (".inf", ".inf"),
        (".NaN", ".NaN"),
        ("٣", "٣"),
    ],
)
def test_only_the_plainest_writing_makes_a_number_or_a_boolean(written: str, value: object) -> None:
    (attribute,) = good(one_good(parameters=f"{{Память: {written}}}")).attributes
    assert (attribute.value, type(attribute.value)) == (value, type(value))


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "'  '"])
def test_a_parameter_without_a_value_is_no_attribute(nothing: str) -> None:
    assert good(one_good(parameters=f"{{Цвет: {nothing}, Вес: 3}}")).attributes == (Attribute("Вес", Decimal(3)),)


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_parameters_may_be_empty(nothing: str) -> None:
    assert good(one_good(parameters=nothing)).attributes == ()


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("goods: []\nshop: !!python/object/apply:os.system [ls]\n", "tag_not_allowed"),
        (one_good(price="!!int 5"), "tag_not_allowed"),
        (one_good(parameters="!!python/name:os.system {}"), "tag_not_allowed"),
        (one_good(name="! x"), "tag_not_allowed"),
        (one_good(name="&n x"), "alias_not_allowed"),
        (one_good(name="*n"), "alias_not_allowed"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\ngoods: []\n", "alias_not_allowed"),
    ],
)
def test_nothing_in_a_file_builds_or_repeats_anything(place: str, code: str) -> None:
    assert refusal(place)[0] == code


def test_nesting_without_end_is_refused_where_it_gets_too_deep() -> None:
    assert refusal("shop: x\n" + "deep: " + "[" * 100_000) == ("too_deep", 2)
    assert refusal(one_good(name="[" * 100_000)) == ("too_deep", 9)


@pytest.mark.parametrize(
    ("file", "code", "line"),
    [
        ("shop: x\n---\ngoods: []\n", "no_goods", None),
        ("goods: []\n---\ngoods: []\n", "several_documents", 2),
        ("goods: []\nshop: [x\n", "bad_yaml", 3),
        ("shop: x\ngoods:\n\t- id: 1\n", "bad_yaml", 3),
        ("goods: []\ngoods: []\n", "duplicate_key", 2),
        ("shop: x\nshop: y\ngoods: []\n", "duplicate_key", 2),
        ("goods: text\n", "no_goods", 1),
        ("goods: {id: 1}\n", "no_goods", 1),
        ("shop: x\nurl: y\n", "no_goods", None),
        ("---\n- goods\n", "not_a_mapping", 2),
        ("shop: x\n? [a, b]\n: c\ngoods: []\n", "bad_key", 2),
        ("currency: roubles\ngoods: []\n", "bad_currency", None),
        ('goods: [{name: "\\ud800"}]\n', "bad_yaml", 1),
    ],
)
def test_a_file_that_is_no_price_list_says_why_and_where(file: str, code: str, line: int | None) -> None:
    assert refusal(file) == (code, line)


def test_a_break_in_the_middle_gives_the_rows_before_it() -> None:
    reader = iter(opened(one_good() + "  - id: [1\n"))
    assert isinstance(next(reader), Good)
    with pytest.raises(Exception, match="bad_yaml"):
        next(reader)


@pytest.mark.parametrize("beside", ["shop", "currency", "categories"])
@pytest.mark.parametrize("indent", ["", "  "])
def test_what_stands_after_the_goods_is_known_before_them(beside: str, indent: str) -> None:
    blocks = {
        "shop": "shop: Связь\n",
        "currency": "currency: KZT\n",
        "categories": "categories:\n  - id: 224\n    name: Смартфоны\n",
        "goods": "goods:\n  - {id: 1, name: x, model: m, category: 224, price: 5, quantity: 1}\n",
    }
    ordered = [text for key, text in blocks.items() if key != beside] + [blocks[beside]]
    file = "".join(indent + line for line in "".join(ordered).splitlines(keepends=True))
    reader = opened(file)
    (row,) = reader
    assert isinstance(row, Good)
    assert (reader.shop, reader.currency, row.currency, row.category_name) == ("Связь", "KZT", "KZT", "Смартфоны")
    assert reader.notices == ()


@pytest.mark.parametrize("before", range(11))
def test_what_stands_after_the_goods_is_found_wherever_the_file_is_cut_in_pieces(before: int) -> None:
    goods = "goods:\n  - {id: 1, name: x, price: 5, quantity: 1}\n"
    filler = "#" * ((1 << 16) - len(goods) - before - 1) + "\n"
    assert good(goods + filler + "currency: KZT\n").currency == "KZT"


def test_a_file_in_one_line_is_yaml_too() -> None:
    file = '{"goods": [{"id": 1, "name": "x", "price": 5, "quantity": 1, "category": 2}, {"id": 1, "name": "y",'
    file += ' "price": 5, "quantity": 1}], "currency": "USD", "categories": [{"id": 2, "name": "Tea"}]}'
    first, second = rows(file)
    assert isinstance(first, Good)
    assert (first.currency, first.category_name) == ("USD", "Tea")
    assert isinstance(second, BadRow)
    assert second.problems[0].code == "duplicate_id"


def test_what_could_not_be_found_in_time_is_not_guessed_at() -> None:
    assert refusal(one_good().replace("currency: RUB\n", "") + "? currency\n: USD\n") == ("late_key", 12)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "x\n    name: y"}, ("name", "duplicate_key")),
        ({"price_rrp": "5"}, ("price_rrp", "duplicate_key")),
        ({"parameters": "{Цвет: a, Цвет: b}"}, ("Цвет", "duplicate_key")),
        ({"parameters": "{Цвет: a, ' Цвет ': b}"}, ("Цвет", "duplicate_key")),
        ({"unheard": "1\n    unheard: 2"}, ("unheard", "duplicate_key")),
        ({"quantity": "[1, 2]"}, ("quantity", "not_a_value")),
        ({"parameters": "[1, 2]"}, ("parameters", "not_a_mapping")),
        ({"parameters": "text"}, ("parameters", "not_a_mapping")),
        ({"parameters": "{Цвет: [a]}"}, ("Цвет", "not_a_value")),
        ({"parameters": "{'': a}"}, ("", "missing_name")),
        ({"? [a]": "1"}, ("", "bad_key")),
        ({"parameters": "{" + ", ".join(f"p{n}: 1" for n in range(201)) + "}"}, ("", "too_many_fields")),
    ],
)
def test_a_good_in_a_wrong_form_is_a_row_of_errors(changes: dict[str, str], problem: tuple[str, str]) -> None:
    file = one_good(**changes).replace("? [a]: 1", "? [a]\n    : 1")
    assert problem in problems(file)
    assert bad(file).line == 6


def test_a_bad_row_stops_no_other() -> None:
    file = one_good() + "  - just text\n  - [a, {b: c}]\n  -\n  - {id: 2, name: y, price: -1, quantity: 1}\n"
    file += "  - {id: 3, name: z, price: 1, quantity: 1}\n"
    read = rows(file)
    assert [type(row) for row in read] == [Good, BadRow, BadRow, BadRow, BadRow, Good]
    assert [row.line for row in read] == [6, 13, 14, 15, 16, 17]
    assert [row.problems[0].code for row in read if isinstance(row, BadRow)] == ["not_a_mapping"] * 3 + ["bad_price"]


def test_a_stray_control_character_costs_its_own_row_only() -> None:
    file = (
        one_good() + "  - {id: 2, name: a\x0bb, price: 1, quantity: 1}\n  - {id: 3, name: z, price: 1, quantity: 1}\n"
    )
    first, second, third = rows(file)
    assert isinstance(second, BadRow)
    assert second.problems[0].code == "bad_characters"
    assert isinstance(first, Good)
    assert isinstance(third, Good)


def test_unknown_fields_are_left_out_and_told() -> None:
    assert notices(one_good(colour="red", stock="{a: [1, 2]}")) == {"unknown_field": 1}


def test_categories_that_cannot_be_used_are_told() -> None:
    file = (
        "categories:\n  - {id: 1, name: Чай}\n  - {id: 1, name: Кофе}\n  - {id: 2}\n  - text\n  - {id: 3, name: Чай}\n"
    )
    file += "goods:\n  - {id: 1, category: 1, name: x, model: m, price: 1, quantity: 1, currency: RUB}\n"
    file += "  - {id: 2, category: Чай, name: y, model: m, price: 1, quantity: 1, currency: RUB}\n"
    assert notices(file) == {"bad_category": 2, "duplicate_category": 1}
    assert [(row.category, row.category_name) for row in rows(file) if isinstance(row, Good)] == [("1", "Чай")] * 2


@pytest.mark.parametrize("empty", ["goods: []\n", "goods:\n", "shop: x\ngoods: ~\n"])
def test_a_list_without_goods_is_read_and_told(empty: str) -> None:
    assert notices(empty) == {"empty_list": 1}


def test_a_value_that_never_ends_is_not_gathered_in_memory() -> None:
    code, _ = refusal(one_good(name='"' + "a " * 3_000_000))
    assert code == "too_long"


@pytest.mark.parametrize(
    ("good", "field"),
    [
        ("{id: Q1, name: X, price: 2,490, quantity: 3}", "price"),
        ("{id: Q1, name: X, price: 1990,50, quantity: 3}", "price"),
        ("{id: Q1, name: X, quantity: 3, price: 2,490 руб}", "price"),
        ("{id: Q1, name: X, price: 20, quantity: 3,5}", "quantity"),
        ("{id: Q1, name: X, price: 20, price_rrc: 2,490, quantity: 3}", "price_rrp"),
        ("{id: Q1, name: X, price: 20, quantity: 3, parameters: {Объём: 1,7}}", "Объём"),
    ],
)
def test_a_number_split_at_its_comma_refuses_the_row(good: str, field: str) -> None:
    assert problems(f"goods:\n- {good}\n") == [(field, "split_number")]


def test_a_number_for_a_key_with_a_value_or_in_a_line_of_its_own_is_none_that_was_split() -> None:
    for file in ("- {id: Q1, name: X, price: 20, quantity: 3, 490: да}", "- id: Q1\n  name: X\n  price: 20\n  5:\n"):
        assert len(rows(f"goods:\n{file}\n")) == 1
        assert isinstance(rows(f"goods:\n{file}\n".replace("5:\n", "5:\n  quantity: 3\n"))[0], Good)
    assert str(good('goods:\n- {id: Q1, name: X, price: "1990,50", quantity: 3}\n').price) == "1990.50"
