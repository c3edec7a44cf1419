"""Old workbooks made to do harm, or cut and bitten anywhere: rows, or the module's own refusal, in little time."""

import random
import struct
import time
from collections.abc import Iterator

import pytest

from modules.partners.formats import xls_parts
from tests.partners.formats import old_workbook as old
from tests.partners.formats.old_workbook import by_hand, number, old_workbook, record, text
from tests.partners.formats.reading import notices, opened, refusal, rows
from tests.partners.formats.test_hostile import read_to_the_end

HEADER = ["Артикул", "Наименование", "Цена", "Остаток"]
HEAD = b"".join(text(0, place, cell) for place, cell in enumerate(HEADER))
GOODS = [[(line, "00000"), f"Чайник {line}", 10.5 * line, line, "x" * 300] for line in range(1, 40)]
SOUND = [
    old_workbook(Прайс=[[*HEADER, "Состав"], *GOODS], Второй=[["x" * 9000]]),
    by_hand(HEAD, *(text(line, 1, "Чай") + number(line, 2, 5) + number(line, 3, 1) for line in range(1, 60))),
    by_hand(HEAD, text(1, 1, "Чай"), number(1, 2, 5), number(1, 3, 1)),
]
TABLE = 512  # the first sector after the header has the table of sectors


def put(file: bytes, at: int, value: int) -> bytes:
    return file[:at] + struct.pack("<I", value) + file[at + 4 :]


def wounded(chance: random.Random) -> bytes:
    file = bytearray(chance.choice(SOUND))
    match chance.randrange(4):
        case 0:
            return bytes(file[: chance.randrange(len(file))])
        case 1:
            for _bite in range(chance.choice([1, 3, 20, 200])):
                file[chance.randrange(len(file))] = chance.randrange(256)
        case 2:
            for _bite in range(5):
                file[chance.randrange(1536)] = chance.randrange(256)
        case _:
            at = chance.randrange(len(file))
            file[at : at + chance.randrange(600)] = chance.randbytes(chance.randrange(600))
    return bytes(file)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_cut_off_or_bitten_out(seed: int) -> None:
    chance = random.Random(seed)
    began = time.process_time()
    for _turn in range(60):
        read_to_the_end(wounded(chance))
    assert time.process_time() - began < 20


@pytest.mark.parametrize("file", SOUND, ids=["written", "large", "small"])
def test_no_part_of_a_workbook_is_taken_for_all_of_it(file: bytes) -> None:
    whole = len(rows(file))
    for end in range(600, len(file) - 600, 512):
        assert refusal(file[:end])[0] == "bad_workbook"
    assert whole == len(rows(file))


def loops() -> Iterator[tuple[str, bytes]]:
    file = SOUND[1]
    yield "a sector after itself", put(file, TABLE + 4 * 4, 4)
    yield "the directory after itself", put(file, TABLE + 4, 1)
    yield "the table in a chain without end", put(put(put(file, 68, 5), 72, 9999), TABLE + 20, 5)
    yield "sectors that are not there", put(file, TABLE + 4 * 4, 0x7FFFFFF0)
    yield "a stream of 4 GiB", put(file, 1024 + 128 + 120, 0xFFFFFFFF)
    yield "a directory without end", put(file, 48, 0x00FFFFFF)
    yield "small pieces after themselves", put(SOUND[2], 512 * 3, 0)
    yield "only a beginning", file[:600]
    yield "nothing behind its name", old.container(b"", "Workbook")


@pytest.mark.parametrize(("what", "file"), [*loops()], ids=[what for what, _file in loops()])
def test_what_the_container_says_is_not_believed(what: str, file: bytes) -> None:
    began = time.process_time()
    assert refusal(file)[0] == "bad_workbook"
    assert time.process_time() - began < 1


