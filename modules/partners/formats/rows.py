"""What a price list becomes, whatever format it came in: plain frozen rows."""

from dataclasses import dataclass
from decimal import Decimal

type Value = str | Decimal | bool


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Good:
    """One good as its supplier states it; `line` is where it begins in the file, prices have two places."""

    line: int
    external_id: str
    name: str
    category: str
    category_name: str
    model: str
    brand: str
    gtin: str
    price: Decimal
    price_rrp: Decimal | None
    quantity: int
    currency: str | None
    attributes: tuple[Attribute, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was refused: the field (empty for the whole row), a stable code, an English sentence."""

    field: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A refused row; id and name are given as far as they could be read, and are always fit to be stored."""

    line: int
    external_id: str
    name: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something taken with a grain of salt, told once a file with the number of rows it touched."""

    code: str
    detail: str
    rows: int
