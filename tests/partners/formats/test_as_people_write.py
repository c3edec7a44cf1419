"""Prices and quantities in words and in columns of several kinds, as people and their programs write them."""

import json
from io import BytesIO

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import Good
from tests.partners.formats.reading import good, notices, problems, refusal, rows
from tests.partners.formats.workbook import workbook


@pytest.mark.parametrize(
    ("price", "amount", "codes"),
    [
        ("от 500", "500.00", {"vague_price"}),
        ("От 1 234,50 руб.", "1234.50", {"vague_price"}),
        ("from $1,234.50", "1234.50", {"vague_price"}),
        ("1\u202f234,50\u00a0₽", "1234.50", set()),
        ("12 500 руб.", "12500.00", set()),
    ],
)
def test_prices_are_read_as_people_write_them(price: str, amount: str, codes: set[str]) -> None:
    for file in (
        f"id;name;price;quantity;currency\n1;x;{price};1;\n",
        json.dumps([{"id": 1, "name": "x", "price": price, "quantity": 1}]),
        workbook(A=[["id", "name", "price", "quantity"], [1, "x", price, 1]]),
    ):
        assert str(good(file).price) == amount
        assert set(notices(file)) - {"missing_currency", "missing_model", "missing_category"} == codes


@pytest.mark.parametrize(
    ("quantity", "pieces", "is_vague"),
    [
        *(("> 10", 10, True), ("10+", 10, True), ("более 100 шт.", 100, True), ("много", 1, True)),
        *(("в наличии", 1, True), ("В наличии: 5 шт.", 5, False), ("осталось 3", 3, False), ("нет", 0, False)),
        *(("под заказ", 0, False), ("Ожидается 12.05", 0, False), ("Под заказ 3-5 дней", 0, False)),
        *(("есть на складе", 1, True), ("In stock (7)", 7, False), ("< 5", 1, True), ("5 - 10", 5, True)),
    ],
)
def test_quantities_are_read_as_people_write_them(quantity: str, pieces: int, is_vague: bool) -> None:
    file = f"id;name;price;quantity\n1;x;5;{quantity}\n"
    assert good(file).quantity == pieces
    assert ("vague_quantity" in notices(file)) == is_vague


def test_a_quantity_with_three_decimals_is_told_by_the_prices() -> None:
    file = "id;name;price;quantity\n1;x;5,50;12,000\n2;y;5;1 012,000 шт\n"
    assert [row.quantity for row in rows(file)] == [12, 1012]
    assert problems("id;name;price;quantity\n1;x;5;12,000\n") == [("quantity", "bad_quantity")]


def test_a_blank_column_is_made_good_by_another_that_says_the_same() -> None:
    first, second = rows("Артикул;Код;Имя;Базовая цена;Запасы;Наличие?\nA;01;x;5;;1\n;02;y;5;7;0\n")
    assert isinstance(first, Good)
    assert isinstance(second, Good)
    assert [(row.external_id, row.quantity) for row in (first, second)] == [("A", 1), ("02", 7)]


def test_what_a_good_costs_its_supplier_is_the_price_only_where_there_is_no_other() -> None:
    both = good("id;name;Цена продажи;Цена закупки;quantity\n1;x;9;5;1\n")
    assert (str(both.price), both.attributes) == ("9.00", ())
    assert str(good("id;name;Цена закупки;quantity\n1;x;5;1\n").price) == "5.00"
    assert str(good("id;name;Розничная цена, руб.;quantity\n1;x;5;1\n").price) == "5.00"
    assert good("id;name;РРЦ;quantity\n1;x;5;1\n").price is None
    assert refusal("id;name;Цена;Оптовая цена;quantity\n1;x;5;4;1\n")[0] == "duplicate_column"


def test_of_prices_in_two_currencies_the_shops_own_counts() -> None:
    file = "id;name;Цена USD;Цена, руб.;quantity\n1;x;10;950;1\n"
    (row,) = open_price_list(BytesIO(file.encode()), only_currency="RUB")
    assert isinstance(row, Good)
    assert (str(row.price), row.currency, row.attributes) == ("950.00", "RUB", ())
    assert refusal(file)[0] == "duplicate_column"
    with pytest.raises(UnreadablePriceList):  # which may be in roubles too
        open_price_list(BytesIO(file.replace(", руб.", "").encode()), only_currency="RUB")


def test_pairs_of_columns_under_one_name_are_told_apart() -> None:
    pair = "Название_Характеристики;Измерение_Характеристики;Значение_Характеристики"
    read = good(f"id;name;price;quantity;{pair};{pair}\n1;x;5;1;Вес;кг;2;Цвет;;белый\n")
    assert [(one.name, str(one.value)) for one in read.attributes] == [("Вес, кг", "2"), ("Цвет", "белый")]
