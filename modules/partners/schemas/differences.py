"""What a price list changes, as a table: a tab for each thing that can become of a row, and fifty rows of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from modules.partners import selectors
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.rules import CAUSES, PriceListStatus, RowStatus, RowWarning, field_name, in_words

SHOWN = 50
MOST_SAID = 3
TABS: dict[RowStatus, StrOrPromise] = {
    RowStatus.ERROR: pgettext_lazy("rows of a price list", "Errors"),
    RowStatus.CHANGED: pgettext_lazy("rows of a price list", "Changed"),
    RowStatus.NEW: pgettext_lazy("rows of a price list", "New"),
    RowStatus.RETIRED: pgettext_lazy("rows of a price list", "Retired"),
    RowStatus.SAME: pgettext_lazy("rows of a price list", "The same"),
}
AMOUNTS = frozenset({"price", "price_rrp"})


@dataclass(frozen=True, slots=True)
class Tab:
    query: str
    title: StrOrPromise
    count: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    place: str
    external_id: str
    name: str
    changes: tuple[Difference, ...]
    errors: tuple[tuple[str, str], ...]


def differences(one: PriceList, asked: QueryDict) -> dict[str, Any]:
    """Return what the page shows of a list's rows: tabs, lines, and the way to those behind them."""
    counts = {status: getattr(one, "errors" if status == RowStatus.ERROR else status.value) for status in TABS}
    warning = asked.get("warning", "") if asked.get("warning", "") in one.codes else ""
    chosen = None if warning else _chosen(asked.get("rows", ""), counts, one)
    query = {"warning": warning} if warning else {"rows": str(chosen)}
    found = selectors.rows(one, status=chosen, warning=warning).order_by("line", "pk")
    rows = list(_after(found, asked.get("after", ""))[: SHOWN + 1])
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    return {
        "tabs": [_tab(status, count, status == chosen) for status, count in counts.items()],
        "cause": _cause(one, warning) if warning else "",
        "lines": [_line(row) for row in rows[:SHOWN]],
        "further": urlencode(query | {"after": f"{last.line}.{last.pk}"}) if last else "",
        "first": urlencode(query) if "after" in asked else "",
    }


def _cause(one: PriceList, code: str) -> str:
    """Return what a warning says; one that is told of several things (categories, say) of the first of them."""
    said = [warning_in_words(told) for told in one.warnings if told["code"] == code]
    return " ".join(said[:MOST_SAID]) + (" …" if len(said) > MOST_SAID else "")


def rows_of(warning: Mapping[str, Any]) -> str:
    """Return what a page is asked for to show the rows that caused a warning; nothing where they are not known."""
    code, statuses = warning["code"], CAUSES.get(warning["code"], frozenset())
    if code not in RowWarning.values or not warning["rows"]:
        return ""
    return urlencode({"rows": next(iter(statuses))} if len(statuses) == 1 else {"warning": code})


def warning_in_words(warning: Mapping[str, Any]) -> str:
    """Return what is odd in the reader's language."""
    return in_words(warning["detail"], warning.get("params") or {})


def _chosen(asked: str, counts: Mapping[RowStatus, int], one: PriceList) -> RowStatus:
    """Return the tab that is asked for, else what the list waits for, else the first in which there is something."""
    if asked in {status.value for status in counts}:
        return RowStatus(asked)
    if one.status == PriceListStatus.REVIEW and RowWarning.MASS_DISAPPEARANCE in one.codes:
        return RowStatus.RETIRED
    return next((status for status, count in counts.items() if count), RowStatus.CHANGED)


def _tab(status: RowStatus, count: int, is_open: bool) -> Tab:
    return Tab(urlencode({"rows": status.value}), TABS[status], grouped(count), is_open)


def _after(rows: Any, place: str) -> Any:
    line, _dot, id = place.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (line, id)):
        return rows
    return rows.filter(Q(line__gt=int(line)) | Q(line=int(line), pk__gt=int(id)))


def _line(row: PriceListRow) -> Line:
    changes = tuple(_difference(change) for change in row.changes)
    errors = tuple(
        (field_name(error["field"]), in_words(error["detail"], error.get("params") or {})) for error in row.errors
    )
    return Line(_place(row), row.external_id, row.name, changes, errors)


def _place(row: PriceListRow) -> str:
    """Return where a row stands; what is wrong with one says its sheet itself."""
    line = str(row.line) if row.line else "–"
    return f"{row.sheet} · {line}" if row.sheet and not row.errors else line


def _difference(change: Mapping[str, Any]) -> Difference:
    field, before, after = change["field"], change["from"], change["to"]
    note = _percent(before, after) if field == "price" else ""
    return Difference(field_name(field), _shown(field, before), _shown(field, after), note)


def _shown(field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return pgettext("value in a row", "yes") if value else pgettext("value in a row", "no")
    if field in AMOUNTS:
        return number_format(Decimal(value), 2, force_grouping=True)
    return number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


def _percent(before: Any, after: Any) -> str:
    try:
        change = (Decimal(after) / Decimal(before) - 1) * 100
    except (InvalidOperation, TypeError, ZeroDivisionError):
        return ""
    return f"{number_format(change, 1 if abs(change) < 10 else 0, force_grouping=True)} %".replace("-", "−")


def grouped(count: int) -> str:
    """Return a number of rows with its digits in groups, as the reader's language has them."""
    return number_format(count, 0, force_grouping=True)