def records() -> Iterator[tuple[str, bytes]]:
    texts = record(old.SHARED_TEXTS, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\xff\xff\1ab")
    yield "a text longer than the file", by_hand(HEAD, head=texts)
    fonts = record(old.SHARED_TEXTS, struct.pack("<IIHBI", 1, 1, 1, 4, 0xFFFFFFFF) + b"a")
    yield "sounds of 4 GiB", by_hand(HEAD, head=fonts)
    yield "a cell with nothing in it", by_hand(HEAD, record(old.NUMBER, b"\1\0"))
    yield "a sheet that begins nowhere", by_hand(HEAD, head=record(0x85, struct.pack("<IBBBB", 99, 0, 0, 1, 0) + b"A"))
    yield "no end", by_hand(HEAD, old.begin(0x20))
    yield "a version nobody knows", by_hand(HEAD, version=0x700)


@pytest.mark.parametrize(("what", "file"), [*records()], ids=[what for what, _file in records()])
def test_records_that_say_too_much_or_too_little(what: str, file: bytes) -> None:
    assert refusal(file)[0] == "bad_workbook"


def test_a_sheet_that_says_it_is_endless_takes_what_is_in_it() -> None:
    dimensions = record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))
    goods = text(1, 1, "Чай") + number(1, 2, 5) + number(1, 3, 1)
    far = b"".join(number(line, 0xFFFF, 7) for line in range(1, 0x10000))
    began = time.process_time()
    read = rows(by_hand(dimensions, HEAD, goods, far))
    assert ([row.name for row in read], time.process_time() - began < 10) == (["Чай"], True)


def test_a_sheet_named_a_thousand_times_is_read_once() -> None:
    filler = record(0x201, bytes(6)) * 100_000
    began = time.process_time()
    (read,) = rows(by_hand(HEAD, text(1, 1, "Чай"), number(1, 2, 5), number(1, 3, 1), filler, sheets=1000))
    assert (read.name, time.process_time() - began < 10) == ("Чай", True)


def test_a_sheet_inside_another_is_not_read_with_both() -> None:
    inner = old.begin(0x10) + HEAD + record(old.EOF)
    named = (record(0x85, bytes(9)), record(0x85, bytes(13)))  # the one below, and the one of `by_hand`
    place = 2 * len(old.begin(5)) + sum(map(len, named)) + len(record(old.EOF)) + len(HEAD)
    sheet = record(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"A")
    assert refusal(by_hand(HEAD, inner, head=sheet))[0] == "bad_workbook"
    assert rows(by_hand(HEAD, inner)) == []


def test_the_name_of_a_sheet_is_fit_to_be_stored() -> None:
    goods = [HEADER, ["1", "Чай", 5, 1]]
    file = old_workbook(Price1=goods, Другой=goods).replace(b"\x06\0Price1", b"\x06\0Pri\0e1")
    assert [row.sheet for row in rows(file)] == ["Pri?e1", "Другой"]


def test_texts_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_parts, "_MAX_TEXTS", 3)
    texts = struct.pack("<II", 4, 4) + b"\1\0\0a" * 4
    assert refusal(by_hand(HEAD, head=record(old.SHARED_TEXTS, texts)))[0] == "too_many_fields"


@pytest.mark.parametrize("day", [2_957_004.0, 2_958_464.5, 2_958_465.0, 1e15])
def test_a_day_after_all_years_is_a_number(day: float) -> None:
    style, epoch = record(0xE0, struct.pack("<HH16x", 0, 14)), record(0x22, b"\1\0")
    goods = text(1, 1, "Чай"), text(1, 2, "5"), text(1, 3, "1"), number(1, 4, day)
    (row,) = rows(by_hand(HEAD, text(0, 4, "Дата"), *goods, head=style + epoch))
    assert [str(one.value) for one in getattr(row, "attributes", ())] == [str(day)]


def test_a_code_page_of_many_bytes_is_a_number_of_two() -> None:
    page = record(0x42, struct.pack("<H", 1251) + b"\xff" * 4000)
    cells = [*HEADER], ["R-1", "Чай", "5", "1"]
    written = (old.plain_text(line, place, cell) for line, row in enumerate(cells) for place, cell in enumerate(row))
    (row,) = rows(by_hand(*written, head=page, version=old.BIFF5))
    assert row.name == "Чай"


def test_what_is_no_number_is_refused_as_one() -> None:
    goods = text(1, 1, "Чай") + number(1, 3, 1)
    for value in (float("nan"), float("inf"), -5.0, 1e300):
        (row,) = rows(by_hand(HEAD, goods, number(1, 2, value)))
        assert row.name == "Чай"
        assert not hasattr(row, "price")
    assert opened(by_hand(HEAD, goods, number(1, 2, 5))).format == "xls"
    assert notices(by_hand(HEAD, goods, number(1, 2, 5)))["generated_id"] == 1
