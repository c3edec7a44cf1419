"""What the columns of a table, the keys of an object and the elements of a feed mean, by the names they go by."""

import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import normalize

from modules.partners.formats.codes import currency
from modules.partners.formats.errors import Refused
from modules.partners.formats.vocabulary import COSTS, IGNORED, NAMES

ATTRIBUTE = "attribute"
IGNORE = "ignore"
# What a supplier may say that a column is.
FIELDS = (
    "external_id",
    "name",
    "category",
    "model",
    "brand",
    "gtin",
    "price",
    "price_rrp",
    "quantity",
    "available",
    "currency",
    "description",
)
# What several columns of one file may be: quantities are added up, categories are levels.
SEVERAL = frozenset({"quantity", "category", ATTRIBUTE, IGNORE})
MEANINGS = (*FIELDS, ATTRIBUTE, IGNORE)
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names.split(", ")}
_RANKS = {name: rank for rank, name in enumerate(_FIELD_OF)}
_IGNORED = frozenset(IGNORED.split(", "))
_COSTS = frozenset(COSTS.split(", "))
_PIECES = frozenset({"шт", "штук", "pcs", "pc", "ед"})
# OpenCart's “name(en-gb)”.
_LOCALE = re.compile(r" (?:en|ru|uk|de|fr|es|it|pl) (?:gb|us|ru|ua|de|fr|es|it|pl)$")
_LONGEST = 100
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_MARKS = re.compile(r"[\s_\-?*#№:.,;!\"'«»/\\()\[\]]+")


class Stock(str):
    """A header of what is in stock at one of several places: their quantities are summed."""

    __slots__ = ()


class Columns:
    """The common names, and what one supplier has said about its own: that comes first.

    `only_currency` is the one that the shop takes, if it takes one only: of several prices the one in it counts.
    """

    def __init__(self, told: Mapping[str, str] | None = None, only_currency: str | None = None) -> None:
        self.only_currency = only_currency
        self._told = {folded(header): meaning for header, meaning in (told or {}).items()}

    def meaning(self, header: str) -> str:
        """A field, ATTRIBUTE, IGNORE, or "" where nobody knows."""
        told = self._told.get(folded(header), "")
        return told or ("quantity" if isinstance(header, Stock) else _common_meaning(header[:_LONGEST]))

    def is_field(self, header: str) -> bool:
        """Whether it names a field of a good."""
        return self.meaning(header) not in ("", ATTRIBUTE, IGNORE)

    def is_told(self, header: str) -> bool:
        return folded(header) in self._told

    def is_cost(self, header: str) -> bool:
        """Whether it is what the good costs its supplier, by a name that the supplier has not explained."""
        return folded(header) in _COSTS and not self.is_told(header)

    def without_unit(self, header: str) -> str:
        """How it is compared, without the currency or the unit at its end."""
        whole = folded(header)
        first, _, last = whole.rpartition(" ")
        return first if last in _PIECES or _currency_of(last) else whole

    def rank(self, header: str) -> int:
        """The smaller, the more telling the name is among those of its field."""
        return -1 if self.is_told(header) else _RANKS.get(folded(header), len(_RANKS))


def currency_in(header: str) -> str | None:
    """The currency that a header names, as in “Цена, руб.” or “price_usd”."""
    return _currency_of(folded(header).rpartition(" ")[2])


def folded(header: str) -> str:
    """How headers are compared: no case, no marks, camelCase apart."""
    return _folded(header[:_LONGEST])  # what is kept below is never longer


@lru_cache(maxsize=2048)
def _folded(header: str) -> str:
    plain = _CAMEL.sub(" ", normalize("NFC", header))
    return " ".join(_MARKS.sub(" ", plain.casefold().replace("ё", "е").removeprefix("g:")).split())


@lru_cache(maxsize=2048)
def _common_meaning(header: str) -> str:
    """By its whole name, or by its name without the unit (“Цена, руб.”, “Qty (pcs)”, “price_usd”)."""
    whole = folded(header)
    if found := _FIELD_OF.get(whole):
        return found
    if whole in _IGNORED:
        return IGNORE
    if (bare := _LOCALE.sub("", whole)) != whole:
        return _common_meaning(bare)
    first, _, last = whole.rpartition(" ")
    field = _FIELD_OF.get(first, "")
    # “Остаток, руб.” is what the stock is worth, and no number of pieces.
    return field if last in _PIECES or (field != "quantity" and _currency_of(last)) else ""


def _currency_of(unit: str) -> str | None:
    try:
        return currency(unit)
    except Refused:
        return None
