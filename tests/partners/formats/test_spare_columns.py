"""Columns beside those that a good needs: what is free of a stock, money of the house, and names that say the same."""

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.old_workbook import old_workbook
from tests.partners.formats.reading import bad, good, notices, opened, problems, rows
from tests.partners.formats.workbook import workbook

HEAD = "Артикул;Наименование;Цена"


@pytest.mark.parametrize(
    ("columns", "cells", "pieces"),
    [
        ("Остаток;В резерве;Свободно", "10;8;2", 2),
        ("Остаток;Резерв;Свободный остаток", "10;8;2", 2),
        ("On hand;Reserved;Available", "10;8;2", 2),
        ("Qty;Доступно", "10;2", 2),
        ("Stock;Available quantity", "10;2", 2),
        ("Остаток;Доступный остаток", "10;", 10),
        ("Stock;Available", "10;yes", 10),
        ("Stock;Available", "10;1", 10),
        ("Stock;Available", "10;0", 0),
        ("Stock;Available", "10;no", 0),
        ("Остаток;Наличие", "10;нет", 0),
        ("Остаток;Наличие", "10;да", 10),
        ("Остаток;Доступность", "10;нет в наличии", 0),
        ("Остаток;Резерв", "10;8", 2),
        ("Остаток;Резерв", "10;", 10),
        ("Остаток;Резерв", "3;8", 0),
        ("Остаток;Резерв", "10;есть", 10),
    ],
)
def test_what_is_free_is_the_quantity(columns: str, cells: str, pieces: int) -> None:
    read = good(f"{HEAD};{columns}\nA-1;Чайник;25,90;{cells}\n")
    assert (read.quantity, read.attributes) == (pieces, ())


def test_what_is_reserved_is_told() -> None:
    lines = [f"{HEAD};Остаток;Резерв", "A-1;Чайник;25,90;10;8", "A-2;Чашка;5,90;10;0", "A-3;Блюдце;5,90;10;много"]
    told = notices("\n".join(lines))
    assert (told["reserved_taken_off"], told["reserved_not_counted"]) == (1, 1)
    with_free = notices(f"{HEAD};Остаток;Резерв;Свободно\nA-1;Чайник;25,90;10;8;2\n")
    assert not {"reserved_taken_off", "reserved_not_counted"} & set(with_free)


def test_ones_count_where_other_rows_show_that_a_column_counts() -> None:
    lines = [f"{HEAD};Stock;Available", "A-1;Чайник;25,90;10;1", "A-2;Чашка;5,90;10;7"]
    assert [one.quantity for one in rows("\n".join(lines)) if isinstance(one, Good)] == [1, 7]


HOUSE = [
    "Margin",
    "Markup, %",
    "Наценка 30%",
    "Скидка",
    "Bulk price",
    "Price (10+)",
    "Цена от 10 шт",
    "Internal note",
    "Примечание (внутр.)",
    "Комментарий менеджера",
    "Закуп",
    "Себестоимость ед.",
    "Крупный опт",
    "Доставка, руб.",
    "Дилер",
]


@pytest.mark.parametrize("name", HOUSE)
def test_what_speaks_of_money_or_of_the_house_is_no_attribute(name: str) -> None:
    file = f"{HEAD};Остаток;Цвет;{name}\nA-1;Чайник;25,90;5;белый;30\n"
    reader = opened(file)
    (read,) = reader
    assert isinstance(read, Good)
    assert ([one.name for one in read.attributes], read.price_rrp) == (["Цвет"], None)
    (told,) = [one for one in reader.notices if one.code == "column_left_out"]
    assert told.params == {"columns": name}
    # Where the supplier says so, it is one.
    from io import BytesIO

    (read,) = open_price_list(BytesIO(file.encode()), {name: "attribute"})
    assert isinstance(read, Good)
    assert [one.name for one in read.attributes] == ["Цвет", name]


@pytest.mark.parametrize(
    "name",
    ["Внутренний диаметр", "Внутр. диаметр, мм", "Internal memory", "Notebook", "Ценность", "Оптика", "Размер, р."],
)
def test_what_only_looks_like_it_is_an_attribute(name: str) -> None:
    read = good(f"{HEAD};Остаток;{name}\nA-1;Чайник;25,90;5;30\n")
    assert [one.name for one in read.attributes] == [name]


def test_a_recommended_price_in_another_currency_than_the_price_is_left_out() -> None:
    reader = opened("Артикул;Наименование;Цена, руб.;РРЦ, USD;Остаток\nA-1;Чайник;2500;30;5\n")
    (read,) = reader
    assert isinstance(read, Good)
    assert (read.price_rrp, read.attributes) == (None, ())
    (told,) = [one for one in reader.notices if one.code == "column_left_out"]
    assert told.params == {"columns": "РРЦ, USD"}


