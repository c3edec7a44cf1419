"""The header row of a table: where it is and what its columns mean, whatever file the table stands in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modules.partners.formats.checks import MAX_ATTRIBUTE_NAME
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns, currency_in, folded
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown

MAX_COLUMNS = 500
MAX_HEADER = 100
_NEEDED = ("name", "price", "quantity")
_MAX_SHOWN = 40
_NUMBER = re.compile(r"[\d\s.,]*\d[\d\s.,]*")
_OPTION = re.compile(r"(?:option|attribute) ?(\d{1,2}) (name|values?(?: s)?)")
_OF_OPTION = re.compile(r"(?:attribute) ?\d{1,2} (?:visible|global|default)|option ?\d{1,2} linked to")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column says: a field of a good, the attribute of that name, or nothing that is wanted."""

    field: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in the order of the file."""

    columns: tuple[Column, ...]
    currency: str | None = None
    notices: tuple[str, ...] = ()

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)


def known_fields(cells: Sequence[str], columns: Columns) -> set[str]:
    """The fields that a row names, if it is a header."""
    known = {columns.meaning(cell) for cell in cells} - {"", ATTRIBUTE, IGNORE}
    if "name" not in known and "price" in known and (known & _INSTEAD_OF_NAME):
        known.add("name")
    return known


def is_header(cells: Sequence[str], columns: Columns) -> bool:
    known = known_fields(cells, columns)
    return {"name", "price"} <= known or not missing_of(known, cells, columns)


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Two rows of one header whose cells were merged, as one; None where the lower one has numbers, so is none."""
    if not any(cell.strip() for cell in lower) or any(_NUMBER.fullmatch(cell.strip()) for cell in lower):
        return None
    width, above, cells = max(len(upper), len(lower)), "", []
    for place in range(width):
        over, under = (row[place].strip() if place < len(row) else "" for row in (upper, lower))
        above = over or (above if under else "")
        cells.append(" ".join(filter(None, (above, under))))
    return cells


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[int, Sequence[str]] | None:
    """The place of the last row of a table's header, and its cells."""
    for place, row in enumerate(rows):
        both = joined(row, rows[place + 1]) if len(row) > 1 and place + 1 < len(rows) else None
        if both and is_header(both, columns) and known_fields(both, columns) > known_fields(row, columns):
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
    chosen = _chosen(cells, columns, line)
    found = tuple(_column(place, cell, chosen, columns) for place, cell in enumerate(cells))
    _refuse_same_attributes(found, line)
    spare = any(columns.meaning(cell) in chosen and place not in chosen.values() for place, cell in enumerate(cells))
    currency = currency_in(cells[chosen["price"]]) if "price" in chosen else None
    return Header(found, currency, ("ambiguous_column",) if spare else ())


def columns_unknown(cells: Iterable[str], missing: Iterable[str], line: int | None) -> UnreadablePriceList:
    """What to say of a table whose columns are not understood."""
    found = [shown(cell, 30) for cell in cells if cell.strip()]
    sentence = _(
        "No column is known to hold: %(missing)s. The columns found are: %(found)s. Say once what they mean "
        "(PUT partner/price-lists/columns/) or rename them, and send the list again."
    )
    said = {"missing": ", ".join(missing), "found": "; ".join(found[:_MAX_SHOWN])}
    return UnreadablePriceList("columns_unknown", sentence, line, **said, headers=_whole(cells))


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


_INSTEAD_OF_NAME = {"description", "model"}


def _chosen(cells: Sequence[str], columns: Columns, line: int) -> dict[str, int]:
    """By field the place of the column that tells it: of several the one whose name is the most telling."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        meaning = columns.meaning(cell)
        if meaning not in ("", ATTRIBUTE, IGNORE):
            places.setdefault(meaning, []).append(place)
    best = {field: min(found, key=lambda place: columns.rank(cells[place])) for field, found in places.items()}
    if len(places.get("price", ())) > 1 and not columns.is_told(cells[best["price"]]):
        raise _said_twice(cells[places["price"][1]], line)
    if "name" not in best and "price" in best:
        for field in ("description", "model"):
            if field in best and "name" not in best:
                best["name"] = best.pop(field)
    return best


def _column(place: int, cell: str, chosen: dict[str, int], columns: Columns) -> Column:
    meaning, name = columns.meaning(cell), cell.strip()
    for field, its_place in chosen.items():
        if place == its_place:
            return Column(field, name if field == "kind" else "")
    if not name or meaning == IGNORE or _OF_OPTION.fullmatch(folded(cell)):
        return Column()
    if option := _OPTION.fullmatch(folded(cell)):
        return Column(f"option_{option[2][:5].strip()}_{option[1]}")
    if folded(cell) == "additional attributes":
        return Column("pairs")
    return Column("", name if len(name) <= MAX_ATTRIBUTE_NAME else name[: MAX_ATTRIBUTE_NAME - 1] + "…")


def _refuse_same_attributes(found: tuple[Column, ...], line: int) -> None:
    met: set[str] = set()
    for column in found:
        if column.attribute in met:
            raise _said_twice(column.attribute, line)
        met |= {column.attribute} - {""}


def _said_twice(cell: str, line: int) -> UnreadablePriceList:
    sentence = _("More than one column says what “%(name)s” says.")
    return UnreadablePriceList("duplicate_column", sentence, line, name=shown(cell))
