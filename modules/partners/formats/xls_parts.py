"""What an old workbook has beside its cells: sheets, shared texts, formats of numbers ([MS-XLS], 2.1.7.20.3)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from modules.partners.formats import biff
from modules.partners.formats.biff import Pieces, Records
from modules.partners.formats.book_values import is_date, zeros
from modules.partners.formats.compound import Compound, Stream, damaged
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.number_formats import telling
from modules.partners.formats.shared_texts import SharedTexts

# The newer first, where a file has both.
_BOOKS = {"Workbook": biff.BIFF8, "WORKBOOK": biff.BIFF8, "Book": biff.BIFF5, "BOOK": biff.BIFF5}
_ENCRYPTED = "EncryptedPackage"
_MAX_SHEETS = 200
_MAX_TEXTS = 4_000_000
_MOST_OF_FORMAT = 255
_TABLE = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    place: int


class Workbook:
    """An opened workbook: its visible sheets, those left out for being hidden, and what cells point at."""

    def __init__(self, source: BinaryIO) -> None:
        self.stream = _book(Compound(source))
        self.is_1904 = False
        self.sheets, self.hidden = list[Sheet](), list[Sheet]()
        self.texts = SharedTexts(())
        self._page, self._kinds, self._own = "cp1251", list[int](), dict[int, str]()
        with biff.sound():
            self._read()
        # No table reaches into the next one, or a few bytes would be read as often as a file can name tables.
        starts = sorted(one.place for one in (*self.sheets, *self.hidden))
        self._ends = dict(pairwise([*starts, self.stream.size]))
        if not self.sheets:
            self.sheets, self.hidden = self.hidden, []
        codes = [(style, kind, self._own.get(kind, "")) for style, kind in enumerate(self._kinds)]
        self.dates = frozenset(style for style, kind, code in codes if is_date(kind, code))
        self.widths = {style: width for style, _kind, code in codes if (width := zeros(code))}
        told = {style: telling(kind, code) for style, kind, code in codes if style not in self.dates}
        self.formats = {style: code for style, code in told.items() if code}

    def records(self, sheet: Sheet) -> Records:
        """The records of a sheet."""
        return Records(self.stream, sheet.place, self._ends[sheet.place])

    def text(self, record: bytes, at: int, size: int = 2) -> str:
        """A text within one record, its length in front of it in `size` bytes."""
        length, start = int.from_bytes(record[at : at + size], "little"), at + size
        if self.version == biff.BIFF8:
            return Pieces(record[start + 1 :], lambda: None).letters(length, record[start])
        return record[start : start + length].decode(self._page, "replace")

    def _read(self) -> None:
        records = Records(self.stream, 0, self.stream.size)
        self.version = version_of(records)
        for kind, record in records:
            if kind == biff.EOF:
                return
            if kind == biff.SHARED_TEXTS:
                self.texts = SharedTexts(_texts(record, records))
            else:
                self._note(kind, record)
        raise damaged()

    def _note(self, kind: int, record: bytes) -> None:
        match kind:
            case biff.FILE_PASS:
                raise password_protected()
            case biff.CODE_PAGE:
                self._page = biff.code_page(int.from_bytes(record[:2], "little"))
            case biff.DATE_MODE:
                self.is_1904 = record[:1] == b"\1"
            case biff.FORMAT:
                self._note_format(record)
            case biff.CELL_STYLE if len(self._kinds) < 1 << 16:
                self._kinds.append(int.from_bytes(record[2:4], "little"))
            case biff.BOUND_SHEET:
                self._note_sheet(record)

    def _note_format(self, record: bytes) -> None:
        number = int.from_bytes(record[:2], "little")
        try:
            code = self.text(record, 2, 2 if self.version == biff.BIFF8 else 1)[:_MOST_OF_FORMAT]
        except (UnreadablePriceList, IndexError):  # how a number is shown is no reason to refuse all of them
            return
        self._own[number] = code

    def _note_sheet(self, record: bytes) -> None:
        place, state, kind = struct.unpack("<IBB", record[:6])
        found = self.hidden if state & 3 else self.sheets
        if kind != _TABLE or len(found) >= _MAX_SHEETS:
            return
        if all(one.place != place for one in (*self.sheets, *self.hidden)):
            found.append(Sheet(self.text(record, 6, 1), place))


def version_of(records: Records) -> int:
    """What the records are written in; raises UnreadablePriceList (`bad_workbook`) where they do not begin so."""
    kind, first = next(iter(records), (0, b""))
    version = int.from_bytes(first[:2], "little")
    if kind != biff.BOF or version not in (biff.BIFF8, biff.BIFF5):
        raise damaged()
    return version


def password_protected() -> UnreadablePriceList:
    return UnreadablePriceList("password_protected", _("The file is protected by a password; send it without one."))


def _book(file: Compound) -> Stream:
    name = next((name for name in _BOOKS if name in file.names), "")
    if name:
        return file.open(name)
    if _ENCRYPTED in file.names:
        raise password_protected()
    sentence = _("The file is a document of old Office, but no workbook; send the table as .xlsx or CSV.")
    raise UnreadablePriceList("unknown_format", sentence)


def _texts(first: bytes, records: Records) -> Iterator[str]:
    pieces = Pieces(first, records.further)
    pieces.number(4)
    for turn in range(pieces.number(4)):
        if not pieces.has_more():
            return
        if turn == _MAX_TEXTS:
            sentence = _("The workbook has more than %(most)d different texts.")
            raise UnreadablePriceList("too_many_fields", sentence, most=_MAX_TEXTS)
        yield pieces.text()
