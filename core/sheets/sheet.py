"""A kind of rows that files bring in and take out: django-import-export's Resource, planned and written by set.

The library saves row by row; here a file is read, compared with what stands and, if all of it is sound, given to a
service as one batch. Rows are found by `id`, else by their natural key. A column that the file does not have, and a
cell that says what stands already, writes nothing. Nothing is ever deleted.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.sheets.cells import Reader
from core.sheets.plan import Plan, Planned
from core.sheets.table import Table

if TYPE_CHECKING:  # import_export says nothing of its types

    class Resource:
        fields: ClassVar[dict[str, Any]]
else:
    from import_export.resources import Resource

type Record = dict[str, Any]


class Stale(Exception):
    """What stands is no longer what was shown; `plan` is what the file would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.plan = plan


class Sheet(Resource):
    """Subclass it with the kinds of the columns, and say how rows are found, told and written.

    `needed` are the columns without which no new row is made; `told` those that only Torg writes: they go out, and
    come in as they stand or empty. `key` is the natural key.
    """

    model: ClassVar[type[Model]]
    kinds: ClassVar[dict[str, Any]] = {}
    key: ClassVar[tuple[str, ...]] = ()
    needed: ClassVar[Collection[str]] = ()
    told: ClassVar[Collection[str]] = ()
    # Columns that a standing row keeps for good.
    fixed: ClassVar[Collection[str]] = ()
    # What else one who makes a file should know.
    note: ClassVar[str | Promise] = ""
    # Columns that an empty cell empties.
    optional: ClassVar[Collection[str]] = ()

    def records(self, rows: QuerySet[Any]) -> Iterator[Record]:
        """Yield what stands, column -> value, in the order of the queryset and in bounded memory."""
        raise NotImplementedError

    def standing(self, ids: Collection[int], keys: Collection[tuple[Any, ...]]) -> Iterable[Record]:
        """Return the records with these ids, or these natural keys."""
        raise NotImplementedError

    def look(self, rows: list[Planned]) -> Any:
        """Look up what the cells name, once for all rows, and return it, comparable with a later look."""

    def prepare(self, rows: list[Planned]) -> None:
        """Replace cells by the canonical values of what they name, or tell an error."""

    def judge(self, row: Planned) -> None:
        """Tell what is wrong in a row that is sound cell by cell."""

    def lock(self, rows: list[Planned]) -> None:
        """Lock what stands, so that nobody changes it between the last look and the writing."""

    def write(self, new: list[Planned], changed: list[Planned]) -> list[int]:
        """Write the rows through a service and return the ids of the new ones, in their order."""
        raise NotImplementedError

    # What the library's admin asks

    def get_export_order(self) -> tuple[str, ...]:
        return tuple(self.kinds)

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    # Planning

    def plan(self, table: Table) -> Plan:
        """Return what the table would do; nothing is written."""
        wrong = self._wrong_columns(table.columns)
        return Plan(errors=wrong) if wrong else self._weigh(self._read(table))

    def apply(self, table: Table, seal: str) -> tuple[Plan, list[int]]:
        """Write what the table says, all of it or nothing; return the plan and the ids of the new rows.

        Raises Stale where it would do anything else than what the seal was given for.
        """
        wrong = self._wrong_columns(table.columns)
        if wrong:
            raise Stale(Plan(errors=wrong))
        rows = self._read(table)
        plan = self._sealed(rows, seal)
        try:
            with transaction.atomic():
                self.lock(plan.of("changed"))
                if not self._stands(rows):
                    plan = self._sealed(rows, seal)
                return plan, self.write(plan.of("new"), plan.of("changed"))
        except DomainError as refused:
            raise Stale(Plan(errors=[refused.detail])) from None

    def _sealed(self, rows: list[Planned], seal: str) -> Plan:
        plan = self._weigh(rows)
        if plan.is_refused or plan.seal != seal:
            raise Stale(plan)
        return plan

    def _weigh(self, read: list[Planned]) -> Plan:
        rows = [replace(row, cells=dict(row.cells), errors=dict(row.errors), changes={}) for row in read]
        self._looked = self.look(rows)
        self.prepare(rows)
        self._find(rows)
        for row in rows:
            self._compare(row)
        return Plan(rows)

    def _wrong_columns(self, columns: Iterable[str]) -> list[str]:
        unknown = [name for name in columns if name not in self.kinds]
        if not unknown:
            return []
        facts = {"names": ", ".join(name[:40] for name in unknown[:10]), "known": ", ".join(self.kinds)}
        return [_("There are no such columns: %(names)s. Known are: %(known)s.") % facts]

    def _read(self, table: Table) -> list[Planned]:
        reader = Reader(self.kinds)
        rows = []
        for line in table.lines:
            values, errors = reader.read(line.cells)
            rows.append(Planned(line.number, values, errors=errors, raw={name: line.cells[name] for name in errors}))
        return rows

    def _stands(self, read: list[Planned]) -> bool:
        # A plan follows from the file and from what was found. Weighing every row again would take seconds, and
        # SQLite's only write lock is held by now.
        return bool(self.look(read) == self._looked and self._meant() == self._found)

    def _meant(self) -> list[Record]:
        ids, keys = self._named
        return list(self.standing(ids, keys)) if ids or keys else []

    def _find(self, rows: list[Planned]) -> None:
        ids = {row.cells["id"] for row in rows if row.cells.get("id")}
        keys = {key for row in rows if not row.cells.get("id") and (key := self._key(row.cells))}
        self._named = ids, keys
        self._found = found = self._meant()
        by_id, by_key = {one["id"]: one for one in found}, {self._key(one): one for one in found}
        for row in rows:
            self._meet(row, by_id, by_key)
        self._refuse_twice(rows)

    def _meet(self, row: Planned, by_id: dict[Any, Record], by_key: dict[Any, Record]) -> None:
        id = row.cells.get("id")
        if id:
            row.standing = by_id.get(id)
            if row.standing is None:
                row.errors["id"] = _("There is no row with this id; leave it empty to make a new one.")
        elif key := self._key(row.cells):
            row.standing = by_key.get(key)

    def _refuse_twice(self, rows: list[Planned]) -> None:
        first: dict[Any, int] = {}
        for row in rows:
            key = self._key(row.cells)
            mine = {("id", row.standing["id"])} if row.standing else set()
            for one in mine | ({("key", key)} if key else set()):
                if first.setdefault(one, row.number) != row.number:
                    row.errors[""] = _("Line %(number)s is about the same.") % {"number": first[one]}

    def _key(self, cells: Record) -> tuple[Any, ...] | None:
        key = tuple(cells.get(name) for name in self.key)
        return key if key and all(part not in (None, "") for part in key) else None

    def _compare(self, row: Planned) -> None:
        if row.standing is None:
            self._compare_new(row)
        else:
            self._compare_standing(row, row.standing)
        if not row.errors:
            self.judge(row)

    def _compare_new(self, row: Planned) -> None:
        for name in self.needed:
            if name not in row.errors and row.cells.get(name) in (None, ""):
                row.errors[name] = _("Must be given.")
        for name in self.told:
            if name != "id" and row.cells.get(name) not in (None, ""):
                row.errors[name] = _("Torg itself gives this to a new row: leave it empty.")
        given = {name: cell for name, cell in row.cells.items() if name not in self.told and cell not in (None, "")}
        row.changes = {name: (None, cell) for name, cell in given.items()}

    def _compare_standing(self, row: Planned, standing: Record) -> None:
        # What older doors let in stays as it is, however strict this one has become.
        for name, raw in row.raw.items():
            if same(self.as_stored(name, raw), standing[name]):
                row.errors.pop(name, None)
        for name, cell in row.cells.items():
            if name in row.errors or same(cell, standing[name]):
                continue
            is_empty = cell in (None, "")
            if name in self.told or name in self.fixed:
                if not is_empty:
                    row.errors[name] = _("This stays as it is: %(value)s.") % {"value": standing[name]}
            elif is_empty and name not in self.optional:
                row.errors[name] = _("Must be given.")
            else:
                row.changes[name] = (standing[name], cell)

    def as_stored(self, name: str, raw: Any) -> Any:
        """Return a cell that is refused as it would stand, were it stored all the same."""
        return "" if raw is None else raw


def same(left: Any, right: Any) -> bool:
    """Return whether two values are one, a boolean being no number, inside attributes too."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[name], right[name]) for name in left)
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
