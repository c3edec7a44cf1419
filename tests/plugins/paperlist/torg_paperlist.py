"""A price-list format of a third party: `Name ....... price x pieces`, a line a good."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness, RawGood
from modules.partners.formats.encodings import DecodedText, decode_head, open_text
from modules.partners.formats.notices import Notices

_GOOD = re.compile(r"(?P<name>.+?) ?\.{3,} ?(?P<price>\S+) x (?P<quantity>\S+)")


def likeness(head: bytes) -> Likeness:
    lines = decode_head(head).split("\n")
    return Likeness.SURE if _GOOD.fullmatch(lines[0]) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    return Content(_goods(open_text(source)))


def _goods(text: DecodedText) -> Iterator[RawGood]:
    for number, line in enumerate("".join(text).splitlines(), start=1):
        raw = RawGood(number)
        if found := _GOOD.fullmatch(line):
            raw.fields.update(found.groupdict())
        else:
            raw.refuse("", "not_a_good", "The line has no dots before a price.")
        yield raw
