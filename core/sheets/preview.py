"""What a plan shows on a page: its counts, and of each kind the first rows, errors first."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.sheets.formats.base import as_json
from core.sheets.plan import Kind, Plan, Planned, counted

SHOWN: dict[Kind, int] = {"error": 100, "new": 50, "changed": 100, "same": 10}


@dataclass(frozen=True, slots=True)
class Group:
    kind: Kind
    title: str
    count: int
    rows: list[Planned]

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)

    def lines(self) -> Iterator[tuple[int, str, list[tuple[str, str, str]]]]:
        """Yield number, title, and (column, old or sentence, new) of each row."""
        for row in self.rows:
            yield row.number, row.title, list(_told(row))


class Preview:
    def __init__(self, plan: Plan) -> None:
        self.errors = plan.errors
        counts = counted(plan.rows)
        titles: dict[Kind, str] = {
            "error": _("Rows with errors"), "new": _("New rows"),
            "changed": _("Changed rows"), "same": _("Rows as they were"),
        }  # fmt: skip
        self.groups = [Group(kind, title, counts[kind], plan.of(kind)[: SHOWN[kind]]) for kind, title in titles.items()]

    @property
    def is_empty(self) -> bool:
        return not self.errors and not any(group.count for group in self.groups if group.kind != "same")

    @property
    def is_held(self) -> bool:
        return any(group.count for group in self.groups if group.kind == "error")


def _told(row: Planned) -> Iterator[tuple[str, str, str]]:
    if row.errors:
        yield from ((column, sentence, "") for column, sentence in row.errors.items())
    else:
        yield from ((column, shown(old), shown(new)) for column, (old, new) in row.changes.items())


def shown(value: Any) -> str:
    """Return a value as a person reads it, cut where it is long."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        value = as_json(value)
    text = f"{value:f}" if isinstance(value, Decimal) else "" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
