"""What stands in one cell, or in one row, costs no more than it should, however long it is."""

import struct
import time
import tracemalloc
from itertools import product

import pytest

from modules.partners.formats import archive
from modules.partners.formats.book_values import is_date, zeros
from modules.partners.formats.columns import folded
from tests.partners.formats import old_workbook as old
from tests.partners.formats import workbook as new
from tests.partners.formats.reading import bad, refusal, rows

HEADER = "Артикул;Наименование;Цена;Остаток\n"
DIGITS = "1" * 60_000 + "x"
MIB = 1 << 20


def test_a_quantity_by_places_is_passed_once() -> None:
    began = time.process_time()
    (problem,) = bad(f"{HEADER}A;Чай;5;a=1{', b=1' * 45}!\n").problems
    assert (problem.code, time.process_time() - began < 1) == ("bad_quantity", True)


@pytest.mark.parametrize("file", [f"a;{DIGITS}\nb;c\n", f"a;b\nc;{DIGITS}\n"])
def test_a_cell_of_digits_above_a_header_is_passed_once(file: str) -> None:
    began = time.process_time()
    assert (refusal(file)[0], time.process_time() - began < 2) == ("columns_unknown", True)


@pytest.mark.parametrize("category", ["Дом{}Чай", "Дом >{}> Чай", "Дом / Чай{}/", "Дом &#32;{}&#32;Чай", "Дом,{}Чай"])
@pytest.mark.parametrize("blanks", [" " * 18_000, "\t \u3000" * 6000])
@pytest.mark.parametrize("header", [f"Категория;{HEADER}", f"Categories;Type;{HEADER}"])
def test_blanks_in_a_category_are_passed_once(category: str, blanks: str, header: str) -> None:
    began = time.process_time()
    rows(f"{header}{category.format(blanks)};{'simple;' if 'Type' in header else ''}A;Чай;5;1\n")
    assert time.process_time() - began < 1


def test_a_heading_with_many_blanks_is_passed_once() -> None:
    began = time.process_time()
    first, _second = rows(f"{HEADER}Дом/{' ' * 18_000}Чай;;;\nA;Чай;5;1\nB;Чай;5;1\n")
    assert (first.category, time.process_time() - began < 1) == ("Дом/ Чай", True)  # type: ignore[union-attr]


def test_a_format_of_numbers_is_passed_once() -> None:
    began = time.process_time()
    assert not is_date(200, "[" * 50_000)
    assert (zeros("[" * 50_000), is_date(200, "[$-419]dd.mm.yy"), zeros("[Red]000")) == (0, True, 3)
    assert time.process_time() - began < 1


def shared(text: str) -> bytes:
    """The table of an old workbook's texts with this one, which goes on in further records."""
    pieces = [text[at : at + 8000] for at in range(0, len(text), 8000)]
    first = old.record(old.SHARED_TEXTS, struct.pack("<IIHB", 1, 1, len(text), 0) + pieces[0].encode())
    return first + b"".join(old.record(old.CONTINUE, b"\0" + one.encode()) for one in pieces[1:])


def sharing(lines: int, width: int) -> bytes:
    """An old workbook whose cells all have one long text."""
    placed = product(range(lines), range(width))
    cells = (old.record(old.CELL_OF_SHARED, struct.pack("<HHHI", line, place, 0, 0)) for line, place in placed)
    return old.by_hand(*cells, head=shared("y" * 65_535))


def sharing_new(lines: int, width: int) -> bytes:
    cells = '<c t="s"><v>0</v></c>' * width
    sheet = f"<worksheet><sheetData>{f'<row>{cells}</row>' * lines}</sheetData></worksheet>"
    return new.by_hand(sheet, **{"sharedStrings.xml": f"<sst><si><t>{'y' * 4_000_000}</t></si></sst>"})


@pytest.mark.parametrize("file", [sharing(8, 400), sharing_new(20, 50)], ids=["xls", "xlsx"])
def test_a_text_that_all_cells_share_takes_little_memory(file: bytes) -> None:
    assert len(file) < MIB
    tracemalloc.start()
    assert refusal(file)[0] == "columns_unknown"
    assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    tracemalloc.stop()


@pytest.mark.parametrize("file", [sharing(8, 400), sharing_new(20, 50)], ids=["xls", "xlsx"])
def test_what_shared_texts_say_in_all_has_an_end(file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MAX_UNPACKED", 5 * MIB)
    assert refusal(file)[0] == "zip_bomb"


def test_a_row_that_is_too_long_is_refused_by_its_own_id() -> None:
    names, long = HEADER.strip().split(";"), "x" * 32_000
    goods = [["A", "Чай", 5, 1, long, long, long], ["B", "Кофе", 7, 2, long, long]]
    for file in (
        new.workbook(Прайс=[[*names, "Фото", "Теги", "Ссылка"], *goods]),
        old.old_workbook(Прайс=[[*names, "Фото", "Теги", "Ссылка"], *goods]),
    ):
        (first, second) = rows(file)
        assert ([one.code for one in first.problems], first.external_id, first.name) == (["too_long"], "A", "Чай")
        assert second.external_id == "B"


def test_long_names_of_columns_are_not_kept() -> None:
    tracemalloc.start()
    for place in range(200):
        folded(f"{place}{'x' * 65_536}")
    assert tracemalloc.get_traced_memory()[0] < MIB
    tracemalloc.stop()
