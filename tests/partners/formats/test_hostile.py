"""Whatever the bytes: rows that can be stored, or one kind of error."""

import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.reading import one_good

SOUND = [
    one_good(parameters="{Цвет: белый, Вес: 1.5}").encode(),
    one_good().encode("cp1251"),
    'Артикул;Название;Цена;Количество;Цвет\n7;"Чайник ""Луна""";1 299,90;5;белый\n8;Чай;5;1;\n'.encode(),
    "id,name,price,quantity\n1,Tea,5,1\n".encode("utf-16"),
]
PIECES = [
    "goods:",
    "\n",
    "  ",
    "- ",
    "id: ",
    "name: ",
    "price: 5",
    "quantity: 1",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "?",
    "&a ",
    "*a",
]
PIECES += [
    "!!x ",
    "|",
    ">",
    "#",
    '"',
    "'",
    "\\",
    "\0",
    "\x0b",
    "\ud800",
    "\ufeff",
    "~",
    "%",
    "---",
    "...",
    "\t",
    ";",
    "Ж",
    "1e9",
]
PIECES += ["id;name;price;quantity\n", "1;x;5;1\n", "currency: ", "categories: ", "parameters: "]


def read_to_the_end(file: bytes) -> None:
    with suppress(UnreadablePriceList):
        reader = open_price_list(BytesIO(file))
        for row in reader:
            _check_row(row)
        assert reader.read == reader.total
        assert all(notice.rows for notice in reader.notices)


def _check_row(row: Good | BadRow) -> None:
    assert row.line >= 1
    assert storable(row.external_id, 120)
    assert storable(row.name, 255)
    if isinstance(row, Good):
        assert row.external_id
        assert row.name or "name" in row.unsaid
        assert row.price > 0 if row.price is not None else "price" in row.unsaid
        assert storable(row.description, 10_000)
        assert all(storable(one.name, 80) and storable(str(one.value), 500) for one in row.attributes)
    else:
        assert row.problems
        assert all(storable(problem.field, 80) and storable(problem.said) for problem in row.problems)


def storable(text: str, limit: int = 500) -> bool:
    text.encode()
    return "\0" not in text and "\ufffd" not in text and len(text) <= limit


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"goods:\n", b"id;name;price;quantity\n", b"\xff\xfe"]))
def test_any_bytes(body: bytes, head: bytes) -> None:
    read_to_the_end(head + body)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["utf-8", "utf-16", "cp1251"]))
@example(["goods:", "\n", "- ", "name: ", '"', "\\", "\0"], "utf-8")
def test_any_mixture_of_what_these_formats_are_made_of(pieces: list[str], encoding: str) -> None:
    read_to_the_end("".join(pieces).encode(encoding, errors="replace"))


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SOUND), st.integers(0, 400), st.integers(0, 12), st.binary(max_size=12))
def test_any_sound_file_with_a_wound(file: bytes, place: int, gone: int, put: bytes) -> None:
    read_to_the_end(file[:place] + put + file[place + gone :])


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(["name", "id", "model", "category", "price", "quantity", "description", "gtin"]),
)
def test_any_text_in_any_field(text: str, field: str) -> None:
    quoted = "".join(f"\\U{ord(char):08x}" for char in text if not 0xD800 <= ord(char) < 0xE000)
    read_to_the_end(one_good(**{field: f'"{quoted}"'}).encode())


@pytest.mark.parametrize(
    "field", ["name", "price", "price_rrc", "quantity", "gtin", "currency", "description", "parameters"]
)
@pytest.mark.parametrize("unit", [" ", "0", "\u0301\u0316", "1 ", "1,", "(", "_-"])
def test_no_value_takes_longer_than_it_is_long(field: str, unit: str) -> None:
    began = time.process_time()
    read_to_the_end(one_good(**{field: f'"{unit * 100_000}x"'}).encode())
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "unit", ["\n", " ", "{", "{\n", "a:", ";", '"', '"\n', "\t", "shop ", "- ", "name;price;\n", "name,(", "\r"]
)
def test_no_beginning_takes_longer_than_it_is_long(unit: str) -> None:
    began = time.process_time()
    read_to_the_end(unit.encode() * 70_000)
    read_to_the_end(b"goods:" + unit.encode() * 70_000)
    assert time.process_time() - began < 4
