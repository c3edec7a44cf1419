"""What a correction made another thing of, told the same to letters, the admin, the buyer and a supplier."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.mailing.letters import one_line
from core.money import MoneyAmount as Amount
from core.money import written_in
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import Status
from modules.orders.selectors.revisions import Agreed


@dataclass(frozen=True, slots=True)
class LineChange:
    """How many pieces a line (by its id) had and has: 0 before where it was added, 0 after where it was taken out."""

    id: int
    supplier_id: int
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PartChange:
    """A supplier's part that was left without goods: its id, and where it stood and stands."""

    id: int
    supplier_id: int
    supplier: str
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class AmountChange:
    """An amount in the order's currency."""

    before: Amount
    after: Amount


@dataclass(frozen=True, slots=True)
class TextChange:
    """What was said, and what is."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AddressChange:
    """Where the order went, and where it goes."""

    before: Address
    after: Address


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """All that a correction changed; what it left alone is empty or null."""

    items: list[LineChange]
    parts: list[PartChange]
    subtotal: AmountChange | None
    delivery: AmountChange | None
    total: AmountChange | None
    address: AddressChange | None
    comment: TextChange | None


def changes(before: Agreed, after: Agreed) -> OrderChanges:
    """Return what an order said otherwise before and after."""
    sums = {name: (getattr(before, name), getattr(after, name)) for name in ("subtotal", "delivery", "total")}
    moved, said = before.address != after.address, before.comment != after.comment
    return OrderChanges(
        items=list(_lines(before, after)),
        parts=list(_parts(before, after)),
        address=AddressChange(before.address, after.address) if moved else None,
        comment=TextChange(before.comment, after.comment) if said else None,
        **{name: AmountChange(*pair) if pair[0] != pair[1] else None for name, pair in sums.items()},
    )


def in_words(made: OrderChanges, currency: str) -> Iterator[tuple[str, str, str]]:
    """Yield in the reader's language what was changed, each on one line: what it is, how it was, how it is."""
    for line in made.items:
        yield one_line(line.name), str(line.before), str(line.after)
    for part in made.parts:
        yield one_line(part.supplier), str(part.before.label), str(part.after.label)
    if made.address:
        yield _("Delivery to"), _place(made.address.before), _place(made.address.after)
    if made.comment:
        yield _("Comment"), one_line(made.comment.before) or "–", one_line(made.comment.after) or "–"
    if made.total:
        yield _("Total"), written_in(made.total.before, currency), written_in(made.total.after, currency)


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


def _lines(before: Agreed, after: Agreed) -> Iterator[LineChange]:
    had, has = ({line.id: line.quantity for line in state.items} for state in (before, after))
    added = [line for line in after.items if line.id not in had]
    for line in (*before.items, *added):
        pieces = had.get(line.id, 0), has.get(line.id, 0)
        if pieces[0] != pieces[1]:
            yield LineChange(line.id, line.supplier_id, line.name, *pieces)


def _parts(before: Agreed, after: Agreed) -> Iterator[PartChange]:
    now = {part.id: part.status for part in after.parts}
    for part in before.parts:
        if part.status != now[part.id] == Status.CANCELLED:
            yield PartChange(part.id, part.supplier_id, part.supplier_name, part.status, now[part.id])


def _place(address: Address) -> str:
    return one_line(", ".join(filter(None, (address.one_line(), address.recipient, address.phone)))) or "–"
