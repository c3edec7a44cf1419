"""What orders do for the modules above: place one, show one, and show and move a supplier's parts."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from modules.catalog.public import Ask
from modules.orders.errors import UnknownOrder
from modules.orders.rules.addresses import Address
from modules.orders.rules.quoting import Quote, Share, Terms, line_total, quote
from modules.orders.rules.states import Actor, Status, next_steps
from modules.orders.selectors import documents, letters, timeline
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.changes import OrderChanges, in_words
from modules.orders.selectors.documents import Stored
from modules.orders.selectors.moments import part_as_of
from modules.orders.selectors.orders import OrderLine, OrderPart, OrderView, PartStep, SupplierPart
from modules.orders.selectors.timeline import PartCorrection
from modules.orders.services import placing, steps

__all__ = [
    "Address",
    "OrderChanges",
    "OrderLine",
    "OrderPart",
    "OrderView",
    "PartCorrection",
    "PartStep",
    "Quote",
    "Share",
    "Status",
    "Stored",
    "SupplierPart",
    "Terms",
    "address_for",
    "changes_in_words",
    "corrected_parts",
    "corrections_of_part",
    "count_parts",
    "line_total",
    "move_part",
    "order",
    "packing_list",
    "part_of_supplier",
    "parts_of_supplier",
    "place",
    "quote",
    "reason_of_part",
    "steps_of_supplier",
]


def place(
    *,
    user_id: int,
    asks: Sequence[Ask],
    address: Address,
    comment: str = "",
    expected_total: Decimal | None = None,
    language: str = "",
    cart_id: int | None = None,
) -> OrderView:
    """Place an order in the caller's transaction and return it; `cart_id` can be placed once only.

    Raises what `catalog.public.reserve` raises; PriceChanged where the total is no longer `expected_total`;
    BelowMinimum, MixedCurrencies, TotalTooLarge. The caller's transaction must then be undone.
    """
    return placing.place(
        user_id=user_id,
        asks=asks,
        address=address,
        comment=comment,
        expected_total=expected_total,
        language=language,
        cart_id=cart_id,
    )


def order(order_id: int) -> OrderView:
    """Return an order as it was agreed, for those who heard of it; raises UnknownOrder."""
    return selectors.view_of(selectors.order_for(order_id, user_id=None))


def address_for(*, user_id: int, contact_id: int | None, address: Address | None) -> Address:
    """Return the address of one of the person's contacts, or the one that is given.

    Raises AddressRequired where neither is given, AddressGivenTwice where both are, UnknownContact for a contact that
    is not theirs.
    """
    return placing.address_for(user_id=user_id, contact_id=contact_id, address=address)


def parts_of_supplier(
    *, supplier_id: int, status: str | None = None, search: str = "", before: int | None = None, limit: int = 20
) -> list[SupplierPart]:
    """Return up to `limit` of a supplier's parts, newest first, those with an id under `before` where it is given.

    `search` is an order's number or its beginning, or the whole SKU, model or GTIN of one of the supplier's own lines.
    """
    parts = selectors.supplier_parts(supplier_id, status=status, search=search)
    narrowed = parts if before is None else parts.filter(pk__lt=before)
    return [selectors.supplier_view(part) for part in narrowed.order_by("-pk")[:limit]]


def count_parts(*, supplier_id: int, status: str | None = None, search: str = "", at_most: int = 10_001) -> int:
    """Return how many parts a supplier has, or how many a search means, counting no further than `at_most`."""
    return selectors.supplier_parts(supplier_id, status=status, search=search)[:at_most].count()


def part_of_supplier(*, supplier_id: int, part_id: int, at: datetime | None = None) -> SupplierPart:
    """Return one of a supplier's parts, with what it held `at` a moment if one is given: goods, sums and address.

    Raises UnknownOrder for somebody else's.
    """
    part = selectors.supplier_parts(supplier_id).filter(pk=part_id).first()
    if part is None:
        raise UnknownOrder
    now = selectors.supplier_view(part)
    return part_as_of(now, at) if at else now


def packing_list(*, supplier_id: int, part_id: int, revision: int | None = None) -> Stored | None:
    """Return where a revision (None: the last) of a part's packing list lies, None while it is being made.

    Raises UnknownOrder for somebody else's, UnknownRevision, and PackingListTooEarly unless the part is confirmed.
    """
    return documents.packing_list_for(part_id, supplier_id=supplier_id, revision=revision)


def corrected_parts(*, order_id: int, revision: int) -> dict[int, int]:
    """Return the living parts (id -> supplier's id) that a correction of an order changed for their suppliers."""
    made = letters.correction(order_id, revision)
    return letters.parts_corrected(made) if made else {}


def corrections_of_part(*, supplier_id: int, part_id: int) -> list[PartCorrection]:
    """Return the corrections that changed a supplier's part: own lines and sums, and where it goes once confirmed.

    Raises UnknownOrder for somebody else's.
    """
    return timeline.corrections_of_part(part_id, supplier_id=supplier_id)


def changes_in_words(made: OrderChanges, *, currency: str) -> list[tuple[str, str, str]]:
    """Return in the reader's language what a correction changed: what it is, how it was and how it is."""
    return list(in_words(made, currency))


def reason_of_part(part_id: int, *, status: str) -> str:
    """Return why a part came to a status, as whoever moved it said; "" where they did not."""
    return letters.reason_of(part_id=part_id, status=status)


def move_part(*, supplier_id: int, part_id: int, status: str, by: int | None, reason: str = "") -> SupplierPart:
    """Take a supplier's part a step on and return it; `reason` is kept with the step and told to the buyer.

    Raises UnknownOrder, IllegalTransition (409).
    """
    steps.move_part(part_id=part_id, status=Status(status), by=by, supplier_id=supplier_id, reason=reason)
    return part_of_supplier(supplier_id=supplier_id, part_id=part_id)


def steps_of_supplier(status: str) -> list[Status]:
    """Return the statuses that a supplier may take a part to from this one, the step forward first."""
    return next_steps(Actor.SUPPLIER, status)
