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
from modules.partners.rules import RowStatus, in_words

SHOWN = 50
TABS: dict[RowStatus, StrOrPromise] = {
    RowStatus.ERROR: pgettext_lazy("rows of a price list", "Errors"),
    RowStatus.CHANGED: pgettext_lazy("rows of a price list", "Changed"),
    RowStatus.NEW: pgettext_lazy("rows of a price list", "New"),
    RowStatus.RETIRED: pgettext_lazy("rows of a price list", "Retired"),
    RowStatus.SAME: pgettext_lazy("rows of a price list", "The same"),
}
FIELDS: dict[str, StrOrPromise] = {
    "name": pgettext_lazy("field of a row", "name"),
    "category": pgettext_lazy("field of a row", "category"),
    "model": pgettext_lazy("field of a row", "model"),
    "brand": pgettext_lazy("field of a row", "brand"),
    "gtin": pgettext_lazy("field of a row", "GTIN"),
    "price": pgettext_lazy("field of a row", "price"),
    "price_rrp": pgettext_lazy("field of a row", "recommended price"),
    "currency": pgettext_lazy("field of a row", "currency"),
    "quantity": pgettext_lazy("field of a row", "quantity"),
    "description": pgettext_lazy("field of a row", "description"),
    "external_id": pgettext_lazy("field of a row", "supplier's id"),
    "retired": pgettext_lazy("field of a row", "retired"),
}
AMOUNTS = frozenset({"price", "price_rrp"})


@dataclass(frozen=True, slots=True)
class Tab:
    status: str
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
    chosen = _chosen(asked.get("rows", ""), counts)
    found = selectors.rows(one, status=chosen).order_by("line", "pk")
    rows = list(_after(found, asked.get("after", ""))[: SHOWN + 1])
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    return {
        "tabs": [Tab(status.value, TABS[status], _count(counts[status]), status == chosen) for status in TABS],
        "lines": [_line(row) for row in rows[:SHOWN]],
        "further": urlencode({"rows": chosen, "after": f"{last.line}.{last.pk}"}) if last else "",
        "first": urlencode({"rows": chosen}) if "after" in asked else "",
    }


def _chosen(asked: str, counts: Mapping[RowStatus, int]) -> RowStatus:
    """Return the tab that is asked for, else the first in which there is something."""
    if asked in {status.value for status in counts}:
        return RowStatus(asked)
    return next((status for status, count in counts.items() if count), RowStatus.CHANGED)


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
    return Line(str(row.line) if row.line else "–", row.external_id, row.name, changes, errors)


def _difference(change: Mapping[str, Any]) -> Difference:
    field, before, after = change["field"], change["from"], change["to"]
    note = _percent(before, after) if field == "price" else ""
    return Difference(field_name(field), _shown(field, before), _shown(field, after), note)


def field_name(field: str) -> str:
    """Return what a field is called in the reader's language; an attribute is called as its list calls it."""
    return str(FIELDS.get(field) or field.removeprefix("attributes."))


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


def _count(count: int) -> str:
    return number_format(count, 0, force_grouping=True)
