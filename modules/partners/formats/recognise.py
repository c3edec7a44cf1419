"""The formats there are, and which one a file is in, by its content: names of files say little and lie."""

from modules.partners.formats import delimited, retail_yaml
from modules.partners.formats.content import Format, Likeness
from modules.partners.formats.errors import UnknownFormat
from modules.partners.formats.msgid import msgid as _

FORMATS: dict[str, Format] = {
    "yaml": retail_yaml,
    "csv": delimited,
}
HEAD_SIZE = 1 << 16


def recognise(head: bytes) -> str:
    """The format of a file from its first bytes (HEAD_SIZE of them are enough): a key of FORMATS.

    Raises UnknownFormat (`empty_file`, `unknown_format`).
    """
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnknownFormat("empty_file", _("The file is empty."))
    name, likeness = max(((name, it.likeness(head)) for name, it in FORMATS.items()), key=lambda found: found[1])
    if likeness is Likeness.NONE:
        sentence = _("The file is in none of the known formats: %(formats)s.")
        raise UnknownFormat("unknown_format", sentence, formats=", ".join(FORMATS))
    return name
