"""What a file would do: row by row, what stands and what is to stand, before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

type Kind = Literal["error", "new", "changed", "same"]


@dataclass(slots=True)
class Planned:
    """One row of the file.

    `cells` are its values by column, `standing` those of the row that it means (None: a new one), `changes` column ->
    (old, new) of what is to be written, `errors` column -> sentence ("" for the row as a whole).
    """

    number: int
    cells: dict[str, Any]
    standing: dict[str, Any] | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    # The cells that have an error, as they stand in the file.
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        if self.errors:
            return "error"
        if self.standing is None:
            return "new"
        return "changed" if self.changes else "same"

    @property
    def title(self) -> str:
        """Return what a person knows the row by."""
        known = self.cells | (self.standing or {})
        return str(known.get("name") or known.get("external_id") or known.get("id") or "")[:200]

    @property
    def given(self) -> dict[str, Any]:
        """Return what is to be written, by column."""
        return {column: new for column, (_old, new) in self.changes.items()}

    @property
    def id(self) -> int:
        assert self.standing is not None
        return int(self.standing["id"])


@dataclass(slots=True)
class Plan:
    """The rows of a file, and what is wrong with it as a whole."""

    rows: list[Planned] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return bool(self.errors) or any(row.errors for row in self.rows)

    @property
    def changing(self) -> bool:
        return any(row.kind in ("new", "changed") for row in self.rows)

    def of(self, kind: Kind) -> list[Planned]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def seal(self) -> str:
        """Return a digest of all that would be written, and over what: two plans with one seal do the same."""
        digest = blake2b(digest_size=20)
        for row in self.rows:
            if row.kind != "same":
                digest.update(repr(_written(row)).encode(errors="surrogatepass"))
        return digest.hexdigest()


def _written(row: Planned) -> tuple[Any, ...]:
    changes = [(column, _plain(old), _plain(new)) for column, (old, new) in sorted(row.changes.items())]
    return row.number, row.standing and row.standing["id"], changes


def _plain(value: Any) -> Any:
    # 5 and 5.00 are one amount, and the order of attributes is told.
    return f"{value.normalize():f}" if hasattr(value, "normalize") else repr(value)


def counted(rows: Iterable[Planned]) -> dict[Kind, int]:
    counts: dict[Kind, int] = {"error": 0, "new": 0, "changed": 0, "same": 0}
    for row in rows:
        counts[row.kind] += 1
    return counts
