"""The formats there are, and which one a file is in, by its content: names of files say little and lie."""

from modules.partners.formats import (
    commerceml,
    delimited,
    retail_json,
    retail_yaml,
    xlsx,
    xml_goods,
    yandex_yml,
    zipped,
)
from modules.partners.formats.content import Format, Likeness
from modules.partners.formats.errors import UnknownFormat
from modules.partners.formats.msgid import msgid as _

FORMATS: dict[str, Format] = {
    "json": retail_json,
    "yaml": retail_yaml,
    "csv": delimited,
    "xlsx": xlsx,
    "yml": yandex_yml,
    "commerceml": commerceml,
    "xml": xml_goods,
    "zip": zipped,
}
HEAD_SIZE = 1 << 16
_KNOWN_BY_SIGHT = {
    b"\xd0\xcf\x11\xe0": _("This is a workbook of an old Excel, or one with a password; save it as .xlsx or CSV."),
    b"%PDF": _("This is a PDF, made to be looked at; send the table it was made of."),
    b"\x1f\x8b": _("The file is packed; send it unpacked, or as ZIP."),
    b"7z\xbc\xaf": _("The file is packed; send it unpacked, or as ZIP."),
    b"Rar!": _("The file is packed; send it unpacked, or as ZIP."),
    b"<!DOCTYPE html": _("This is a web page, not a price list; is a sign-in needed at that address?"),
    b"<html": _("This is a web page, not a price list; is a sign-in needed at that address?"),
}


def recognise(head: bytes) -> str:
    """The format of a file from its first bytes (HEAD_SIZE of them are enough): a key of FORMATS.

    Raises UnknownFormat (`empty_file`, `unknown_format`).
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnknownFormat("empty_file", _("The file is empty."))
    name, likeness = max(((name, it.likeness(head)) for name, it in FORMATS.items()), key=lambda found: found[1])
    if likeness is Likeness.NONE:
        for beginning, sentence in _KNOWN_BY_SIGHT.items():
            if head.startswith(beginning):
                raise UnknownFormat("unknown_format", sentence)
        sentence = _("The file is in none of the known formats: %(formats)s.")
        raise UnknownFormat("unknown_format", sentence, formats=", ".join(FORMATS))
    return name
