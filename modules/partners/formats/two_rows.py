"""A header of two rows, whose upper cells are merged over those below: each column by both of its names.

What stands below counts with what stands above it: “Опт” below a price is a price, “Тверь” below a quantity is what is
in stock there. Where no name is known so, the column keeps both its names and means nothing until somebody says it.
"""

import re
from collections.abc import Iterator, Sequence

from modules.partners.formats.columns import Columns, Stock, currency_in, folded

# A number, or a price with its sign: no name of a column. Digits come second: a cell of any length is passed once.
AMOUNT = r"[\s.,]*\d[\d\s.,]*(?:руб|р|₽|\$|€|rub|usd|eur)?\.?"
_NUMBER = re.compile(AMOUNT, re.IGNORECASE)
_PRICES = frozenset({"price", "price_rrp"})
_PLURALS = frozenset({"цены", "prices"})
_NAMING = frozenset({"external_id", "name", "model", "brand", "gtin", "category", "description"})
# Of several quantities one that is what can be sold, or counts pieces, or is the sum already, counts alone.
_ALONE = (
    re.compile(r"свободн|доступн|free|available"),
    re.compile(r"(?:шт|штук|pcs|pieces)\b"),
    re.compile(r"(?:на )?кон(?:ец|ечн)|closing"),
    re.compile(r"всего|итого|общ(?:ий|ее|ая)\b|total"),
)
_NO_STOCK = re.compile(
    r"\b(?:резерв|reserv|в пути|ожида|transit|incoming|заказ|order|упак|уп\b|короб|кор\b|пачк|паллет|pack|box|pallet"
    r"|мин\b|миним|min\b|minim|кратн|срок|дн(?:и|ей|я)?\b|дата|достав|days?\b|dates?\b|deliver|вес\b|кг\b|weight"
    r"|объем|цен[аы]\b|сумм|стоимост|prices?\b|sum\b|ед\b|units?\b"
    r"|на начал|нач(?:альн|\b)|приход|расход|поступ|продаж|продан|списан|оборот|opening|received|sold|turnover)"
)


_PACKED = re.compile(r"\b(?:упак|уп\b|короб|кор\b|пачк|паллет|pack|box|pallet|\d{2,} ?шт)")
# What says of itself that it is such a place.
_PLACE = re.compile(r"\b(?:склад|магазин|филиал|офис|остат|warehouse|store|shop|stock)")


class _Parent:
    """An upper cell with the places of the columns that it stands over, and their lower cells.

    `is_open`: nobody knows where it ends, for there are columns that are named in the lower row alone.
    """

    def __init__(self, name: str, place: int, below: str, *, is_open: bool) -> None:
        self.name, self.places, self.below, self.is_open = name, [place], [below], is_open

    @property
    def is_shared(self) -> bool:
        return len(self.places) > 1


def joined(upper: Sequence[str], lower: Sequence[str], columns: Columns) -> list[str] | None:
    """Two rows of one header as one; None where the lower one has numbers, or nothing, and so is none."""
    if not any(cell.strip() for cell in lower) or any(_NUMBER.fullmatch(cell.strip()) for cell in lower):
        return None
    named = {
        place: name
        for parent in _parents(upper, lower)
        for place, name in zip(parent.places, _names(parent, columns), strict=True)
    }
    return [named[place] for place in sorted(named)]


def is_continued(upper: Sequence[str], lower: Sequence[str], columns: Columns) -> bool:
    """Whether below a row that could be a header stands its second row rather than a good or a heading."""
    naming = {"external_id", "name"}
    if all(columns.meaning(cell) != "name" for cell in upper):  # what stands for a name where there is none
        naming |= {"description", "model"}
    told, filled = 0, sum(1 for cell in lower if cell.strip())
    for parent in _parents(upper, lower):
        for place, below, name in zip(parent.places, parent.below, _names(parent, columns), strict=True):
            if below and columns.meaning(parent.name) in naming and not columns.is_field(below):
                return False
            is_counted = below and _kind(parent, columns) in ("price", "quantity")
            is_named = columns.is_field(name) or _is_no_stock(below) or _is_packed(below)
            told += bool(is_counted and (filled > 1 or (place and is_named)))
    return told > 0 or sum(1 for cell in lower if columns.is_field(cell)) > 1


