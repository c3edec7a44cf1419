"""What is written down of goods, whatever the format: the readers beside these writers read it back the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO, Protocol

from modules.partners.formats.rows import Value


class WrittenGood(Protocol):
    """A good as it goes out; `category_key` is its supplier's own id of the category, "" where it has none.

    `category_path` has the names of the categories around its own, outermost first.
    """

    @property
    def external_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def category_key(self) -> str: ...
    @property
    def category_path(self) -> Sequence[str]: ...
    @property
    def model(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def gtin(self) -> str: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def price_rrp(self) -> Decimal | None: ...
    @property
    def quantity(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def attributes(self) -> Sequence[tuple[str, Value]]: ...


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the goods: whose they are, their currency, the categories by their ids.

    `parents` has the id of the category around one; `attributes` are the names of all that the goods have, for formats
    that give each a column; `delimiter` is for CSV.
    """

    shop: str
    currency: str
    categories: dict[str, str]
    parents: dict[str, str]
    attributes: Sequence[str] = ()
    delimiter: str = ","
    date: str = ""


class Writer(Protocol):
    """Writes goods into a file as they come, in memory that does not grow with their number."""

    def __call__(self, file: BinaryIO, head: Head, goods: Iterable[WrittenGood], /) -> None: ...


def plain(value: Decimal) -> str:
    """Return a number as every reader takes it: no exponent, no groups."""
    return f"{value:f}"
