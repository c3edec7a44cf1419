"""Headers of two rows: what is merged above counts with what stands below, and nothing is ever half understood."""

import pytest

from tests.partners.formats.reading import good, notices, opened, refusal, rows
from tests.partners.formats.workbook import workbook

GOODS = "R-1;Чайник;1500;1200;10\n"


def read(*header: str, goods: str = GOODS) -> tuple[str, str, str, str | None, int | None]:
    one = good("\n".join(header) + "\n" + goods)
    return one.external_id, one.name, str(one.price), one.price_rrp and str(one.price_rrp), one.quantity


@pytest.mark.parametrize(
    "above", ["Цена", "Цена, руб.", "Цена (руб.)", "Цены", "Стоимость", "Price", "Price, RUB", "Unit price"]
)
@pytest.mark.parametrize("below", ["РРЦ;Опт", "РРЦ;Закупка", "Старая;с НДС", "Розничная, руб.;Оптовая, руб."])
def test_prices_below_one_name_are_told_apart(above: str, below: str) -> None:
    both = read(f"Артикул;Наименование;{above};;Остаток", f";;{below};")
    assert both == ("R-1", "Чайник", "1200.00", "1500.00", 10)


def test_the_currency_above_is_that_of_the_price_below() -> None:
    assert opened(f"Код;Товар;Цена, руб.;;Склад\n;;РРЦ;Опт;\n{GOODS}").currency == "RUB"
    assert opened(f"Код;Товар;Цена;;Склад\n;;РРЦ;Опт, USD;\n{GOODS}").currency == "USD"


@pytest.mark.parametrize("below", ["Артикул;Наименование", "Код;Название"])
def test_what_names_a_good_is_told_apart_below_one_name(below: str) -> None:
    head = "Товар;;Цена;;Остаток", f"{below};Розничная;Оптовая;шт"
    assert read(*head) == ("R-1", "Чайник", "1200.00", "1500.00", 10)
    cells = [[cell or None for cell in line.split(";")] for line in head]
    assert good(workbook(Лист=[*cells, ["R-1", "Чайник", 1500, 1200, 10]])).external_id == "R-1"


@pytest.mark.parametrize(
    ("below", "code"),
    [
        (";;Москва;Тверь;", "columns_unknown"),
        (";;РРЦ;Наша;", "columns_unknown"),
        (";;;Опт;", "duplicate_column"),
        (";;Опт;Дилерская;", "duplicate_column"),
        ("Код;Название;Москва;Тверь;шт", "columns_unknown"),
    ],
)
def test_prices_that_nobody_can_tell_apart_are_asked_for(below: str, code: str) -> None:
    assert refusal(f"Артикул;Наименование;Цена, руб.;;Остаток\n{below}\n{GOODS}") == (code, 1)


@pytest.mark.parametrize("below", ["за упаковку", "руб./уп.", "за 100 шт", "per box"])
def test_a_price_of_many_pieces_is_not_that_of_one(below: str) -> None:
    file = f"Артикул;Наименование;Цена;Остаток\n;;{below};\nR-1;Чайник;1500;10\n"
    assert refusal(file) == ("columns_unknown", 1)


@pytest.mark.parametrize("below", [";;руб.;шт.", ";;;шт", ";;руб/шт;", ";;с НДС;"])
def test_units_below_their_columns_are_no_goods(below: str) -> None:
    file = f"Артикул;Наименование;Цена;Остаток\n{below}\nR-1;Чайник;1500;10\n"
    assert (str(good(file).price), good(file).quantity, good(file).category) == ("1500.00", 10, "")


@pytest.mark.parametrize("below", ["Чайники;;;", ";Чайники;;"])
def test_a_heading_below_the_header_stays_one(below: str) -> None:
    assert good(f"Артикул;Наименование;Цена;Остаток\n{below}\nR-1;Чайник;1500;10\n").category == "Чайники"


def test_a_good_without_numbers_below_the_header_stays_one() -> None:
    first, second = rows("Артикул;Наименование;Цена;;Остаток\nR;Стул;звоните;руб.;нет\nR-1;Чайник;1500;руб.;10\n")
    assert (first.external_id, second.external_id, first.line) == ("R", "R-1", 2)


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Модель;Цена;Остаток", "iPhone 15;89 990 ₽;в наличии"),
        ("Модель;Цена;Остаток", "iPhone 15;по запросу;в наличии"),
        ("Описание;Цена;Наличие", "Стул;1 500 руб.;есть"),
        ("Наименование;Цена;Наличие;Склад", "Стул;1 500 р;в наличии;в наличии"),
        ("Наименование;Цена;Наличие;Склад", "Стул;звоните;в наличии;в наличии"),
    ],
)
def test_the_first_good_is_no_second_row_of_a_header(header: str, first: str) -> None:
    second = f"Другой;500{';3' * (header.count(';') - 1)}"
    assert [one.line for one in rows(f"{header}\n{first}\n{second}\n")] == [2, 3]


