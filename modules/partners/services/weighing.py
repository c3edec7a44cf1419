"""What is odd about a price list as a whole, and what of it somebody should look at before the list is applied."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from modules.catalog.public import Change, Comparison, RowChange
from modules.partners.rules import RowWarning

# Shares say nothing of a handful; but of two goods that go, none is left by chance.
FEW, FEW_GONE = 3, 2
JUMP = _("The price is at least %(times)d times what it was, or no more than one part in %(times)d.")
GONE = _("The good stands in the shop and is missing from the list: more of them than %(percent)d %% would go at once.")
SOLD_OUT = _("The good was in stock and is not any more: at least %(percent)d %% of all that were, at once.")
BROKEN = _("The row cannot be used: more than %(percent)d %% of the list.")
LARGE = _("The row changes something: more of them than the %(most)d that a list may change by itself.")
CURRENCY = _("The price is in another currency than the shop's; in the list before, none was.")
RENAMED = _("The list calls its category “%(key)s” “%(after)s”, which was “%(before)s” before; it stays where it was.")
MISFIT = _("The value of “%(name)s” is not of the type that was chosen for it, and is left out.")
UNMAPPED = _("Goods of the category “%(name)s” wait unseen until the shop's staff have said where it belongs.")
UNMAPPED_REST = _(
    "Goods of %(count)d further categories wait unseen until the shop's staff have said where they belong."
)
# Where what the prices or the columns are was guessed, or is not told.
_DOUBTFUL = frozenset({"guessed_columns", "currency_unclear"})
type Warning = dict[str, Any]


def warning(
    code: str, detail: str, rows: int, *, params: Mapping[str, str | int] | None = None, hold: bool = False
) -> Warning:
    """Return a warning as it is stored: `detail` is an English msgid with its `params`."""
    return {"code": code, "detail": detail, "params": dict(params or {}), "rows": rows, "hold": hold}


@dataclass(slots=True)
class Tally:
    """What is counted of the rows as they go by."""

    fates: Counter[str] = field(default_factory=Counter)
    jumps: int = 0
    sold_out: int = 0

    def see(self, row: RowChange) -> str:
        """Count a row, and return the code of what is odd about this very one, or nothing."""
        self.fates[row.fate] += 1
        self.sold_out += sells_out(row)
        jumps = any(map(is_jump, row.changes))
        self.jumps += jumps
        return RowWarning.PRICE_JUMP.value if jumps else ""

    def counts(self) -> dict[str, int]:
        return {fate: self.fates[fate] for fate in ("new", "changed", "same", "retired")}


def sells_out(row: RowChange) -> bool:
    """Return whether a good that stays in the shop has pieces no more."""
    return row.fate == "changed" and any(
        one.field == "quantity" and one.after == 0 and bool(one.before) for one in row.changes
    )


def is_jump(change: Change) -> bool:
    """Return whether a price has become PRICE_LISTS_JUMP times what it was, or that part of it."""
    before, after, times = change.before, change.after, settings.PRICE_LISTS_JUMP
    if change.field != "price" or not isinstance(before, Decimal) or not isinstance(after, Decimal) or not times:
        return False
    return after >= before * times or before >= after * times


def weigh(
    tally: Tally, compared: Comparison, *, errors: int, noted: Sequence[Warning], earlier: Sequence[Warning] | None
) -> list[Warning]:
    """Return all that is odd: what was `noted` while reading, and what the comparison shows.

    `earlier` are the warnings of the supplier's last applied list; None says that this is its first one.
    """
    found = [*_read(noted, earlier), *_shares(tally, compared, errors), *_mapped(compared)]
    if tally.jumps:
        params = {"times": settings.PRICE_LISTS_JUMP}
        found.append(warning(RowWarning.PRICE_JUMP.value, JUMP, tally.jumps, params=params, hold=True))
    changes = sum(tally.counts().values()) - tally.fates["same"]
    is_free = earlier is None and settings.PRICE_LISTS_AUTO_APPLY_FIRST
    if changes > settings.PRICE_LISTS_AUTO_APPLY and not is_free:
        params = {"most": settings.PRICE_LISTS_AUTO_APPLY}
        found.append(warning(RowWarning.LARGE_CHANGE.value, LARGE, changes, params=params, hold=True))
    return found


def holds(warnings: Sequence[Warning]) -> dict[str, int]:
    """Return the codes of the warnings that hold a list, with the number of rows."""
    return {one["code"]: one["rows"] for one in warnings if one["hold"]}


def is_worse(now: Mapping[str, int], seen: Mapping[str, int]) -> bool:
    """Return whether a list is materially worse than what was approved: another kind of hold, or twice the rows."""
    return any(rows > 2 * seen.get(code, 0) for code, rows in now.items())


def _read(noted: Sequence[Warning], earlier: Sequence[Warning] | None) -> list[Warning]:
    """Hold what was guessed, and another currency than before; none at all is the shop's, as many lists have it."""
    known = {one["code"] for one in earlier or ()}
    found = []
    for one in noted:
        if one["code"] == "currency_mismatch" and earlier is not None and one["code"] not in known:
            one = one | {"detail": CURRENCY, "hold": True}
        found.append(one | {"hold": True} if one["code"] in _DOUBTFUL else one)
    return found


def _shares(tally: Tally, compared: Comparison, errors: int) -> list[Warning]:
    gone, most_gone, most_errors = (
        tally.fates["retired"],
        settings.PRICE_LISTS_MAX_GONE,
        settings.PRICE_LISTS_MAX_ERRORS,
    )
    read = errors + sum(tally.counts().values()) - gone
    found = []
    if gone >= FEW_GONE and gone * 100 > compared.standing * most_gone:
        found.append(warning(RowWarning.MASS_DISAPPEARANCE.value, GONE, gone, params={"percent": most_gone}, hold=True))
    if tally.sold_out >= FEW and tally.sold_out * 100 >= compared.in_stock * most_gone:
        found.append(warning(RowWarning.MASS_SELLOUT.value, SOLD_OUT, tally.sold_out, params={"percent": most_gone}))
    if errors >= FEW and errors * 100 > read * most_errors:
        found.append(warning(RowWarning.MANY_ERRORS.value, BROKEN, errors, params={"percent": most_errors}, hold=True))
    return found


def _mapped(compared: Comparison) -> list[Warning]:
    renamed = [
        warning(
            "category_renamed",
            RENAMED,
            one.rows,
            params={"key": one.key, "before": one.before, "after": one.after},
            hold=True,
        )
        for one in compared.renamed[:MOST_NAMED]
    ]
    misfits = compared.misfits[:MOST_NAMED]
    told = [warning("attribute_misfit", MISFIT, rows, params={"name": name}) for name, rows in misfits]
    return [*renamed, *told, *_unmapped(compared)]


def _unmapped(compared: Comparison) -> list[Warning]:
    first, rest = compared.unmapped[:MOST_NAMED], compared.unmapped[MOST_NAMED:]
    found = [warning("category_unmapped", UNMAPPED, one.rows, params={"name": one.name or "–"}) for one in first]
    if rest:
        rows, params = sum(one.rows for one in rest), {"count": len(rest)}
        found.append(warning("category_unmapped", UNMAPPED_REST, rows, params=params))
    return found


# A list that renames everything need not be told so one by one.
MOST_NAMED = 20
