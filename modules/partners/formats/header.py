"""The header row of a table: where it is and what its columns mean, whatever file the table stands in."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from modules.partners.formats.category_levels import Listing, levels, listing
from modules.partners.formats.checks import MAX_ATTRIBUTE_NAME
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, SEVERAL, Columns, Stock, currency_in, folded
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown
from modules.partners.formats.two_rows import AMOUNT, is_continued, joined
from modules.partners.formats.vocabulary import SELLING

MAX_COLUMNS = 500
MAX_HEADER = 100
# The columns of a category's levels are fields of these names with their number, from the outermost.
LEVEL = "category level "
# What stands in a good: a price, or a number of pieces.
_NUMBER = re.compile(rf"{AMOUNT}(?:шт\.?)?", re.IGNORECASE)
_NEEDED = ("name", "price", "quantity")
_MAX_SHOWN = 40
_OPTION = re.compile(r"(?:option|attribute) ?(\d{1,2}) (name|values?(?: s)?)")
_RUSSIAN_OPTION = re.compile(r"(название|значен(?:ие|ия)(?: я)?) атрибут(?:а|ов)(?: ов)? (\d{1,2})")
# Pairs or triples of columns under the same names, told apart by their order.
_REPEATED = {
    "название характеристики": "option_name",
    "значение характеристики": "option_value",
    "измерение характеристики": "option_unit",
}
_OF_OPTION = re.compile(r"(?:attribute) ?\d{1,2} (?:visible|global|default)|option ?\d{1,2} linked to")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says: a field of a good, the attribute of that name, or nothing that is wanted.

    `instead` is the field that it says where the column chosen for that one is blank.
    """

    field: str = ""
    attribute: str = ""
    instead: str = ""


_PLAIN = Listing()


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in the order of the file; `listing` is how it writes its categories."""

    columns: tuple[Column, ...]
    currency: str | None = None
    notices: tuple[str, ...] = ()
    listing: Listing = _PLAIN

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)

    @property
    def has_category(self) -> bool:
        return self.has("category") or self.has(f"{LEVEL}0")


def known_fields(cells: Sequence[str], columns: Columns) -> set[str]:
    """The fields that a row names, if it is a header."""
    known = {columns.meaning(cell) for cell in cells} - {"", ATTRIBUTE, IGNORE}
    if any(_is_retail(cell, columns) for cell in cells):
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


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[int, Sequence[str]] | None:
    """The place of the last row of a table's header, and its cells."""
    for place, row in enumerate(rows):
        both = header_of_two(row, rows[place + 1], columns) if place + 1 < len(rows) else None
        if both:
            return place + 1, both
        if is_header(row, columns):
            return place, row
    return None


def read_header(cells: Sequence[str], columns: Columns, line: int) -> Header:
    """The header that stands in a row; raises UnreadablePriceList (`columns_unknown`, `duplicate_column` ...)."""
    if len(cells) > MAX_COLUMNS:
        raise UnreadablePriceList("too_many_columns", _("More than %(most)d columns."), line, most=MAX_COLUMNS)
    missing = missing_of(known_fields(cells, columns), cells, columns)
    if missing:
        raise columns_unknown(cells, missing, line)
    deep = levels(tuple(cells), columns)
    chosen = _with_levels(_chosen(cells, columns, line), deep)
    summed = _summed(cells, columns)
    found = tuple(
        Column("quantity") if place in summed else _column(place, cells, chosen, columns) for place in range(len(cells))
    )
    _refuse_same_attributes(found, line)
    known = {*chosen, *(["category"] if deep else [])}
    taken = {*chosen.values(), *summed}
    spare = any(columns.meaning(cell) in known and place not in taken for place, cell in enumerate(cells))
    currency = currency_in(cells[chosen["price"]]) if "price" in chosen else None
    odd = {"ambiguous_column": spare, "summed_quantity": bool(summed)}
    noted = tuple(code for code, is_so in odd.items() if is_so)
    return Header(found, currency, noted, listing(tuple(cells), columns))


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


def header_unknown(
    cells: Sequence[str], known: Collection[str], missing: Iterable[str], line: int | None
) -> UnreadablePriceList:
    """What to say of a table by the row that is the likeliest header, and the fields it is `known` to name."""
    is_good = not known and any(_NUMBER.fullmatch(cell.strip()) for cell in cells)
    return (_header_missing if is_good else columns_unknown)(cells, missing, line)


def columns_unknown(cells: Iterable[str], missing: Iterable[str], line: int | None) -> UnreadablePriceList:
    """What to say of a table whose columns are not understood."""
    found = [shown(cell, 30) for cell in cells if cell.strip()]
    sentence = _(
        "No column is known to hold: %(missing)s. The columns found are: %(found)s. Say once what they mean "
        "(PUT partner/price-lists/columns/) or rename them, and send the list again."
    )
    said = {"missing": ", ".join(missing), "found": "; ".join(found[:_MAX_SHOWN])}
    return UnreadablePriceList("columns_unknown", sentence, line, **said, headers=_whole(cells))


def _header_missing(cells: Sequence[str], missing: Iterable[str], line: int | None) -> UnreadablePriceList:
    """What to say where a good stands in place of the names: told as names, it would be lost."""
    sentence = _(
        "There is no row with the names of the columns, and what is in them does not tell: %(missing)s. The first row "
        "is: %(found)s. Put a row of names above it, or say once what Column 1, Column 2 ... mean (PUT "
        "partner/price-lists/columns/), and send the list again."
    )
    named = [f"Column {place}" for place in range(1, len(cells) + 1)]
    found = [f"{name}: {shown(cell, 30)}" for name, cell in zip(named, cells, strict=True) if cell.strip()]
    said = {"missing": ", ".join(missing), "found": "; ".join(found[:_MAX_SHOWN])}
    return UnreadablePriceList("columns_unknown", sentence, line, **said, headers=_whole(named))


