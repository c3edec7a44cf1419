"""What a price list becomes, whatever format it came in: plain frozen rows."""

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal

from modules.partners.formats.errors import Param, said

type Value = str | Decimal | bool


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Good:
    """One good as its supplier states it; `line` is where it begins in the file, prices have two places.

    `sheet` is the sheet of the line, in a workbook with goods on several.

    `category` is the supplier's id of its category, or its path as text; `category_path` the names of those around it,
    outermost first.

    `noted` are the codes of what was taken with a grain of salt of this very good.

    `unsaid` names those of name, price, price_rrp, quantity and model that the list does not tell at all; a price and
    a quantity are None then. Other texts that are blank say nothing anyway.
    """

    line: int
    external_id: str
    name: str
    category: str
    category_name: str
    model: str
    brand: str
    gtin: str
    price: Decimal | None
    price_rrp: Decimal | None
    quantity: int | None
    currency: str | None
    attributes: tuple[Attribute, ...]
    description: str
    unsaid: frozenset[str] = frozenset()
    category_path: tuple[str, ...] = ()
    sheet: str = ""
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was refused: the field (empty for the whole row), a stable code, an English msgid and its values."""

    field: str
    code: str
    detail: str
    params: dict[str, Param] = dataclass_field(default_factory=dict)

    @property
    def said(self) -> str:
        """The English sentence."""
        return said(self.detail, self.params)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A refused row; id and name are given as far as they could be read, and are always fit to be stored."""

    line: int
    external_id: str
    name: str
    problems: tuple[Problem, ...]
    sheet: str = ""
    noted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """A good that a file of changes withdraws."""

    line: int
    external_id: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something taken with a grain of salt, told once a file with the number of rows it touched.

    As with `Problem`, `detail` is an English msgid, and `params` are its values.
    """

    code: str
    detail: str
    rows: int
    params: dict[str, Param] = dataclass_field(default_factory=dict)
