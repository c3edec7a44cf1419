"""The seam between the formats and the checks they share: what a format file offers, and what it hands over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import BinaryIO, Protocol

from modules.partners.formats.columns import Columns
from modules.partners.formats.errors import Param
from modules.partners.formats.notices import Notices
from modules.partners.formats.rows import Problem, Value
from modules.partners.formats.texts import shown

_MAX_PROBLEMS = 20


class Number(str):
    """A number by the types of its format, as it is written: its dot stands before decimals whatever follows."""

    __slots__ = ()


@dataclass(slots=True)
class RawGood:
    """One good as written: texts by the field names of `Good`, typed attributes, and what was wrong in its form.

    `further` are quantities at other places, to be added to the one among `fields`.
    A good that is withdrawn needs its id only. `noted` are codes of notices about this very good. `sheet` is told
    where a workbook has goods on several, and `currency` where the names of its columns say one.
    """

    line: int
    fields: dict[str, str | None] = field(default_factory=dict)
    attributes: list[tuple[str, Value]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_withdrawn: bool = False
    sheet: str = ""
    noted: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    currency: str | None = None

    def add(self, name: str, value: Value) -> None:
        """Note an attribute; several values of one name are one text."""
        for place, (known, before) in enumerate(self.attributes):
            if known == name:
                self.attributes[place] = (name, f"{before}, {value}" if str(before) != str(value) else before)
                return
        self.attributes.append((name, value))

    def refuse(self, field: str, code: str, detail: str, /, **params: Param) -> None:
        """Note why this good cannot be taken; what is said of a hopeless row has an end."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(Problem(shown(field, 80), code, detail, params))


@dataclass(slots=True)
class Content:
    """A file opened: its head read, its goods still to come.

    `parents` has, by a category's id, the id of the one above it; `only_changes` says that goods which are not in the
    file stay as they are, `only_offers` that all but price and quantity of the goods is not said at all.
    `format` names the format of what was found inside a packed file, `unpacked` is the file that it is read from.
    """

    goods: Iterator[RawGood]
    shop: str = ""
    currency: str | None = None
    categories: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    only_changes: bool = False
    only_offers: bool = False
    format: str = ""
    unpacked: BinaryIO | None = None


class Likeness(IntEnum):
    NONE = 0
    FAINT = 1
    LIKELY = 2
    SURE = 3


class Format(Protocol):
    """What the module of one format offers."""

    def likeness(self, head: bytes) -> Likeness:
        """How much a file that begins with these bytes looks like this format."""

    def read(self, source: BinaryIO, notices: Notices, columns: Columns) -> Content:
        """Open a seekable file of this format; raises UnreadablePriceList, here or while the goods are drawn.

        `columns` knows what names mean, the common ones and those this supplier has explained; formats whose names
        are fixed need it not.
        """
