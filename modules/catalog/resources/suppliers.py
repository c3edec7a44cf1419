"""Suppliers in files: who they are, and on which terms they deliver."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.sheets.cells import AmountCell, IdCell, LineCell, NameCell, SwitchCell, nullable
from core.sheets.plan import Planned
from core.sheets.sheet import Record, Sheet
from modules.catalog.models.suppliers import Supplier
from modules.catalog.services.suppliers import add_supplier, approve_supplier, set_accepting, set_terms

COLUMNS = ("id", "name", "slug", "delivery", "free_from", "minimum", "accepting_orders", "approved_at")


class SupplierSheet(Sheet):
    model = Supplier
    kinds = {
        "id": nullable(IdCell),
        "name": NameCell,
        "slug": LineCell,
        "delivery": nullable(AmountCell),
        "free_from": nullable(AmountCell),
        "minimum": nullable(AmountCell),
        "accepting_orders": nullable(SwitchCell),
        "approved": nullable(SwitchCell),
    }
    key = ("slug",)
    needed = ("name",)
    told = ("id", "slug")
    optional = ("free_from",)

    def records(self, rows: QuerySet[Any]) -> Iterator[Record]:
        yield from map(_record, rows.values_list(*COLUMNS))

    def standing(self, ids: Collection[int], keys: Collection[tuple[Any, ...]]) -> Iterable[Record]:
        found = Supplier.objects.filter(Q(pk__in=ids) | Q(slug__in=[key[0] for key in keys]))
        return map(_record, found.values_list(*COLUMNS))

    def judge(self, row: Planned) -> None:
        if row.standing and row.changes.get("approved") == (True, False):
            row.errors["approved"] = _("An approval is not taken back: close the supplier instead.")

    def write(self, new: list[Planned], changed: list[Planned]) -> list[int]:
        made = [add_supplier(name=row.cells["name"]) for row in new]
        for id, row in [*zip(made, new, strict=True), *((row.id, row) for row in changed)]:
            _write(id, row.given)
        return made


def _write(id: int, given: dict[str, Any]) -> None:
    if given.pop("approved", False):
        approve_supplier(supplier_id=id)
    if "accepting_orders" in given:
        set_accepting(supplier_id=id, accepting=given.pop("accepting_orders"))
    if given:
        set_terms(supplier_id=id, **given)


def _record(found: tuple[Any, ...]) -> Record:
    record = dict(zip(COLUMNS, found, strict=True))
    return record | {"approved": record.pop("approved_at") is not None}