WAREHOUSES = [
    ["Артикул", "Наименование", "Цена", "Остаток", None],
    [None, None, None, "Минск", "Склад Тверь"],
    ["R-1", "Чайник", 1500, 10, 5],
    ["R-2", "Чашка", 500, None, "> 5"],
    ["R-3", "Ложка", 50, "нет", 0],
]


def test_what_is_in_stock_at_several_places_is_added_up() -> None:
    assert [one.quantity for one in rows(workbook(Лист=WAREHOUSES))] == [15, 5, 0]
    assert notices(workbook(Лист=WAREHOUSES))["summed_quantity"] == 1
    (bad,) = rows(workbook(Лист=[*WAREHOUSES[:2], ["R-4", "Нож", 50]]))
    assert [one.code for one in bad.problems] == ["missing_quantity"]
    (bad,) = rows(workbook(Лист=[*WAREHOUSES[:2], ["R-4", "Нож", 50, 2_000_000_000, 2_000_000_000]]))
    assert [one.code for one in bad.problems] == ["bad_quantity"]


@pytest.mark.parametrize(
    ("below", "pieces"),
    [
        ("Всего;Резерв;Свободно", 5),
        ("Всего;Москва;Тверь", 12),
        ("шт;упак;кг", 12),
        ("Москва;Резерв;Тверь", 17),
        ("Центр;В пути;Днепр", 17),
        ("шт;руб;Сумма", 12),
        ("Склад;руб.;USD", 12),
        ("на начало;приход;на конец", 5),
        ("Начальный остаток;Приход;Конечный остаток", 5),
        ("Склад;Продажи;Оборот", 12),
    ],
)
def test_what_is_no_stock_of_its_own_is_not_added(below: str, pieces: int) -> None:
    assert read("Код;Товар;Цена;Остаток;;", f";;;{below}", goods="R-1;Чайник;1500;12;7;5\n")[4] == pieces


@pytest.mark.parametrize(
    ("named", "cell", "pieces"),
    [("Общий остаток", "15", 15), ("Свободный остаток", "12", 12), ("Количество", "7", 7), ("Вес", "2", 15)],
)
def test_a_quantity_of_its_own_is_not_added_to_its_parts(named: str, cell: str, pieces: int) -> None:
    file = f"Код;Товар;Цена;Остаток;;{named}\n;;;Москва;Тверь;\nR-1;Чайник;1500;10;5;{cell}\n"
    assert good(file).quantity == pieces
    assert ("summed_quantity" in notices(file)) == (named == "Вес")


@pytest.mark.parametrize("worth", ["Остаток, руб.", "Остаток (USD)", "Кол-во, ₽"])
def test_what_the_stock_is_worth_is_no_number_of_pieces(worth: str) -> None:
    assert good(f"Код;Товар;Цена;{worth};Склад\nR-1;Чайник;1500;90000;60\n").quantity == 60
    assert refusal(f"Код;Товар;Цена;{worth}\nR-1;Чайник;1500;90000\n") == ("columns_unknown", 1)
    assert refusal("Код;Товар;Цена;Остаток\n;;руб.;руб.\nR-1;Чайник;1500;90000\n") == ("columns_unknown", 1)


def test_a_part_is_not_taken_where_the_whole_is_blank() -> None:
    (bad,) = rows("Код;Товар;Цена;Остаток;;Количество\n;;;Москва;Тверь;\nR-1;Чайник;1500;10;5;\n")
    assert [one.code for one in bad.problems] == ["missing_quantity"]


@pytest.mark.parametrize("above", [";;;Остаток;;", ";;;Остаток;;;Гарантия"])
def test_where_columns_are_named_below_alone_nobody_knows_how_far_a_name_above_reaches(above: str) -> None:
    file = f"{above}\nКод;Товар;Цена;Москва;Тверь;Размер;\nR-1;Чайник;1500;10;5;42;\n"
    assert refusal(file) == ("columns_unknown", 2)
    assert good(file.replace("Москва;Тверь;Размер", "Склад 1;Магазин 2;Вес")).quantity == 15


def test_of_several_that_would_count_alone_nobody_knows_which() -> None:
    file = "Код;Товар;Цена;Остаток;\n;;;Доступно Москва;Доступно Тверь\nR-1;Чайник;1500;10;5\n"
    assert refusal(file) == ("columns_unknown", 1)
    assert good(file.replace("Доступно Тверь", "Доступно упаковок")).quantity == 10


def test_a_quantity_of_something_else_is_asked_for() -> None:
    file = "Артикул;Наименование;Количество;Цена\n;;в упаковке;\nR-1;Чайник;10;1500\n"
    assert refusal(file) == ("columns_unknown", 1)
