"""What the products of a list have, counted for each facet under all conditions but its own."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from modules.catalog.rules.codes import counted, integers
from modules.catalog.rules.facets import Tally
from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors import passes
from modules.catalog.selectors.passes import Pass
from modules.catalog.selectors.standing import Which


@dataclass(frozen=True, slots=True)
class Counted:
    """The tally of what meets all conditions, and by key those that each facet counts besides.

    Where it is not exact there were too many to count, and it was reckoned from a sample.
    """

    common: Tally
    beside: dict[str, Tally]
    exact: bool

    def under(self, key: str) -> Tally:
        """Return what a facet counts."""
        return self.common + self.beside[key] if key in self.beside else self.common

    def everything(self) -> Tally:
        """Return what any facet counts."""
        return sum(self.beside.values(), self.common)


def tally(wanted: Wanted) -> Counted:
    """Count for all facets; one query, and a second where there are more than can be counted."""
    whole = Pass(wanted)
    rows = _read(whole.whole())
    exact = sum(count for _missed, _child, _stock, _stars, count, *_ in rows) <= passes.MOST_COUNTED
    tallies = _tallies(rows if exact else _read(whole.sample()))
    beside = {key: tallies[1 << n] for n, key in enumerate(whole.keys) if 1 << n in tallies}
    return Counted(tallies.get(0, Tally()), beside, exact)


def _read(which: Which) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(which.sql, which.params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _tallies(rows: list[tuple[Any, ...]]) -> dict[int, Tally]:
    """Return a tally for each sum of missed bits; of a sample, what it stands for."""
    grouped = defaultdict[int, list[tuple[Any, ...]]](list)
    for missed, *row in rows:
        grouped[missed].append(tuple(row))
    scale = rows[0][5] / passes.MOST_COUNTED if rows and rows[0][5] > 1 else 1
    return {missed: _tally(some).scaled(scale) for missed, some in grouped.items() if missed >= 0}


def _tally(rows: list[tuple[Any, ...]]) -> Tally:
    _children, _stock, _stars, counts, _ids, prices, values, suppliers = zip(*rows, strict=True)
    found = Tally(sum(counts), prices=integers(prices), values=counted(values), suppliers=counted(suppliers))
    for child, in_stock, stars, count, *_ in rows:
        found.categories[child] += count
        found.stock[bool(in_stock)] += count
        found.stars[stars] += count
    return found
