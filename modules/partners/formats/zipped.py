"""A ZIP of one price list in any format, or of the parts of one CommerceML exchange."""

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from modules.partners.formats import commerceml
from modules.partners.formats.archive import SIGNATURE, Archive
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.encodings import open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.inside import head_of, read_unpacked
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.xlsx import read_workbook

_NO_LISTS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".pdf", ".txt", ".md", ".html")
# What the systems of those who pack leave beside their files.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_MAX_PARTS = 100
_SEVERAL = _("These are %(parts)d files: one price list is wanted, or the parts of one CommerceML exchange.")


def likeness(head: bytes) -> Likeness:
    return Likeness.LIKELY if head.startswith(SIGNATURE) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    archive = Archive(source)
    if any(name.lower() == "xl/workbook.xml" for name in archive.names):
        content = read_workbook(archive, notices, columns)
        content.format = "xlsx"
        return content
    if "word/document.xml" in archive.names:
        sentence = _("This is a document of Word; copy its table into a workbook and save that as XLSX.")
        raise UnreadablePriceList("unknown_format", sentence)
    if {"mimetype", "content.xml"} <= set(archive.names):
        sentence = _("This is a file of LibreOffice or OpenOffice; save it as .xlsx or CSV.")
        raise UnreadablePriceList("unknown_format", sentence)
    parts = list(_parts(archive))
    if parts and all(commerceml.likeness(head_of(part)) for part in parts):
        content = commerceml.read_parts([open_text(part).again for part in parts], notices, columns)
        content.format = "commerceml"
        return content
    if len(parts) != 1:
        raise UnreadablePriceList("several_files", _SEVERAL, parts=len(parts))
    return read_unpacked(parts[0], notices, columns)


def _parts(archive: Archive) -> Iterator[BinaryIO]:
    names = [name for name in archive.names if not _is_litter(name)]
    if len(names) > _MAX_PARTS:
        raise UnreadablePriceList("several_files", _SEVERAL, parts=len(names))
    for name in sorted(names):
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the reading)
        for piece in archive.pieces(name):
            file.write(piece)
        yield cast("BinaryIO", file)


def _is_litter(name: str) -> bool:
    last = name.lower().rpartition("/")[2]
    return last.endswith(_NO_LISTS) or last in _LITTER or last.startswith("._") or "__MACOSX/" in name
