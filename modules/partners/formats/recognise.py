"""The formats there are, and which one a file is in, by its content: names of files say little and lie."""

from functools import cache
from importlib.metadata import entry_points
from typing import cast

from modules.partners.formats import (
    commerceml,
    compound,
    delimited,
    gzipped,
    retail_json,
    retail_yaml,
    xls,
    xlsx,
    xml_goods,
    yandex_yml,
    zipped,
)
from modules.partners.formats.archive import SIGNATURE
from modules.partners.formats.content import Format, Likeness
from modules.partners.formats.encodings import decode_head
from modules.partners.formats.errors import UnknownFormat, WebPage
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.xml_nodes import is_web_page, root_of

_OWN: dict[str, Format] = {
    "json": retail_json,
    "yaml": retail_yaml,
    "csv": delimited,
    "xlsx": xlsx,
    "xls": xls,
    "yml": yandex_yml,
    "commerceml": commerceml,
    "xml": xml_goods,
    "zip": zipped,
    "gzip": gzipped,
}
# What begins as a packed file is no text, whatever its bytes happen to look like, or it holds unpacked.
_PACKED = (SIGNATURE, b"\x1f\x8b", compound.SIGNATURE)
_UNPACK = frozenset({"xlsx", "xls", "zip", "gzip"})
ENTRY_POINTS = "torg.price_list_formats"
HEAD_SIZE = 1 << 16
_KNOWN_BY_SIGHT = {
    b"%PDF": _("This is a PDF, made to be looked at; send the table it was made of."),
    b"7z\xbc\xaf": _("The file is packed; send it unpacked, or as ZIP."),
    b"Rar!": _("The file is packed; send it unpacked, or as ZIP."),
}


@cache
def formats() -> dict[str, Format]:
    """The formats by their names: our own, and those that installed packages offer under ENTRY_POINTS.

    What an entry point names is a module, or any object, with the two functions of `content.Format`.
    """
    offered = {point.name: cast("Format", point.load()) for point in entry_points(group=ENTRY_POINTS)}
    return offered | _OWN


def recognise(head: bytes) -> str:
    """The format of a file from its first bytes (HEAD_SIZE of them are enough): a key of `formats()`.

    Raises UnknownFormat (`empty_file`, `unknown_format`).
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnknownFormat("empty_file", _("The file is empty."))
    is_packed = head.startswith(_PACKED)
    asked = {name: it for name, it in formats().items() if not is_packed or name in _UNPACK or name not in _OWN}
    name, likeness = max(((name, it.likeness(head)) for name, it in asked.items()), key=lambda found: found[1])
    if name in _OWN:  # others may read what shops export as one
        _refuse_by_root(decode_head(head))
    if likeness is Likeness.NONE:
        for beginning, sentence in _KNOWN_BY_SIGHT.items():
            if head.startswith(beginning):
                raise UnknownFormat("unknown_format", sentence)
        sentence = _("The file is in none of the known formats: %(formats)s.")
        raise UnknownFormat("unknown_format", sentence, formats=", ".join(formats()))
    return name


def _refuse_by_root(head: str) -> None:
    """Say of what people take for a table of Excel what it is, and what to do."""
    if is_web_page(head):
        sentence = _("This is a web page, whatever the name of the file; open it and save it as XLSX or CSV.")
        raise WebPage("unknown_format", sentence)
    if root_of(head).rpartition(":")[2] == "Workbook":
        sentence = _("This is a workbook in the XML of Excel 2003; open it and save it as XLSX.")
        raise UnknownFormat("unknown_format", sentence)
