"""XLS as accounting programs make it: by Excel 97 and before it, by libraries, in any order."""

import os
import random
import struct
import subprocess
import sys
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlrd
import xlwt

from modules.partners.formats.notices import Notices
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import Attribute, BadRow
from modules.partners.formats.xls import _Book
from tests.environment import ROOT
from tests.partners.formats import old_workbook as old
from tests.partners.formats.old_workbook import by_hand, number, old_workbook, plain_text, record, saved, text
from tests.partners.formats.reading import good, notices, opened, problems, refusal, rows
from tests.partners.formats.workbook import zipped

HEADER = ["Артикул", "Наименование", "Цена, руб.", "Остаток"]
HEAD = b"".join(text(0, place, cell) for place, cell in enumerate(HEADER))


def test_a_workbook_is_read_as_it_is_shown() -> None:
    day = (date(2026, 5, 12), "DD.MM.YYYY")
    file = old_workbook(
        Лист=[
            ["Прайс-лист ООО «Луна»"],
            [],
            [*HEADER, "Поступил", "Вес", "Новинка"],
            ["A-7", "Чайник", 1299.9, 14, day, 0.1 + 0.2, True],
            [],
            [8, "Чашка", "99", "есть"],
        ]
    )
    reader = opened(file)
    first, second = reader
    assert (reader.format, reader.currency, first.line, second.line) == ("xls", "RUB", 4, 6)
    assert (first.external_id, first.name, str(first.price), first.quantity) == ("A-7", "Чайник", "1299.90", 14)
    told = [("Поступил", "2026-05-12"), ("Вес", "0.3"), ("Новинка", "True")]
    assert [(one.name, str(one.value)) for one in first.attributes] == told
    assert (second.external_id, second.quantity) == ("8", 1)


def test_cells_merged_in_the_header_and_a_supplier_s_own_names() -> None:
    two_rows = [["Код", "Товар", "Цена", None, "Склад"], [None, None, "опт", "розница", None], [1, "Чай", 5, 7, 2]]
    read = good(old_workbook(Лист=two_rows))
    assert (read.external_id, str(read.price), str(read.price_rrp), read.quantity) == ("1", "5.00", "7.00", 2)
    told = {"Альфа": "name", "бета": "price", "ГАММА": "quantity"}
    file = old_workbook(Лист=[["Альфа", "Бета", "Гамма", "Эпсилон"], ["Чай", 5, 1, "x"]])
    (mine,) = open_price_list(BytesIO(file), told)
    assert (mine.name, mine.attributes) == ("Чай", (Attribute("Эпсилон", "x"),))


def test_a_code_that_is_shown_with_zeros_has_them() -> None:
    codes = ["00000", "[$-419]0000;@", "00.00", "General"]
    lines = [[(7, code), "x", 5 + place, 1] for place, code in enumerate(codes)]
    assert [row.external_id for row in rows(old_workbook(Лист=[HEADER, *lines[:3]]))] == ["00007", "0007", "7"]
    assert good(old_workbook(Лист=[HEADER, lines[3]])).external_id == "7"


def test_a_dot_in_a_number_is_a_dot_and_in_a_text_it_is_asked_about() -> None:
    assert str(good(old_workbook(Лист=[HEADER, ["1", "x", 1.234, 1]])).price) == "1.23"
    assert problems(old_workbook(Лист=[HEADER, ["1", "x", "1.234", 1]])) == [("price", "bad_price")]


def test_sheets_are_named_and_hidden_ones_told_of() -> None:
    tea, coffee = [HEADER, ["1", "Сенча", 5, 1]], [HEADER, ["1", "Арабика", 5, 1], ["3", "Мокко", 5, 1]]
    sencha, again, mocha = rows(old_workbook(Обложка=[["Здравствуйте"]], Чай=tea, Кофе=coffee))
    assert [(row.line, row.sheet) for row in (sencha, again, mocha)] == [(2, "Чай"), (2, "Кофе"), (3, "Кофе")]
    assert isinstance(again, BadRow)
    assert again.problems[0].said == "Line 2 of the sheet “Чай” has the id “1” already."
    hidden = old_workbook(Чай=tea, Кофе=coffee, hidden=("Кофе",))
    assert [row.name for row in rows(hidden)] == ["Сенча"]
    assert notices(hidden)["hidden_sheet"] == 2


def test_rows_that_are_folded_make_headings() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("TDSheet")
    lines: list[tuple[int, list[Any]]] = [
        (0, HEADER),
        (0, ["Бытовая техника"]),
        (1, [None, "Чайники"]),
        (2, ["Л-7", "Чайник", 1299.9, 3]),
    ]
    for line, (level, cells) in enumerate(lines):
        sheet.row(line).level = level
        for column, cell in enumerate(cells):
            sheet.write(line, column, cell)
    read = good(saved(book))
    assert (read.category_path, read.category_name) == (("Бытовая техника",), "Чайники")


