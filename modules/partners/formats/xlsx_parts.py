"""What an XLSX workbook has beside its cells: sheets, shared texts, formats of numbers (ECMA-376, Part 1, 18)."""

import re
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath

from modules.partners.formats.archive import Archive
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.utf8 import Utf8Text
from modules.partners.formats.xml_nodes import Node, Nodes

_WORKBOOK = "xl/workbook.xml"
_IN_MEMORY = 1 << 24
_MAX_SHEETS = 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_OF_DATES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_MAX_ZEROS = 40
# The built-in formats of dates and times, 18.8.30.
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    path: str


class Workbook:
    """An opened workbook: its visible sheets, those left out for being hidden, and what cells point at."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.names}
        if _WORKBOOK not in self._names:
            raise UnreadablePriceList("bad_workbook", _("The file is no workbook of Excel; save it as .xlsx or CSV."))
        self.is_1904 = False
        self.sheets, self.hidden = self._sheets()
        self.texts = _Texts(self.nodes("xl/sharedStrings.xml", {"si"}))
        self.dates, self.widths = self._styles()

    def nodes(self, path: str, whole: set[str]) -> Iterator[Node]:
        """The elements of these names in one part of the workbook, none where it has no such part."""
        name = self._names.get(path.lower())
        return iter(Nodes(Utf8Text(self._archive.pieces(name)), whole)) if name else iter(())

    def _sheets(self) -> tuple[list[Sheet], list[Sheet]]:
        """The visible sheets and the hidden ones; where all are hidden, none is."""
        targets = {one.attributes.get("Id"): one.attributes.get("Target", "") for one in self._relations()}
        shown, hidden = list[Sheet](), list[Sheet]()
        for node in self.nodes(_WORKBOOK, {"sheet", "workbookPr"}):
            if node.tag == "workbookPr":
                self.is_1904 = node.attributes.get("date1904") in ("1", "true")
                continue
            link = next((value for key, value in node.attributes.items() if key.endswith(":id")), "")
            sheet = Sheet(node.attributes.get("name", ""), normpath(join("/xl", targets.get(link, ""))).lstrip("/"))
            (hidden if node.attributes.get("state", "visible") != "visible" else shown).append(sheet)
        return (shown[:_MAX_SHEETS], hidden[:_MAX_SHEETS]) if shown else (hidden[:_MAX_SHEETS], [])

    def _relations(self) -> Iterator[Node]:
        return self.nodes("xl/_rels/workbook.xml.rels", {"Relationship"})

    def _styles(self) -> tuple[frozenset[str], dict[str, int]]:
        """The numbers of the cell styles that show a date; of those that fill up with zeros, to how many digits."""
        own, styles = dict[str, str](), list[Node]()
        for node in self.nodes("xl/styles.xml", {"numFmt", "cellXfs"}):
            if node.tag == "numFmt":
                own[node.attributes.get("numFmtId", "")] = node.attributes.get("formatCode", "")
            else:
                styles += node.all("xf")
        kinds = [one.attributes.get("numFmtId", "0") for one in styles]
        dates = frozenset(str(place) for place, kind in enumerate(kinds) if _is_date(kind, own.get(kind, "")))
        return dates, {
            str(place): len(zeros) for place, kind in enumerate(kinds) if (zeros := _zeros(own.get(kind, "")))
        }


def text_of(node: Node) -> str:
    """A text, plain or in runs of several fonts; the phonetic ones are left out."""
    runs = [one.text for one in (*node.all("t"), *node.all("r", "t"))]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(runs))


class _Texts:
    """The texts that cells share, on the disk where they are many."""

    def __init__(self, nodes: Iterator[Node]) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it lives as long as the workbook)
        self._ends = array("Q")
        for node in nodes:
            self._file.write(text_of(node).encode("utf-8", "replace"))
            self._ends.append(self._file.tell())

    def get(self, place: str) -> str:
        number = int(place) if place.isascii() and place.isdigit() and len(place) < 10 else -1
        if not 0 <= number < len(self._ends):
            return ""
        start = self._ends[number - 1] if number else 0
        self._file.seek(start)
        return self._file.read(self._ends[number] - start).decode()


def _zeros(code: str) -> str:
    """The zeros of a format that is nothing else, such as `00000` for a code: 18.8.31."""
    first = _IN_BRACKETS.sub("", code).split(";")[0].strip()
    return first if 1 < len(first) <= _MAX_ZEROS and not first.strip("0") else ""


def _is_date(kind: str, code: str) -> bool:
    if code:
        return any(letter in "dmyhs" for letter in _NOT_OF_DATES.sub("", code.casefold().split(";")[0]))
    return kind.isascii() and kind.isdigit() and len(kind) < 6 and int(kind) in _DATES
