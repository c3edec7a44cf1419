"""What an XLSX workbook has beside its cells: sheets, shared texts, formats of numbers (ECMA-376, Part 1, 18)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath

from modules.partners.formats.archive import Archive
from modules.partners.formats.book_values import is_date, zeros
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.number_formats import telling
from modules.partners.formats.shared_texts import SharedTexts
from modules.partners.formats.utf8 import Utf8Text
from modules.partners.formats.xml_nodes import Node, Nodes

_WORKBOOK = "xl/workbook.xml"
_MAX_SHEETS = 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


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
        self.texts = SharedTexts(map(text_of, self.nodes("xl/sharedStrings.xml", {"si"})))
        self.dates, self.widths, self.formats = self._styles()

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
        return (_distinct(shown), _distinct(hidden)) if shown else (_distinct(hidden), [])

    def _relations(self) -> Iterator[Node]:
        return self.nodes("xl/_rels/workbook.xml.rels", {"Relationship"})

    def _styles(self) -> tuple[frozenset[str], dict[str, int], dict[str, str]]:
        """By the numbers of the cell styles: those of dates, to how many digits others fill up with zeros, and the
        formats that show more than a number.
        """
        own, styles = dict[str, str](), list[Node]()
        for node in self.nodes("xl/styles.xml", {"numFmt", "cellXfs"}):
            if node.tag == "numFmt":
                own[node.attributes.get("numFmtId", "")] = node.attributes.get("formatCode", "")
            else:
                styles += node.all("xf")
        kinds = [one.attributes.get("numFmtId", "0") for one in styles]
        dates = frozenset(str(place) for place, kind in enumerate(kinds) if is_date(_number(kind), own.get(kind, "")))
        widths = {str(place): width for place, kind in enumerate(kinds) if (width := zeros(own.get(kind, "")))}
        told = {str(place): telling(_number(kind), own.get(kind, "")) for place, kind in enumerate(kinds)}
        return dates, widths, {place: code for place, code in told.items() if code and place not in dates}


def _distinct(sheets: list[Sheet]) -> list[Sheet]:
    """No part of the file is read for more sheets than one: a few bytes would be read as often as they are named."""
    return list({one.path: one for one in sheets}.values())[:_MAX_SHEETS]


def _number(kind: str) -> int:
    return int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 6 else 0


def text_of(node: Node) -> str:
    """A text, plain or in runs of several fonts; the phonetic ones are left out."""
    runs = [one.text for one in (*node.all("t"), *node.all("r", "t"))]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(runs))