def _whole(cells: Iterable[str]) -> str:
    """The headers as far as they count, one a line, for a form that asks what they mean."""
    named = (" ".join(shown(cell, MAX_HEADER).split()) for cell in cells)
    return "\n".join(dict.fromkeys(filter(None, named)))


def missing_of(known: set[str], names: Iterable[str] = (), columns: Columns | None = None) -> list[str]:
    """What a list needs beside what it is known to have: of known goods an id with prices or quantities is enough.

    But where nobody knows what one of the `names` means, that may be what is missing.
    """
    if "available" in known:
        known = known | {"quantity"}
    is_of_known = "external_id" in known and bool(known & {"price", "quantity"})
    if is_of_known and columns and all(columns.meaning(name) for name in names if name.strip()):
        return []
    return [field for field in _NEEDED if field not in known]


_SELLING = frozenset(SELLING.split(", "))
# Prices that may stand alone in a list, unlike those that somebody recommends.
_RETAIL = frozenset({"розничная цена", "цена розничная", "цена розница", "розница", "розничная", "retail price"})
_INSTEAD_OF_NAME = {"description", "model"}


def _chosen(cells: Sequence[str], columns: Columns, line: int) -> dict[str, int]:
    """By field the place of the column that tells it: of several the one whose name is the most telling."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        meaning = columns.meaning(cell)
        if meaning not in ("", ATTRIBUTE, IGNORE):
            places.setdefault(meaning, []).append(place)
    _refuse_told_twice(places, cells, columns, line)
    places["price"] = _prices(places.get("price", []), cells, columns)
    named = [place for place in places.get("quantity", []) if not isinstance(cells[place], Stock)]
    if named:
        places["quantity"] = named
    best = {field: min(found, key=lambda place: columns.rank(cells[place])) for field, found in places.items() if found}
    if len(places["price"]) > 1 and not columns.is_told(cells[best["price"]]):
        raise _said_twice(cells[places["price"][1]], line)
    if "price" not in best and "price_rrp" in best and _is_retail(cells[best["price_rrp"]], columns):
        best["price"] = best.pop("price_rrp")
    if "name" not in best and "price" in best:
        for field in ("description", "model"):
            if field in best and "name" not in best:
                best["name"] = best.pop(field)
    return best


def _refuse_told_twice(places: dict[str, list[int]], cells: Sequence[str], columns: Columns, line: int) -> None:
    """What a supplier calls two columns may have two parts; two prices are a slip that nobody may guess at."""
    for field in places.keys() - SEVERAL:
        told = [cells[place] for place in places[field] if columns.is_told(cells[place])]
        if len(told) > 1:
            raise _said_twice(told[1], line)


def _is_retail(cell: str, columns: Columns) -> bool:
    """Whether it is a price that is the good's own where a list has no other."""
    return columns.meaning(cell) == "price_rrp" and columns.without_unit(cell) in _RETAIL


def _prices(places: list[int], cells: Sequence[str], columns: Columns) -> list[int]:
    """The columns that may be the price: one that a shop sells at goes before others, and all go before a cost."""
    if any(columns.is_told(cells[place]) for place in places):
        return places
    selling = [place for place in places if folded(cells[place]) in _SELLING]
    no_costs = [place for place in places if not columns.is_cost(cells[place])]
    return selling[:1] or no_costs or places


def _column(place: int, cells: Sequence[str], chosen: dict[str, int], columns: Columns) -> Column:
    cell = cells[place]
    meaning, name = columns.meaning(cell), cell.strip()
    for field, its_place in chosen.items():
        if place == its_place:
            return Column(field, name if field == "kind" else "")
    if not name or meaning in (IGNORE, "price") or columns.is_cost(cell) or _OF_OPTION.fullmatch(folded(cell)):
        return Column()
    if option := _option(place, cells):
        return Column(option)
    if folded(cell) == "additional attributes":
        return Column("pairs")
    short = name if len(name) <= MAX_ATTRIBUTE_NAME else name[: MAX_ATTRIBUTE_NAME - 1] + "…"
    is_part = isinstance(cell, Stock) and sum(isinstance(one, Stock) for one in cells) > 1
    return Column("", short, "" if meaning == ATTRIBUTE or is_part else meaning)


def _option(place: int, cells: Sequence[str]) -> str:
    """The field of a column that names an option of the good or says its value: “Option1 Name”."""
    header = folded(cells[place])
    if found := _OPTION.fullmatch(header):
        return f"option_{found[2][:5].strip()}_{found[1]}"
    if found := _RUSSIAN_OPTION.fullmatch(header):
        return f"option_{'name' if found[1] == 'название' else 'value'}_{found[2]}"
    if field := _REPEATED.get(header):
        return f"{field}_{sum(folded(cell) == header for cell in cells[: place + 1])}"
    return ""


def _refuse_same_attributes(found: tuple[Column, ...], line: int) -> None:
    met: set[str] = set()
    for column in found:
        if column.attribute in met:
            raise _said_twice(column.attribute, line)
        met |= {column.attribute} - {""}


def _said_twice(cell: str, line: int) -> UnreadablePriceList:
    sentence = _("More than one column says what “%(name)s” says.")
    return UnreadablePriceList("duplicate_column", sentence, line, name=shown(cell))