def test_errors_formulas_and_their_results() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for column, cell in enumerate(HEADER):
        sheet.write(0, column, cell)
    sheet.row(1).set_cell_error(2, "#REF!")
    for column, cell in ((0, "1"), (1, "Чай"), (3, xlwt.Formula("2+3"))):
        sheet.write(1, column, cell)
    file = saved(book)
    assert problems(file) == [("price", "bad_price"), ("quantity", "missing_quantity")]
    assert notices(file)["formula_without_value"] == 1


def formula(line: int, column: int, result: bytes) -> bytes:
    return record(old.FORMULA, struct.pack("<HHH", line, column, 0) + result + bytes(8))


def test_the_result_of_a_formula_counts() -> None:
    name, code = "Чай «Луна»", b"\xff\xff"
    said = record(old.STRING, struct.pack("<HB", len(name), 1) + name.encode("utf-16-le"))
    cells = [text(1, 0, "1"), formula(1, 1, bytes(6) + code), said, formula(1, 2, struct.pack("<d", 5.5))]
    cells += [formula(1, 3, struct.pack("<d", 4)), formula(1, 4, b"\1\0\1\0\0\0" + code)]
    read = good(by_hand(HEAD, text(0, 4, "Новинка"), *cells))
    assert (read.name, str(read.price), read.quantity, read.attributes) == (
        name,
        "5.50",
        4,
        (Attribute("Новинка", True),),
    )
    wrong = formula(1, 2, b"\2\0\x17\0\0\0" + code)
    assert problems(by_hand(HEAD, *cells[:3], wrong, cells[4])) == [("price", "bad_price")]


def test_a_workbook_of_excel_95_is_in_its_code_page() -> None:
    head = b"".join(plain_text(0, place, cell) for place, cell in enumerate(HEADER))
    cells = [plain_text(1, 1, "Чайник"), number(1, 2, 5), number(1, 3, 1)]
    for page in (record(0x42, struct.pack("<H", 1251)), b""):
        file = by_hand(head, *cells, head=page, name="Book", version=old.BIFF5)
        assert good(file).name == "Чайник"
    mac = [plain_text(1, 1, "Чайник", "mac_cyrillic"), *cells[1:]]
    head = b"".join(plain_text(0, place, cell, "mac_cyrillic") for place, cell in enumerate(HEADER))
    page = record(0x42, struct.pack("<H", 10007))
    assert good(by_hand(head, *mac, head=page, name="Book", version=old.BIFF5)).name == "Чайник"


def test_days_may_be_counted_from_1904() -> None:
    styles = b"".join(record(0xE0, struct.pack("<HH16x", 0, format)) for format in (0, 14))
    cells = [text(1, 0, "1"), text(1, 1, "x"), number(1, 2, 5), number(1, 3, 1), number(1, 4, 43_966, style=1)]
    head = record(0x22, struct.pack("<H", 1)) + styles
    read = good(by_hand(HEAD, text(0, 4, "Дата"), *cells, head=head))
    assert read.attributes == (Attribute("Дата", "2024-05-16"),)


def test_cells_may_lie_in_any_order() -> None:
    """Some programs write column by column; a record for several numbers, a chart and a remark stand between."""
    ids = [text(line, 0, f"A-{line}") for line in range(1, 6)]
    names = [text(line, 1, f"Чай {line}") for line in range(5, 0, -1)]
    several = b"".join(
        record(0xBD, struct.pack("<HHHIHIH", line, 2, 0, line << 2 | 2, 0, 7 << 2 | 2, 3)) for line in range(1, 6)
    )
    chart = old.begin(0x20) + number(1, 2, 99) + record(old.EOF)
    found = rows(by_hand(HEAD, *ids, chart, several, *names, text(3, 1, "Чай новый")))
    assert [(one.line, one.external_id, one.name) for one in found] == [
        (line + 1, f"A-{line}", "Чай новый" if line == 3 else f"Чай {line}") for line in range(1, 6)
    ]
    assert {(str(one.price), one.quantity) for one in found} == {(f"{line}.00", 7) for line in range(1, 6)}


