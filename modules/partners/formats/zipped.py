"""A ZIP of one price list in any format, or of the parts of one CommerceML exchange."""

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from modules.partners.formats import commerceml, delimited, retail_json, retail_yaml, xml_goods, yandex_yml
from modules.partners.formats.archive import SIGNATURE, Archive
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Format, Likeness
from modules.partners.formats.encodings import open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.xlsx import read_workbook

_INSIDE: dict[str, Format] = {
    "json": retail_json,
    "yaml": retail_yaml,
    "csv": delimited,
    "yml": yandex_yml,
    "commerceml": commerceml,
    "xml": xml_goods,
}
_NO_LISTS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".pdf", ".txt", ".md", ".html")
_MAX_PARTS = 100
_HEAD_SIZE = 1 << 16


def likeness(head: bytes) -> Likeness:
    return Likeness.LIKELY if head.startswith(SIGNATURE) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    archive = Archive(source)
    if any(name.lower() == "xl/workbook.xml" for name in archive.names):
        content = read_workbook(archive, notices, columns)
        content.format = "xlsx"
        return content
    parts = list(_parts(archive))
    if parts and all(commerceml.likeness(_head(part)) for part in parts):
        content = commerceml.read_parts([open_text(part).again for part in parts], notices)
        content.format = "commerceml"
        return content
    if len(parts) != 1:
        sentence = _(
            "The ZIP has %(parts)d files in it: one price list is wanted, or the parts of one CommerceML exchange."
        )
        raise UnreadablePriceList("several_files", sentence, parts=len(parts))
    return _read_one(parts[0], notices, columns)


def _read_one(part: BinaryIO, notices: Notices, columns: Columns) -> Content:
    head = _head(part)
    name, found = max(((name, it.likeness(head)) for name, it in _INSIDE.items()), key=lambda one: one[1])
    if found is Likeness.NONE:
        raise UnreadablePriceList("unknown_format", _("The file in the ZIP is in none of the known formats."))
    content = _INSIDE[name].read(part, notices, columns)
    content.format = name
    return content


def _parts(archive: Archive) -> Iterator[BinaryIO]:
    names = [name for name in archive.names if not name.lower().endswith(_NO_LISTS) and "__MACOSX/" not in name]
    if len(names) > _MAX_PARTS:
        sentence = _(
            "The ZIP has %(parts)d files in it: one price list is wanted, or the parts of one CommerceML exchange."
        )
        raise UnreadablePriceList("several_files", sentence, parts=len(names))
    for name in sorted(names):
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the reading)
        for piece in archive.pieces(name):
            file.write(piece)
        yield cast("BinaryIO", file)


def _head(part: BinaryIO) -> bytes:
    part.seek(0)
    return part.read(_HEAD_SIZE)
