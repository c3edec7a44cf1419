"""What is said of a table whose columns are not understood, or have no names."""

import re
from collections.abc import Collection, Iterable, Sequence

from modules.partners.formats.columns import Columns
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown
from modules.partners.formats.two_rows import AMOUNT

MAX_HEADER = 100
# What stands in a good: a price, or a number of pieces.
_NUMBER = re.compile(rf"{AMOUNT}(?:шт\.?)?", re.IGNORECASE)
_NEEDED = ("name", "price", "quantity")
_MAX_SHOWN = 40


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