def test_shared_texts_may_break_off_anywhere_and_go_on_in_other_letters() -> None:
    plain = b"\x03\0\x00Tea" + b"\x05\0\x08\x01\0" + b"Kettl"
    wide = b"\1" + "е".encode("utf-16-le") + bytes(4)  # the fonts of the text before stand here, too
    broken = struct.pack("<HB", 6, 1) + "Чай".encode("utf-16-le")
    pieces = [
        struct.pack("<II", 4, 4) + plain,
        wide[:0] + b"\0" * 4 + broken,
        b"\0" + b"abc",
        b"\2\0\1" + wide[1:3] * 2,
    ]
    table = record(old.SHARED_TEXTS, pieces[0]) + b"".join(record(old.CONTINUE, piece) for piece in pieces[1:])

    def name(place: int) -> bytes:
        return record(old.CELL_OF_SHARED, struct.pack("<HHHI", place + 1, 1, 0, place))

    goods = [name(place) + number(place + 1, 2, 5) + number(place + 1, 3, 1) for place in range(4)]
    assert [one.name for one in rows(by_hand(HEAD, *goods, head=table))] == ["Tea", "Kettl", "Чайabc", "ее"]


def test_packed_ones_are_read_and_small_ones() -> None:
    cells = [text(1, 1, "Чай"), number(1, 2, 5), number(1, 3, 1)]
    small, large = by_hand(HEAD, *cells), by_hand(HEAD, *cells, *[record(0x201, bytes(6))] * 900)
    assert (len(small) < 4096 < len(large), good(small), good(large).name) == (True, good(large), "Чай")
    reader = opened(zipped({"price.xls": large}))
    assert ([row.name for row in reader], reader.format) == (["Чай"], "xls")


def test_what_is_no_workbook_is_told_apart() -> None:
    assert refusal(old.container(bytes(5000), "WordDocument")) == ("unknown_format", None)
    assert refusal(old.container(bytes(5000), "EncryptedPackage")) == ("password_protected", None)
    assert refusal(by_hand(HEAD, head=record(0x2F, bytes(54)))) == ("password_protected", None)
    assert refusal(old_workbook(Лист=[["Альфа", "Бета"], ["x", "y"]])) == ("columns_unknown", 1)
    assert refusal(old_workbook(Лист=[])) == ("no_goods", None)


def any_cell(chance: random.Random) -> Any:
    numbers = [chance.randrange(-500, 10**9), chance.random() * 10 ** chance.randrange(-5, 9), 0.1 + 0.2, 12.5]
    texts = ["Чай", "x" * chance.randrange(1, 9000), "Ж" * chance.randrange(1, 3000), "", "  y "]
    return chance.choice([*numbers, *texts, True, False, None, date(2026, 1, chance.randrange(1, 28))])


@pytest.mark.parametrize("seed", range(5))
def test_every_cell_is_what_another_reader_finds(seed: int) -> None:
    chance = random.Random(seed)
    lines = [[any_cell(chance) for _cell in range(chance.randrange(1, 40))] for _line in range(60)]
    dated = [[(cell, "DD.MM.YYYY") if isinstance(cell, date) else cell for cell in line] for line in lines]
    file = old_workbook(Лист=dated, Другой=[[1]])
    book = _Book(BytesIO(file))
    mine = {
        (row.line - 1, place): cell
        for row in book.rows(book.sheets[0], Notices())
        for place, cell in enumerate(row.cells)
        if cell
    }
    theirs = xlrd.open_workbook(file_contents=file, ragged_rows=True, logfile=open(os.devnull, "w"))  # noqa: SIM115
    assert mine == {place: cell for place, cell in found_by(theirs) if cell}


def found_by(book: Any) -> Any:
    sheet = book.sheet_by_index(0)
    for line in range(sheet.nrows):
        for place in range(sheet.row_len(line)):
            cell = sheet.cell(line, place)
            match cell.ctype:
                case xlrd.XL_CELL_NUMBER:
                    shown = f"{float(f'{cell.value:.15g}'):.10f}".rstrip("0").rstrip(".")
                case xlrd.XL_CELL_DATE:
                    shown = str(xlrd.xldate_as_datetime(cell.value, book.datemode).date())
                case xlrd.XL_CELL_BOOLEAN:
                    shown = "TRUE" if cell.value else "FALSE"
                case _:
                    shown = str(cell.value).strip()
            yield (line, place), shown


READING = """
import re, sys
from modules.partners.formats.reader import open_price_list

def peak():  # not ru_maxrss, which begins with what the starting process had
    return int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])

before = peak()
with open(sys.argv[1], "rb") as file:
    print(sum(1 for _row in open_price_list(file)), peak() - before)
"""


def test_all_the_rows_that_a_sheet_can_have_take_little_memory(tmp_path: Any) -> None:
    goods = (text(line, 0, f"A-{line}") + text(line, 1, "Чай") + number(line, 2, 5) for line in range(1, 65_536))
    path = tmp_path / "price.xls"
    path.write_bytes(by_hand(HEAD, *goods))
    run = subprocess.run(
        [sys.executable, "-c", READING, path], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    count, kibibytes = map(int, run.stdout.split())
    assert count == 65_535
    assert kibibytes < 16_384
