"""What a correction made another thing of, told the same to letters, the admin, the buyer and a supplier."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.money import MoneyAmount as Amount
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import Status
from modules.orders.selectors.revisions import Agreed


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """How many pieces a line (by its id) had and has; 0 where it was taken out."""

    id: int
    supplier_id: int
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """A supplier's part that was left without goods: its id, and where it stood and stands."""

    id: int
    supplier_id: int
    supplier: str
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class ChangedAmount:
    """An amount in the order's currency."""

    before: Amount
    after: Amount


@dataclass(frozen=True, slots=True)
class ChangedText:
    """What was said, and what is."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedAddress:
    """Where the order went, and where it goes."""

    before: Address
    after: Address


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a correction changed; what it left alone is empty or null."""

    items: list[ChangedLine]
    parts: list[ChangedPart]
    subtotal: ChangedAmount | None
    delivery: ChangedAmount | None
    total: ChangedAmount | None
    address: ChangedAddress | None
    comment: ChangedText | None


def changes(before: Agreed, after: Agreed) -> Changes:
    """Return what an order said otherwise before and after."""
    sums = {name: (getattr(before, name), getattr(after, name)) for name in ("subtotal", "delivery", "total")}
    moved, said = before.address != after.address, before.comment != after.comment
    return Changes(
        items=list(_lines(before, after)),
        parts=list(_parts(before, after)),
        address=ChangedAddress(before.address, after.address) if moved else None,
        comment=ChangedText(before.comment, after.comment) if said else None,
        **{name: ChangedAmount(*pair) if pair[0] != pair[1] else None for name, pair in sums.items()},
    )


def of_supplier(state: Agreed, supplier_id: int, *, contact: bool) -> Agreed:
    """Return what of a state is a supplier's business: own lines and sums; with `contact`, also where it goes."""
    parts = [part for part in state.parts if part.supplier_id == supplier_id]
    return replace(
        state,
        items=[line for line in state.items if line.supplier_id == supplier_id],
        parts=parts,
        subtotal=parts[0].subtotal,
        delivery=parts[0].delivery,
        total=parts[0].subtotal + parts[0].delivery,
        address=state.address if contact else Address(),
        comment=state.comment if contact else "",
    )


def _lines(before: Agreed, after: Agreed) -> Iterator[ChangedLine]:
    now = {line.id: line.quantity for line in after.items}
    for line in before.items:
        left = now.get(line.id, 0)
        if line.quantity != left:
            yield ChangedLine(line.id, line.supplier_id, line.name, line.quantity, left)


def _parts(before: Agreed, after: Agreed) -> Iterator[ChangedPart]:
    now = {part.id: part.status for part in after.parts}
    for part in before.parts:
        if part.status != now[part.id] == Status.CANCELLED:
            yield ChangedPart(part.id, part.supplier_id, part.supplier_name, part.status, now[part.id])