def _parents(upper: Sequence[str], lower: Sequence[str]) -> Iterator[_Parent]:
    parent, is_open = None, False
    for place in range(max(len(upper), len(lower))):
        over, under = (row[place].strip() if place < len(row) else "" for row in (upper, lower))
        is_open |= bool(under) and not (over or (parent and parent.name))
        if parent and under and not over:
            parent.places.append(place)
            parent.below.append(under)
            continue
        if parent:
            yield parent
        parent = _Parent(over, place, under, is_open=is_open)
    if parent:
        yield parent


def _names(parent: _Parent, columns: Columns) -> list[str]:
    kind = _kind(parent, columns)
    if kind == "quantity" and parent.is_shared:
        return _stocks(parent, columns)
    return [_name(parent, below, kind, columns) for below in parent.below]


def _kind(parent: _Parent, columns: Columns) -> str:
    return "price" if columns.without_unit(parent.name) in _PLURALS else columns.meaning(parent.name)


def _name(parent: _Parent, below: str, kind: str, columns: Columns) -> str:
    whole = _whole(parent, below)
    if not below or not parent.name or columns.meaning(whole):
        return whole
    if kind == "price":
        tried = _price(parent.name, below, columns)
    else:
        is_named = kind in _NAMING and parent.is_shared and columns.meaning(below) in _NAMING
        tried = below if is_named else ""
    is_of_one = kind == "price" and not _is_packed(below)
    is_counted = is_of_one or (kind == "quantity" and not _is_no_stock(below))
    return tried or (parent.name if is_counted and not parent.is_shared else whole)


def _price(above: str, below: str, columns: Columns) -> str:
    """The name of a price, with the currency that stands above it, or "" where nobody knows which price it is."""
    bare, unit = columns.without_unit(above), folded(above).rpartition(" ")[2] if currency_in(above) else ""
    for name in (f"{bare} {below}", below, f"цена {below}", f"{below} цена", f"price {below}", f"{below} price"):
        if columns.meaning(name) in _PRICES:
            return f"{name}, {unit}" if unit and not currency_in(name) else name
    return below if columns.meaning(below) == "currency" else ""


def _stocks(parent: _Parent, columns: Columns) -> list[str]:
    """Names of what is in stock at several places, or of the one that tells it all, where that is clear."""
    said = [folded(below) for below in parent.below]
    names = [_whole(parent, below) for below in parent.below]
    found = next((alone for kind in _ALONE if (alone := _alone(kind, said))), None)
    if found is None:
        found = [place for place, below in enumerate(parent.below) if _is_stock(below, columns)]
        is_clear = not parent.is_open or all(_PLACE.search(said[place]) for place in found)
    else:
        is_clear = len(found) == 1
    return [Stock(name) if is_clear and place in found else name for place, name in enumerate(names)]


def _alone(kind: re.Pattern[str], said: Sequence[str]) -> list[int]:
    """The places of what is of a kind that counts alone; of several those that are no packs or reserves."""
    found = [place for place, below in enumerate(said) if kind.match(below)]
    return found if len(found) < 2 else [place for place in found if not _NO_STOCK.search(said[place])]


def _is_stock(below: str, columns: Columns) -> bool:
    return columns.meaning(below) in ("", "quantity") and not _is_no_stock(below)


def _is_packed(below: str) -> bool:
    """Whether it makes a price that of many pieces."""
    return bool(_PACKED.search(folded(below)))


def _is_no_stock(below: str) -> bool:
    """Whether it is something else of what is in stock, or what that is worth."""
    return bool(currency_in(below) or _NO_STOCK.search(folded(below)))


def _whole(parent: _Parent, below: str) -> str:
    return " ".join(filter(None, (parent.name, below)))
