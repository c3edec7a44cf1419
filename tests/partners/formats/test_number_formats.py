"""What a cell's number format shows of a price counts as if it were written there: “$25.9”, “25,9 тыс. руб.”."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.old_workbook import old_workbook
from tests.partners.formats.reading import rows

HEADER = ["Артикул", "Наименование", "Цена", "Остаток"]


def new(price: Any, code: str, pieces: str = "General") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append(["A-1", "Чайник", price, 5])
    sheet["C2"].number_format = code
    sheet["D2"].number_format = pieces
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def old(price: Any, code: str, pieces: str = "General") -> bytes:
    return old_workbook(Прайс=[HEADER, ["A-1", "Чайник", (price, code), (5, pieces)]])


CURRENCIES = [
    ("[$$-409]#,##0.00", "USD"),
    ("[$€-407]#,##0.00", "EUR"),
    ('"$"#,##0.00', "USD"),
    ("$#,##0.00", "USD"),
    ('#,##0.00\\ "₽"', "RUB"),
    ('#,##0.00" руб."', "RUB"),
    ("#,##0.00р\\.", "RUB"),
    ("[$USD] #,##0.00", "USD"),
    ('_-* #,##0.00\\ [$₽-419]_-;\\-* #,##0.00\\ [$₽-419]_-;_-* "-"??\\ [$₽-419]_-;_-@_-', "RUB"),
    ('"$"#,##0.00_);("$"#,##0.00)', "USD"),
    ('_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)', "USD"),
    ("[Red][>1000]#,##0.00;[$€-2]\\ #,##0.00", "EUR"),
    ("#,##0.00", None),
    ("#,##0.00_р_.", None),
    ("_(* #,##0.00_);_(* (#,##0.00);_(* -??_);_(@_)", None),
    ("# ##0,00", None),
    ("0.00E+00", None),
    ("General", None),
]


@pytest.mark.parametrize("made", [new, old])
@pytest.mark.parametrize(("code", "currency"), CURRENCIES)
def test_the_currency_that_a_format_shows_is_the_price_s(made: Any, code: str, currency: str | None) -> None:
    (read,) = rows(made(25.9, code))
    assert isinstance(read, Good), read
    assert (str(read.price), read.currency) == ("25.90", currency)


@pytest.mark.parametrize("made", [new, old])
@pytest.mark.parametrize(
    "code",
    [
        '0.00" тыс. руб."',
        "0.00,",
        '#,##0.00,"K"',
        "#,##0,,",
        '#,##0," тыс."',
        "0,.00",
        "0%",
        '0"руб."00"коп."',
        "[$¥-411]0.00",
        "[$$-1009]0.00",
        '0.00" у.е."',
        '0.00" за 1000 шт"',
    ],
)
def test_a_format_that_says_something_else_refuses_the_price(made: Any, code: str) -> None:
    (read,) = rows(made(25.9, code))
    assert isinstance(read, BadRow), read
    assert [(one.field, one.code) for one in read.problems] == [("price", "bad_price")]


@pytest.mark.parametrize("made", [new, old])
def test_a_format_of_thousands_refuses_a_quantity(made: Any) -> None:
    for code in ("0,", '0" тыс. шт"', '0" уп."'):
        (read,) = rows(made(25.9, "0.00", code))
        assert isinstance(read, BadRow), (code, read)
        assert [(one.field, one.code) for one in read.problems] == [("quantity", "bad_quantity")]
    for code in ('0" шт."', '0.00\\ "₽"', "General"):
        (read,) = rows(made(25.9, "0.00", code))
        assert isinstance(read, Good), (code, read)
        assert read.quantity == 5


def test_a_price_in_another_currency_than_the_column_says_is_refused() -> None:
    head = "Артикул;Наименование;Цена;Валюта;Остаток"
    (read,) = rows(f"{head}\nA-1;Чайник;$25;RUB;5")
    assert isinstance(read, BadRow), read
    assert [(one.field, one.code) for one in read.problems] == [("price", "bad_price")]
    (read,) = rows(f"{head}\nA-1;Чайник;25 руб.;RUB;5")
    assert isinstance(read, Good), read


def test_a_recommended_price_in_another_currency_than_the_price_is_refused() -> None:
    head = "Артикул;Наименование;Цена, руб.;РРЦ;Остаток"
    (read,) = rows(f"{head}\nA-1;Чайник;2500;$30;5")
    assert isinstance(read, BadRow), read
    assert [(one.field, one.code) for one in read.problems] == [("price_rrp", "bad_price")]
    (read,) = rows(f"{head}\nA-1;Чайник;2500;3000 руб.;5")
    assert isinstance(read, Good), read
