"""What is found inside a packed file: one price list in any of the formats, told by its content."""

from typing import BinaryIO

from modules.partners.formats import commerceml, delimited, retail_json, retail_yaml, xls, xlsx, xml_goods, yandex_yml
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Format, Likeness
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices

_INSIDE: dict[str, Format] = {
    "json": retail_json,
    "yaml": retail_yaml,
    "csv": delimited,
    "xlsx": xlsx,
    "xls": xls,
    "yml": yandex_yml,
    "commerceml": commerceml,
    "xml": xml_goods,
}
_HEAD_SIZE = 1 << 16


def read_unpacked(part: BinaryIO, notices: Notices, columns: Columns) -> Content:
    """The list in an unpacked file; raises UnreadablePriceList (`unknown_format` ...)."""
    head = head_of(part)
    name, found = max(((name, it.likeness(head)) for name, it in _INSIDE.items()), key=lambda one: one[1])
    if found is Likeness.NONE:
        raise UnreadablePriceList("unknown_format", _("The packed file is in none of the known formats."))
    content = _INSIDE[name].read(part, notices, columns)
    content.format, content.unpacked = name, part
    return content


def head_of(part: BinaryIO) -> bytes:
    """The beginning of a file, by which its format is told."""
    part.seek(0)
    return part.read(_HEAD_SIZE)
