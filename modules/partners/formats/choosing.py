"""Which column of a table tells a field of a good, where several could: the most telling one, or nobody knows."""

from collections.abc import Sequence

from modules.partners.formats.columns import ATTRIBUTE, IGNORE, SEVERAL, Columns, Stock, currency_in, folded
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown
from modules.partners.formats.vocabulary import SELLING

_SELLING = frozenset(SELLING.split(", "))
# Prices that may stand alone in a list, unlike those that somebody recommends.
_RETAIL = frozenset({"розничная цена", "цена розничная", "цена розница", "розница", "розничная", "retail price"})


def chosen_columns(cells: Sequence[str], columns: Columns, line: int) -> dict[str, int]:
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
        raise said_twice(
            cells[best["price"]], cells[next(one for one in places["price"] if one != best["price"])], line
        )
    if "price" not in best and "price_rrp" in best and is_retail(cells[best["price_rrp"]], columns):
        best["price"] = best.pop("price_rrp")
    if "name" not in best and "price" in best:
        for field in ("description", "model"):
            if field in best and "name" not in best:
                best["name"] = best.pop(field)
    if "quantity" in best and "available" in best and _may_count(cells[best["available"]], columns):
        best["free"] = best.pop("available")
    return best


def _may_count(cell: str, columns: Columns) -> bool:
    """Whether beside a quantity it may be what is free of it rather than whether there is any."""
    return folded(cell) == "available" and not columns.is_told(cell)


def _refuse_told_twice(places: dict[str, list[int]], cells: Sequence[str], columns: Columns, line: int) -> None:
    """What a supplier calls two columns may have two parts; two prices are a slip that nobody may guess at."""
    for field in places.keys() - SEVERAL:
        told = [cells[place] for place in places[field] if columns.is_told(cells[place])]
        if len(told) > 1:
            raise said_twice(told[0], told[1], line)


def is_retail(cell: str, columns: Columns) -> bool:
    """Whether it is a price that is the good's own where a list has no other."""
    return columns.meaning(cell) == "price_rrp" and columns.without_unit(cell) in _RETAIL


def _prices(places: list[int], cells: Sequence[str], columns: Columns) -> list[int]:
    """The columns that may be the price: in the shop's currency first, then one that shops sell at, then no cost."""
    if any(columns.is_told(cells[place]) for place in places):
        return places
    ours = [place for place in places if currency_in(cells[place]) == columns.only_currency is not None]
    if ours and all(currency_in(cells[place]) for place in places):  # “Цена, USD” beside “Цена, руб.” in a rouble shop
        places = ours
    selling = [place for place in places if folded(cells[place]) in _SELLING]
    no_costs = [place for place in places if not columns.is_cost(cells[place])]
    return selling[:1] or no_costs or places


def said_twice(cell: str, other: str, line: int) -> UnreadablePriceList:
    sentence = _(
        "The columns “%(name)s” and “%(other)s” say the same of a good, and nothing tells which one counts: say what "
        "they mean (PUT partner/price-lists/columns/) or leave one of them out, and send the list again."
    )
    return UnreadablePriceList("duplicate_column", sentence, line, name=shown(cell), other=shown(other))
