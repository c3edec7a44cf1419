"""The header row of a table: where it is and what its columns mean, whatever file the table stands in."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from modules.partners.formats.category_levels import Listing, levels, listing
from modules.partners.formats.choosing import chosen_columns, is_retail
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns, Stock, currency_in, folded
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.misnamed import columns_unknown, missing_of
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Said
from modules.partners.formats.spare_columns import Column, column_of, is_of_house, is_reserve, refuse_same_attributes
from modules.partners.formats.texts import shown
from modules.partners.formats.two_rows import is_continued, joined

MAX_COLUMNS = 500
# The columns of a category's levels are fields of these names with their number, from the outermost.
LEVEL = "category level "
_PLAIN = Listing()
_INSTEAD_OF_NAME = {"description", "model"}
# What can be sold: nothing that is reserved is in it.
_FREE = re.compile(r"свободн|доступн|\bfree\b|\bavail|к продаже|for sale")
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in the order of the file; `listing` is how it writes its categories."""

    columns: tuple[Column, ...]
    currency: str | None = None
    notices: tuple[Said, ...] = ()
    listing: Listing = _PLAIN

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)

    @property
    def has_category(self) -> bool:
        return self.has("category") or self.has(f"{LEVEL}0")


def known_fields(cells: Sequence[str], columns: Columns) -> set[str]:
    """The fields that a row names, if it is a header."""
    known = {columns.meaning(cell) for cell in cells} - {"", ATTRIBUTE, IGNORE}
    if any(is_retail(cell, columns) for cell in cells):
        known.add("price")
    if "name" not in known and "price" in known and (known & _INSTEAD_OF_NAME):
        known.add("name")
    return known


def is_header(cells: Sequence[str], columns: Columns) -> bool:
    known = known_fields(cells, columns)
    return {"name", "price"} <= known or not missing_of(known, cells, columns)


def header_of_two(upper: Sequence[str], lower: Sequence[str], columns: Columns) -> list[str] | None:
    """The names of the columns by two rows, None where the lower one is no part of a header.

    What looks like a second row is one even where its names are unknown: to take the upper one alone would be a guess.
    """
    both = joined(upper, lower, columns) if len(upper) > 1 else None
    if both and is_header(both, columns) and known_fields(both, columns) > known_fields(upper, columns):
        return both
    return both if is_header(upper, columns) and is_continued(upper, lower, columns) else None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a header stands among the rows, from its first one to its last, and its cells."""

    first: int
    last: int
    cells: Sequence[str]


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> Found | None:
    """The header of a table."""
    for place, row in enumerate(rows):
        both = header_of_two(row, rows[place + 1], columns) if place + 1 < len(rows) else None
        if both:
            return Found(place, place + 1, both)
        if is_header(row, columns):
            return Found(place, place, row)
    return None


def read_header(cells: Sequence[str], columns: Columns, line: int) -> Header:
    """The header that stands in a row; raises UnreadablePriceList (`columns_unknown`, `duplicate_column` ...)."""
    if len(cells) > MAX_COLUMNS:
        raise UnreadablePriceList("too_many_columns", _("More than %(most)d columns."), line, most=MAX_COLUMNS)
    missing = missing_of(known_fields(cells, columns), cells, columns)
    if missing:
        raise columns_unknown(cells, missing, line)
    deep = levels(tuple(cells), columns)
    chosen = _with_levels(chosen_columns(cells, columns, line), deep)
    currency = currency_in(cells[chosen["price"]]) if "price" in chosen else None
    if currency and "price_rrp" in chosen and currency_in(cells[chosen["price_rrp"]]) not in (None, currency):
        del chosen["price_rrp"]  # it would stand beside the price as if it were in the same currency
    summed = _summed(cells, columns)
    if not summed and (place := _reserve(cells, chosen, columns)) is not None:
        chosen["reserved"] = place
    found = tuple(
        Column("quantity") if place in summed else column_of(place, cells, chosen, columns)
        for place in range(len(cells))
    )
    refuse_same_attributes(found, line)
    noted = tuple(_noted(cells, found, {**chosen, **({"quantity": summed[0]} if summed else {})}, summed, columns))
    return Header(found, currency, noted, listing(tuple(cells), columns))


def _reserve(cells: Sequence[str], chosen: dict[str, int], columns: Columns) -> int | None:
    """The place of what is reserved of a quantity that is not what is free already."""
    if "free" in chosen or "quantity" not in chosen or _FREE.search(folded(cells[chosen["quantity"]])):
        return None
    places = [place for place, cell in enumerate(cells) if is_reserve(cell, columns)]
    return places[0] if len(places) == 1 else None


def _noted(
    cells: Sequence[str], found: Sequence[Column], chosen: dict[str, int], summed: Sequence[int], columns: Columns
) -> Iterator[Said]:
    """What is odd about the columns."""
    if spare := list(_spare(cells, chosen, summed, columns)):
        yield Said("ambiguous_column", {"columns": "; ".join(spare)})
    told = zip(cells, found, strict=True)
    left = [cell for cell, column in told if _is_left_out(cell, column, chosen, columns)]
    if left:
        yield Said("column_left_out", {"columns": "; ".join(map(_short, left))})
    if summed:
        yield Said("summed_quantity")
        yield from [Said("reserved_not_counted")] if any(is_reserve(cell, columns) for cell in cells) else []


def _is_left_out(cell: str, column: Column, chosen: Collection[str], columns: Columns) -> bool:
    """Whether a column counts nowhere for what it is called, or for its currency."""
    is_foreign = column.instead == "price_rrp" and "price_rrp" not in chosen
    return is_foreign or (column == Column() and is_of_house(cell, columns))


def _spare(cells: Sequence[str], chosen: dict[str, int], summed: Sequence[int], columns: Columns) -> Iterator[str]:
    """The columns that another one of the same meaning goes before."""
    taken = {*chosen.values(), *summed}
    levels_of = f"{LEVEL}0"
    for place, cell in enumerate(cells):
        meaning = columns.meaning(cell)
        counts = chosen.get(meaning, chosen.get(levels_of) if meaning == "category" else None)
        if counts is not None and place not in taken:
            yield f"{_short(cell)} → {_short(cells[counts])}"


def _short(cell: str) -> str:
    return shown(" ".join(cell.replace(";", ",").split()), _MAX_NAME)


def _summed(cells: Sequence[str], columns: Columns) -> list[int]:
    """The places of the columns whose quantities are added up: those below one quantity, or that the supplier names.

    One that is a quantity by its own name may be their sum, or what is free of it: beside it none is added.
    """
    places = [place for place, cell in enumerate(cells) if columns.meaning(cell) == "quantity"]
    told = [place for place in places if columns.is_told(cells[place])]
    if told:
        return told if len(told) > 1 else []
    return places if len(places) > 1 and all(isinstance(cells[place], Stock) for place in places) else []


def _with_levels(chosen: dict[str, int], deep: Sequence[int]) -> dict[str, int]:
    """The columns of the levels in place of one for the category."""
    if not deep:
        return chosen
    others = {field: place for field, place in chosen.items() if field != "category" and place not in deep}
    return others | {f"{LEVEL}{number}": place for number, place in enumerate(deep)}
