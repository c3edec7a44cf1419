"""XLSX as people make it: titles, merged headers, formulas, dates, several sheets."""

from datetime import date

from modules.partners.formats.rows import Attribute
from tests.partners.formats.reading import good, notices, opened, problems, refusal, rows
from tests.partners.formats.workbook import by_hand, row, workbook

HEADER = ["Артикул", "Наименование", "Цена, руб.", "Остаток"]


def test_a_workbook_is_read_as_it_is_shown() -> None:
    titles = [["Прайс-лист ООО «Луна»"], [], ["от", date(2026, 2, 1)]]
    lines = [["A-7", "Чайник", 1299.9, 14, date(2026, 5, 12), 0.1 + 0.2, True], [], [8, "Чашка", "99", "есть"]]
    file = workbook(Лист=[*titles, [*HEADER, "Поступил", "Вес", "Новинка"], *lines])
    reader = opened(file)
    first, second = reader
    assert (reader.format, reader.currency, first.line, second.line) == ("xlsx", "RUB", 5, 7)
    assert (first.external_id, first.name, str(first.price), first.quantity) == ("A-7", "Чайник", "1299.90", 14)
    assert [(one.name, str(one.value)) for one in first.attributes] == [
        ("Поступил", "2026-05-12"),
        ("Вес", "0.3"),
        ("Новинка", "True"),
    ]
    assert (second.external_id, second.quantity) == ("8", 1)


def test_cells_merged_in_the_header_are_one_name() -> None:
    file = workbook(
        Лист=[["Код", "Товар", "Цена", None, "Склад"], [None, None, "опт", "розница", None], [1, "Чай", 5, 7, 2]]
    )
    read = good(file)
    assert (read.external_id, str(read.price), str(read.price_rrp), read.quantity) == ("1", "5.00", "7.00", 2)


def test_every_sheet_with_goods_is_read_and_headings_become_categories() -> None:
    file = workbook(
        Обложка=[["Добро пожаловать"]],
        Чай=[HEADER, ["Зелёный"], ["1", "Сенча", 5, 1], ["Чёрный"], ["2", "Ассам", 5, 1]],
        Кофе=[HEADER, ["3", "Арабика", 5, 1]],
    )
    assert [(one.name, one.category) for one in rows(file)] == [
        ("Сенча", "Зелёный"),
        ("Ассам", "Чёрный"),
        ("Арабика", "Кофе"),
    ]
    assert notices(file)["section_row"] == 2


def test_a_formula_is_its_result_and_without_one_a_blank() -> None:
    sheet = (
        "<worksheet><sheetData>"
        + row(1, *HEADER)
        + (
            '<row r="2"><c><v>1</v></c><c t="str"><f>A1</f><v>Чай</v></c><c><f>2+3</f><v>5</v></c>'
            "<c><f>NOW()</f></c></row>"
            "</sheetData></worksheet>"
        )
    )
    assert problems(by_hand(sheet)) == [("quantity", "missing_quantity")]


def test_shared_texts_and_long_numbers() -> None:
    texts = (
        "<sst><si><t>Чай</t></si><si><r><t>Зелё</t></r><r><t>ный_x0020_чай</t></r><rPh><t>ignored</t></rPh></si></sst>"
    )
    sheet = (
        "<worksheet><sheetData>"
        + row(1, *HEADER, "gtin")
        + (
            '<row r="2"><c r="A2"><v>7</v></c><c r="B2" t="s"><v>1</v></c><c r="C2"><v>5.5</v></c>'
            '<c r="D2"><v>1</v></c>'
            '<c r="E2"><v>4.0063813339310003E+12</v></c></row></sheetData></worksheet>'
        )
    )
    read = good(by_hand(sheet, **{"sharedStrings.xml": texts}))
    assert (read.name, read.gtin) == ("Зелёный чай", "4006381333931")


def test_a_workbook_that_nobody_understands_says_what_it_has() -> None:
    assert refusal(workbook(Лист=[["Альфа", "Бета"], ["x", "y"]])) == ("columns_unknown", 1)
    assert refusal(workbook(Лист=[])) == ("no_goods", None)


def test_a_supplier_s_own_names_are_known() -> None:
    from io import BytesIO

    from modules.partners.formats.reader import open_price_list

    told = {"Альфа": "name", "бета": "price", "ГАММА": "quantity", "Дельта": "ignore"}
    file = workbook(Лист=[["Альфа", "Бета", "Гамма", "Дельта", "Эпсилон"], ["Чай", 5, 1, "тайна", "x"]])
    (read,) = open_price_list(BytesIO(file), told)
    assert (read.name, read.attributes) == ("Чай", (Attribute("Эпсилон", "x"),))


def test_reading_ends_where_nothing_but_blank_rows_follows() -> None:
    blank = "".join(f'<row r="{number}"/>' for number in range(3, 10_010))
    goods = row(1, *HEADER) + row(2, "1", "Kettle", "5", "2")
    sheet = by_hand(f"<worksheet><sheetData>{goods}{blank}{row(20_000, '2', 'Lamp', '5', '2')}</sheetData></worksheet>")
    assert good(sheet).name == "Kettle"
    assert notices(sheet)["blank_end"] == 1
