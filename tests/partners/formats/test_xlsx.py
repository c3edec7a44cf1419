"""XLSX as people make it: titles, merged headers, formulas, dates, several sheets."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.rows import Attribute, BadRow, Good
from tests.partners.formats.old_workbook import old_workbook
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


def test_rows_of_several_sheets_say_which_one_they_stand_on() -> None:
    one, two = [HEADER, ["1", "Сенча", 5, 1], ["2", "", 5, 1]], [HEADER, ["1", "Арабика", 5, 1], ["3", "Мокко", 5, 1]]
    sencha, nameless, again, mocha = rows(workbook(Чай=one, Кофе=two))
    assert [(row.line, row.sheet) for row in (sencha, nameless, again, mocha)] == [
        *((2, "Чай"), (3, "Чай")),
        *((2, "Кофе"), (3, "Кофе")),
    ]
    assert isinstance(again, BadRow)
    assert again.problems[0].said == "Line 2 of the sheet “Чай” has the id “1” already."
    assert {row.sheet for row in rows(workbook(Чай=one, Обложка=[["Добро пожаловать"]]))} == {""}


def test_a_hidden_sheet_with_goods_is_told_of() -> None:
    def file(state: str, **sheets: list[list[object]]) -> bytes:
        book = load_workbook(BytesIO(workbook(Чай=[HEADER, ["1", "Сенча", 5, 1]], **sheets)))
        for title in sheets:
            book[title].sheet_state = state
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    goods: list[list[object]] = [["Наш кофе"], HEADER, ["3", "Арабика", 5, 1], [], ["4", "Мокко", 5, 1]]
    for state in ("hidden", "veryHidden"):
        read = file(state, Кофе=goods, Справочник=[["да"], ["нет"]], Пусто=[HEADER])
        assert [row.name for row in rows(read)] == ["Сенча"]
        reader = opened(read)
        list(reader)
        (told,) = [notice for notice in reader.notices if notice.code == "hidden_sheet"]
        assert (told.rows, told.params) == (2, {"sheets": "Кофе"})
        assert told.detail % told.params == "Sheets with goods are hidden in the workbook and were left out: Кофе."
    assert "hidden_sheet" not in notices(file("visible", Кофе=goods))


def test_goods_on_hidden_sheets_only_are_told_of() -> None:
    goods: list[list[object]] = [HEADER, ["3", "Арабика", 5, 1]]

    def file(*visible: list[object]) -> bytes:
        book = load_workbook(BytesIO(workbook(Обложка=[*visible], Кофе=goods)))
        book["Кофе"].sheet_state = "hidden"
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    for cover in ([], [["Добро пожаловать"]], [["Альфа", "Бета", "Гамма"], ["x", "y", "z"]]):
        with pytest.raises(UnreadablePriceList) as caught:
            rows(file(*cover))
        assert (caught.value.code, caught.value.params) == ("hidden_sheet", {"sheets": "Кофе"})
    # Of a list whose columns are nearly known, those are the news.
    assert refusal(file(["Наименование", "Бета", "Гамма"], ["x", "y", "z"]))[0] == "columns_unknown"


def test_one_part_named_for_many_sheets_is_read_once() -> None:
    sheets = "".join(f'<sheet name="Лист {n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 150))
    book = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    goods = row(1, *HEADER) + row(2, "1", "Чай", "5", "2")
    sheet = f"<worksheet><sheetData>{goods}</sheetData></worksheet>"
    assert good(by_hand(sheet, **{"workbook.xml": book})).name == "Чай"


def test_a_code_that_is_shown_with_zeros_has_them() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000"/>'
        '<numFmt numFmtId="171" formatCode="[$-419]0000;@"/>'
        '<numFmt numFmtId="172" formatCode="00.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/>'
        '<xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="1"/></cellXfs></styleSheet>'
    )

    def id_of(value: str, style: int) -> str:
        code = f'<c r="A2" s="{style}"><v>{value}</v></c>'
        cells = f'{code}<c r="B2" t="str"><v>x</v></c><c r="C2"><v>5</v></c><c r="D2"><v>1</v></c>'
        sheet = f'<worksheet><sheetData>{row(1, *HEADER)}<row r="2">{cells}</row></sheetData></worksheet>'
        return good(by_hand(sheet, **{"styles.xml": styles})).external_id

    assert [id_of("7", style) for style in range(5)] == ["7", "00007", "0007", "7", "7"]
    assert id_of("123456", 1) == "123456"


def test_hidden_rows_are_taken_with_a_warning() -> None:
    hidden = row(3, "2", "Кофе", "5", "1").replace("<row ", '<row hidden="1" ')
    file = by_hand(
        f"<worksheet><sheetData>{row(1, *HEADER)}{row(2, '1', 'Чай', '5', '1')}{hidden}</sheetData></worksheet>"
    )
    assert ([one.external_id for one in rows(file)], notices(file)["hidden_row"]) == (["1", "2"], 1)


def test_each_sheet_has_the_currency_of_its_own_columns() -> None:
    names = ["Артикул", "Наименование", "Цена, руб.", "Остаток"]
    dear, bare = [*names[:2], "Цена, USD", "Остаток"], [*names[:2], "Цена", "Остаток"]
    sheets = {
        "Чай": [names, ["A", "Чай", 500, 1]],
        "Кофе": [dear, ["B", "Кофе", 7, 2]],
        "Соль": [bare, ["C", "Соль", 9, 3]],
    }
    for file in (workbook(**sheets), old_workbook(**sheets)):
        read = [(row.external_id, row.currency, row.sheet, row.line) for row in rows(file) if isinstance(row, Good)]
        assert read == [("A", "RUB", "Чай", 2), ("B", "USD", "Кофе", 2), ("C", None, "Соль", 2)]
        assert opened(file).currency is None
    both = workbook(Кофе=sheets["Кофе"], Соль=sheets["Соль"])
    assert (opened(both).currency, [getattr(row, "currency", None) for row in rows(both)]) == ("USD", ["USD", "USD"])
