"""What stands above the columns and says how the prices are meant: a currency, thousands, packs."""

import pytest

from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.old_workbook import old_workbook
from tests.partners.formats.reading import notices, opened, refusal, rows
from tests.partners.formats.workbook import workbook

HEAD = "Артикул;Наименование;Цена;Остаток;Цвет"
GOOD = "A-1;Чайник;25,90;5;белый"


def table(title: str, head: str = HEAD) -> str:
    return f"{title};;;;\n;;;;\n{head}\n{GOOD}\n"


CURRENCIES = [
    ("Все цены указаны в долларах США (USD)", "USD"),
    ("Цены в евро, с НДС", "EUR"),
    ("Прайс-лист ООО «Луна», USD", "USD"),
    ("Prices in EUR, ex works", "EUR"),
    ("Валюта: CNY", "CNY"),
    ("Цены указаны в белорусских рублях", "BYN"),
    ("Цены в рублях. Курс доллара 92,50", "RUB"),
    ("Цены указаны в USD, оплата в рублях по курсу ЦБ", "USD"),
    ("Прайс-лист от 01.02.2026", None),
    ("Минимальная сумма заказа 5000 руб.", None),
    ("Курс USD: 92,50", None),
    ("Цены действительны за 2026 год", None),
    ("Price list 2026, Luna Ltd", None),
    ("Прайс-лист. Минимальный заказ 500 EUR", None),
    ("Цены указаны с НДС. Скидка от 10 тыс. руб.", None),
    ("Цены без скидок: при сумме от 50 000 руб. скидка", None),
    ("Стоимость доставки по Москве $20", None),
    ("Цены в рублях РФ за 1 шт., доставка от 100 USD", "RUB"),
]


@pytest.mark.parametrize(("title", "currency"), CURRENCIES)
def test_a_title_gives_the_prices_their_currency(title: str, currency: str | None) -> None:
    cells = [line.split(";") for line in table(title).splitlines()]
    for file in (table(title), workbook(Лист=cells), old_workbook(Лист=cells)):
        reader = opened(file)
        (read,) = reader
        assert isinstance(read, Good), read
        assert (read.currency, reader.currency) == (currency, currency)
        told = [(one.code, one.params.get("row")) for one in reader.notices if one.code == "title_currency"]
        assert told == ([("title_currency", 1)] if currency else [])


@pytest.mark.parametrize(
    "title",
    [
        "Цены в тыс. руб.",
        "Цена указана за 1000 шт",
        "Цены за упаковку",
        "Цены в у.е. (1 у.е. = 95 руб.)",
        "Prices per pack",
        "Цены в 1000 руб.",
        "Все цены в тысячах рублей",
        "Prices are in thousands of roubles",
        "Цены даны за 10 шт.",
    ],
)
def test_a_title_that_makes_the_prices_something_else_refuses_the_list(title: str) -> None:
    cells = [line.split(";") for line in table(title).splitlines()]
    for file in (table(title), workbook(Лист=cells), old_workbook(Лист=cells)):
        assert refusal(file) == ("prices_unclear", 1)


def test_a_title_that_contradicts_the_columns_refuses_the_list() -> None:
    assert refusal(table("Цены в USD", HEAD.replace("Цена", "Цена, руб."))) == ("prices_unclear", 1)
    assert refusal(table("Цены в рублях", HEAD.replace("Цена", "Цена, USD"))) == ("prices_unclear", 1)
    assert "title_currency" not in notices(table("Цены в USD", HEAD.replace("Цена", "Цена, USD")))


def test_a_title_of_several_currencies_is_doubted_unless_the_column_says_which() -> None:
    assert notices(table("Цены в рублях и USD"))["currency_unclear"] == 1
    assert "currency_unclear" not in notices(table("Цены в рублях и USD", HEAD.replace("Цена", "Цена, руб.")))


def test_another_row_of_names_begins_another_table() -> None:
    lines = [HEAD, GOOD, "", "Кабель;;;;", "Наименование;Остаток;Цена, USD;Артикул", "Кабель ВВГ;7500;5,00;K-1"]
    cells = [line.split(";") for line in lines]
    for file in ("\n".join(lines), workbook(Лист=cells), old_workbook(Лист=cells)):
        first, second = rows(file)
        assert isinstance(first, Good)
        assert isinstance(second, Good), second
        assert (second.external_id, second.name, str(second.price), second.quantity, second.currency) == (
            "K-1",
            "Кабель ВВГ",
            "5.00",
            7500,
            "USD",
        )
        assert (first.currency, second.line) == (None, 6)


def test_another_table_has_titles_two_rows_of_names_and_numbers_of_its_own() -> None:
    lines = [HEAD, GOOD, "Цены в EUR;;;;", "Код;Товар;Цена;;Склад", ";;Опт;РРЦ;", "1;2;3;4;5", "K-1;Кабель;5;7;3"]
    first, second = rows("\n".join(lines))
    assert isinstance(first, Good)
    assert isinstance(second, Good), second
    assert (second.external_id, str(second.price), str(second.price_rrp), second.currency) == (
        "K-1",
        "5.00",
        "7.00",
        "EUR",
    )


@pytest.mark.parametrize("place", [1, 2])
def test_what_a_row_among_the_goods_says_of_prices_is_heard(place: int) -> None:
    lines = [HEAD, GOOD, GOOD.replace("A-1", "A-2")]
    with_currency = "\n".join([*lines[: place + 1], "* Цены указаны в USD;;;;", *lines[place + 1 :]])
    assert notices(with_currency)["currency_unclear"] == 1
    assert "currency_unclear" not in notices(with_currency.replace("Цена;", "Цена, USD;"))
    assert refusal(with_currency.replace("Цена;", "Цена, руб.;"))[0] == "prices_unclear"
    assert refusal(with_currency.replace("USD", "тыс. руб.")) == ("prices_unclear", place + 2)


def test_the_same_names_again_are_no_good() -> None:
    assert [one.line for one in rows("\n".join([HEAD, GOOD, HEAD, GOOD.replace("A-1", "A-2")]))] == [2, 4]


def test_below_names_that_nobody_knows_no_row_is_a_good() -> None:
    lines = [HEAD, GOOD, "Артикул;Наименование;Запас наш;Стоим. мешка", "K-1;Кабель;7500;5", "Ещё;;;;", HEAD, GOOD]
    first, second, third = rows("\n".join([*lines[:-1], GOOD.replace("A-1", "A-2")]))
    assert isinstance(first, Good)
    assert isinstance(third, Good)
    assert isinstance(second, BadRow), second
    assert [(one.code, one.params) for one in second.problems] == [("columns_unknown", {"line": 3})]


def test_a_good_without_numbers_is_no_row_of_names() -> None:
    assert len(rows("\n".join([HEAD, "A-1;Чайник;по запросу;В наличии;Доступно", GOOD.replace("A-1", "A-2")]))) == 2
