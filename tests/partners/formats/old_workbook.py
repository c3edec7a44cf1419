"""Workbooks of old Excel for tests: written by a library, or record by record where none would write such a thing."""

import struct
from io import BytesIO
from typing import Any

import xlwt

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NUMBER, LABEL, FORMULA, STRING, ROW = 0x203, 0x204, 0x06, 0x207, 0x208
BOF, EOF, CONTINUE, SHARED_TEXTS, CELL_OF_SHARED = 0x809, 0x0A, 0x3C, 0xFC, 0xFD
BIFF8, BIFF5 = 0x600, 0x500


def old_workbook(*, hidden: tuple[str, ...] = (), **sheets: list[list[Any]]) -> bytes:
    """A workbook as a program writes it; a cell may be a pair of value and number format."""
    book = xlwt.Workbook()
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        sheet.visibility = int(title in hidden)
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                value, code = cell if isinstance(cell, tuple) else (cell, "General")
                if value is not None:
                    sheet.write(line, column, value, xlwt.easyxf(num_format_str=code))
    return saved(book)


def saved(book: Any) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def begin(kind: int, version: int = BIFF8) -> bytes:
    return record(BOF, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0))


def number(line: int, column: int, value: float, style: int = 0) -> bytes:
    return record(NUMBER, struct.pack("<HHHd", line, column, style, value))


def text(line: int, column: int, value: str) -> bytes:
    return record(LABEL, struct.pack("<HHHHB", line, column, 0, len(value), 1) + value.encode("utf-16-le"))


def plain_text(line: int, column: int, value: str, encoding: str = "cp1251") -> bytes:
    """As Excel 5 and 95 have it."""
    return record(LABEL, struct.pack("<HHHH", line, column, 0, len(value)) + value.encode(encoding))


def by_hand(*cells: bytes, head: bytes = b"", name: str = "Workbook", version: int = BIFF8, sheets: int = 1) -> bytes:
    """A workbook of one sheet with these records, named so many times; `head` stands before the sheet's name."""

    def globals_at(place: int) -> bytes:
        title = b"Price" if version == BIFF5 else b"\0Price"
        sheet = record(0x85, struct.pack("<IBBB", place, 0, 0, 5) + title)
        return begin(5, version) + head + sheet * sheets + record(EOF)

    stream = globals_at(len(globals_at(0))) + begin(0x10, version) + b"".join(cells) + record(EOF)
    return container(stream, name)


def container(stream: bytes, name: str) -> bytes:
    """A compound file with this one stream, small ones where small ones lie."""
    small = len(stream) < 4096
    padded = stream.ljust(-(-len(stream) // SECTOR) * SECTOR, b"\0")
    count = len(padded) // SECTOR
    tables = next(many for many in range(1, 100_000) if many * 128 >= count + 2 + many)
    chain = [TABLE] * tables + [END, END] + [*range(tables + 3, tables + 2 + count), END][:count]
    pieces = -(-len(stream) // 64)
    small_chain = [*range(1, pieces), END] if small else []
    start = tables + 2
    entries = _entry("Root Entry", 5, child=1, start=start if small else END, size=len(padded) if small else 0)
    entries += _entry(name, 2, start=0 if small else start, size=len(stream)) + _entry("", 0) * 2
    return b"".join([_header(tables, small), _numbers(chain, tables), entries, _numbers(small_chain, 1), padded])


def _header(tables: int, small: bool) -> bytes:
    assert tables <= 109, "more would need a chain of their own"
    first = [*range(tables)] + [FREE] * (109 - tables)
    head = struct.pack("<8s16xHHHHH6xII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, tables)
    rest = struct.pack("<IIIIIII", tables, 0, 4096, tables + 1 if small else END, int(small), END, 0)
    return head + rest + struct.pack("<109I", *first)


def _entry(name: str, kind: int, *, child: int = FREE, start: int = 0, size: int = 0) -> bytes:
    written = (name + "\0").encode("utf-16-le") if name else b""
    front = struct.pack("<64sHBBIII", written, len(written), kind, 1, FREE, FREE, child)
    return front + struct.pack("<16x4x16xIQ", start, size)


def _numbers(chain: list[int], sectors: int) -> bytes:
    return struct.pack(f"<{sectors * 128}I", *chain, *[FREE] * (sectors * 128 - len(chain)))
