"""“12.500” is two numbers: it is read where the file tells which one, and asked for again where nothing does."""

import json
from decimal import Decimal

import pytest

from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.reading import good, one_good, problems, rows
from tests.partners.formats.workbook import workbook

XML = "<items>{}</items>"


def csv(*prices: str) -> str:
    return "id;name;price;quantity\n" + "".join(f"{n};x;{price};1\n" for n, price in enumerate(prices, start=1))


def read(*prices: str) -> list[Decimal | str]:
    """The prices of a file, or the codes that they are refused with."""
    return [row.price or 0 if isinstance(row, Good) else row.problems[0].code for row in rows(csv(*prices))]


@pytest.mark.parametrize("price", ["12.500", "45.000", " 45.000 ", "45.000 руб.", "$45.000", "от 45.000"])
def test_three_digits_after_a_dot_are_refused_where_nothing_tells(price: str) -> None:
    for file in (
        csv(price),
        json.dumps([{"id": 1, "name": "x", "price": price, "quantity": 1}]),
        one_good(price=f'"{price}"'),
        XML.format(f"<item id='1'><name>x</name><price>{price}</price><quantity>1</quantity></item>"),
        workbook(A=[["id", "name", "price", "quantity"], [1, "x", price, 1]]),
    ):
        assert problems(file) == [("price", "bad_price")]


def test_a_recommended_price_is_read_as_strictly() -> None:
    assert problems("id;name;price;rrp;quantity\n1;x;45;50.000;1\n") == [("price_rrp", "bad_price")]
    assert problems(one_good(price_rrc='"50.000"')) == [("price_rrp", "bad_price")]
    first, _second = rows("id;name;price;rrp;quantity\n1;x;45;50.000;1\n2;y;4,5;;1\n")
    assert isinstance(first, BadRow)
    first, _second = rows("id;name;price;rrp;quantity\n1;x;45;50.000;1\n2;y;4.5;;1\n")
    assert isinstance(first, Good)
    assert str(first.price_rrp) == "50.00"


@pytest.mark.parametrize("telling", ["2.50", "7.9", "0.500", "1299.000", "2.50 ₽", "1,299.50", "1 299.000", "3.1415"])
def test_another_price_tells_that_dots_stand_before_decimals(telling: str) -> None:
    assert read("12.500", telling)[0] == Decimal("12.50")
    assert read("1.299", telling)[0] == Decimal("1.30")


@pytest.mark.parametrize("further", ["31.990", "100", "1.299.000", "2,50", "1.234,5", "по запросу", "1.2.3", "99 000"])
def test_what_does_not_tell_leaves_them_refused(further: str) -> None:
    assert read("12.500", further)[0] == "bad_price"


def test_prices_that_show_both_are_not_guessed() -> None:
    assert read("12.500", "2.50", "2,50")[0] == "bad_price"
    assert read("12.500", "2.50", "1.299.000")[0] == "bad_price"


@pytest.mark.parametrize("price", ["0.500", "1299.000", "007.500"])
def test_what_is_no_group_of_thousands_needs_no_other(price: str) -> None:
    assert read(price) == [Decimal(price)]


def test_a_number_that_is_typed_as_one_is_what_it_is() -> None:
    assert str(good('[{"id": 1, "name": "x", "price": 45.000, "rrp": 50.125, "quantity": 1}]').price) == "45.00"
    assert str(good(one_good(price="45.000")).price) == "45.00"
    read = good(workbook(A=[["id", "name", "price", "rrp", "quantity"], [1, "x", 12.125, 45.125, 1]]))
    assert (str(read.price), str(read.price_rrp)) == ("12.13", "45.13")


def test_a_typed_number_tells_nothing_of_texts() -> None:
    typed, written = ({"id": id, "name": "x", "price": price, "quantity": 1} for id, price in ((1, 2.5), (2, "45.000")))
    first, second = rows(json.dumps([typed, written]))
    assert isinstance(first, Good)
    assert isinstance(second, BadRow)


def test_a_quantity_with_a_dot_is_two_numbers_where_prices_have_a_comma() -> None:
    file = "id;name;price;quantity\n1;x;1.299,50;12.000\n"
    assert problems(file) == [("quantity", "bad_quantity")]
    assert [good(file.replace("12.000", pieces)).quantity for pieces in ("12000", "12,000", "12 000")] == [
        12_000,
        12,
        12_000,
    ]