def test_what_is_reserved_of_a_sum_is_told_and_what_is_there_in_all_is_not_shown() -> None:
    head = "Артикул;Наименование;Цена;Остаток;;\n;;;"
    assert notices(f"{head}Москва;Тверь;Резерв\nA-1;Чайник;25,90;10;8;3\n")["reserved_not_counted"] == 1
    read = good(f"{head}Всего;Резерв;Свободно\nA-1;Чайник;25,90;10;8;2\n")
    assert (read.quantity, read.attributes) == (2, ())


def test_columns_that_say_the_same_are_named() -> None:
    reader = opened(f"{HEAD};Остаток;Свободно;Закупочная цена;Код\nA-1;Чайник;25,90;10;2;20;7\n")
    (read,) = reader
    (told,) = [one for one in reader.notices if one.code == "ambiguous_column"]
    assert told.params == {"columns": "Остаток → Свободно; Закупочная цена → Цена; Код → Артикул"}
    assert isinstance(read, Good)
    assert [one.name for one in read.attributes] == ["Код"]


def test_two_columns_that_nothing_tells_apart_are_both_named() -> None:
    with pytest.raises(UnreadablePriceList) as caught:
        rows("Артикул;Наименование;Цена;Price;Остаток\nA-1;Чайник;25,90;5;5\n")
    assert caught.value.code == "duplicate_column"
    assert caught.value.params == {"name": "Price", "other": "Цена"} or caught.value.params == {
        "name": "Цена",
        "other": "Price",
    }
    assert "PUT partner/price-lists/columns/" in caught.value.said


@pytest.mark.parametrize("title", ["Sheet1", "Лист1", "Лист 2", "TDSheet", "Прайс-лист 2026", "Price list", "Прайс"])
def test_the_name_that_a_program_gives_a_sheet_is_no_category(title: str) -> None:
    head = ["Артикул", "Наименование", "Цена", "Остаток"]
    sheets = {"Чайники": [head, ["A-1", "Чайник", 25.9, 5]], title: [head, ["A-2", "Чашка", 5.9, 5]]}
    for file in (workbook(**sheets), old_workbook(**sheets)):
        assert [one.category for one in rows(file) if isinstance(one, Good)] == ["Чайники", ""]


@pytest.mark.parametrize(
    "row",
    [
        "Подытог;;129,50;5",
        "Подытог:;Чайники;129,50;5",
        ";Промежуточный итог;129,50;5",
        "Итого по разделу Чайники;;129,50;5",
        "Итого по разделу;Чайники;129,50;5",
        "Общий итог;;129,50;5",
        "Subtotal;Kettles;129.50;5",
    ],
)
def test_a_subtotal_is_no_good(row: str) -> None:
    file = f"{HEAD};Остаток\nA-1;Чайник;25,90;5\n{row}\nA-2;Чашка;5,90;5\n"
    assert [(type(one), one.line) for one in rows(file)] == [(Good, 2), (Good, 4)]
    assert notices(file)["footer_row"] == 1


@pytest.mark.parametrize("code", ["4,60701E+12", "1.234567890123457e+16", "1,2E16", "4E+12", "#N/A", "#ССЫЛКА!"])
def test_a_code_that_a_spreadsheet_has_broken_refuses_its_row(code: str) -> None:
    assert problems(f"{HEAD};Остаток\n{code};Чайник;25,90;5\n") == [("external_id", "bad_id")]
    assert problems(f"Модель;Наименование;Цена;Остаток\n{code};Чайник;25,90;5\n") == [("model", "bad_id")]


def test_a_number_too_long_for_a_cell_refuses_its_row() -> None:
    cells = [[*HEAD.split(";"), "Остаток"], [1.234567890123457e16, "Чайник", 25.9, 5]]
    for file in (workbook(Лист=cells), old_workbook(Лист=cells)):
        assert problems(file) == [("external_id", "bad_id")]


@pytest.mark.parametrize("code", ["E-12", "1E5", "12E+", "5E3"])
def test_a_code_with_an_e_is_a_code(code: str) -> None:
    assert good(f"{HEAD};Остаток\n{code};Чайник;25,90;5\n").external_id == code


@pytest.mark.parametrize("error", ["#N/A", "#Н/Д", "#REF!", "#ССЫЛКА!", "#DIV/0!", "#ЗНАЧ!", "#NAME?", "########"])
def test_an_error_of_a_spreadsheet_is_called_one(error: str) -> None:
    read: BadRow = bad(f"{HEAD};РРЦ;Остаток\nA-1;Чайник;{error};{error};{error}\n")
    assert [(one.field, one.code) for one in read.problems] == [
        ("price", "bad_price"),
        ("price_rrp", "bad_price"),
        ("quantity", "bad_quantity"),
    ]
    assert all("error of the spreadsheet" in one.said for one in read.problems)
