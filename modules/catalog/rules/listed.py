"""What a price list would change, row by row, and what taking one back did: plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

type Fate = Literal["new", "changed", "same", "retired"]
type Odd = Literal["renamed", "unmapped", "misfit"]
type FieldValue = str | int | bool | Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field's value before and after: prices as Decimal with two places, `attributes.<name>` as text.

    What was not there, or will not be, is None.
    """

    field: str
    before: FieldValue
    after: FieldValue


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row of a list does to its supplier's offer; a row that the list does not have is on line 0.

    `odd` says why it is among those that `Comparison.renamed`, `unmapped` and `misfits` count.
    """

    line: int
    external_id: str
    name: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    odd: tuple[Odd, ...] = ()


@dataclass(frozen=True, slots=True)
class Renamed:
    """A category key that the supplier's list calls something else than its last one did, and how many rows have it."""

    key: str
    before: str
    after: str
    rows: int


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A category of the supplier's that stands nowhere in the shop yet, and how many goods of the list wait for it."""

    key: str
    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A list beside what stands: how many living offers its supplier has, and the rows, once, as a stream.

    `in_stock` of the offers say that there are pieces.

    `misfits` are attribute names with the number of rows whose values are not of the type that somebody chose.
    """

    standing: int
    rows: Iterator[RowChange]
    renamed: tuple[Renamed, ...] = ()
    misfits: tuple[tuple[str, int], ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    in_stock: int = 0


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a list back did: offers set back, retired (the list had made them), brought back.

    `left` counts the offers and products of which something was changed by others since, and so stays as it is.
    """

    restored: int
    retired: int
    returned: int
    left: int
