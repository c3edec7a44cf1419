"""Corrections of an order by the staff, while its goods are still on the shelf.

Prices and terms of delivery stay as they were agreed; a part whose goods changed is judged by them anew. What is added
costs what it costs now (`adding`). What was cancelled does not count. Minimum amounts bind the buyer who places an
order, not the clerk who saves what can be saved of it. Locked in the order of a step: the order, its parts, the offers
by id.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from core.cache import bump
from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.errors import DuplicateProduct
from modules.orders.errors import NothingChanged, NothingLeft, OrderChanged, PartClosed, TotalTooLarge, UnknownLine
from modules.orders.events import OrderCorrected, OrderMoved
from modules.orders.models.orders import Line, Order, Part
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.addresses import Address, search_text
from modules.orders.rules.quoting import MAX_TOTAL, flat, line_total
from modules.orders.rules.states import CLOSED, RESERVING, Actor, Status
from modules.orders.selectors.orders import CONTACT_SHOWN
from modules.orders.selectors.revisions import Agreed, agreed, plain
from modules.orders.services import adding, issuing
from modules.orders.services.counting import NOTHING, SUMS, sum_up
from modules.orders.services.privacy import blank
from modules.orders.services.steps import Mover, locked, locked_parts, move_parts

WRITTEN = (*SUMS, "address", "comment", "search_text", "revision")


@transaction.atomic(savepoint=False)
def correct_order(
    *,
    order_id: int,
    revision: int,
    by: int | None,
    quantities: Mapping[int, int] | None = None,
    add: Sequence[catalog.Ask] = (),
    address: Address | None = None,
    comment: str | None = None,
    reason: str = "",
) -> Order:
    """Change what was agreed and keep what it was; `quantities` are by line id, and 0 takes a line out.

    What is to `add` makes new lines; of an offer that stands in the order already it is so many pieces more, at the
    price that was agreed. `revision` is the number of corrections that the clerk saw. A part left without lines is
    cancelled. Raises UnknownOrder, OrderChanged, UnknownLine, PartClosed, NothingChanged, NothingLeft, TotalTooLarge,
    where more pieces are wanted what `catalog.public.adjust` raises, and where goods are added DuplicateProduct,
    MixedCurrencies, NoOpenPart. The caller's transaction must then be undone.
    """
    order = locked(order_id)
    if order.revision != revision:
        raise OrderChanged(revision=order.revision)
    parts, lines = locked_parts(order), list(order.lines.order_by("pk"))
    before = agreed(order, parts, lines)
    more = adding.pieces_of(add, parts, lines)
    changes = _changes(lines, quantities or {}, more)
    _write_texts(order, parts, address, comment)
    added = _write_goods(order, parts, changes, new=_without(more, lines))
    left = [line for line in (*lines, *added) if line.quantity]
    _refuse_too_many(left, added)
    touched = {line.part_id for line in (*changes, *added)}
    _write_sums(order, parts, left, touched)
    _check(before, agreed(order, parts, left))
    _cancel_empty(order, parts, left, Mover(by, Actor.SYSTEM if by is None else Actor.STAFF, reason))
    _keep(order, before, agreed(order, parts, left), by, reason)
    _expect_papers(order, before, parts, touched)
    return order


def _changes(lines: Sequence[Line], quantities: Mapping[int, int], more: Mapping[int, int]) -> dict[Line, int]:
    known = {line.pk: line for line in lines}
    if quantities.keys() - known.keys():
        raise UnknownLine(field="items")
    changes = {known[id]: wanted for id, wanted in quantities.items() if known[id].quantity != wanted}
    raised = {line: line.quantity + more[line.offer_id] for line in lines if line.offer_id in more}
    if raised.keys() & changes.keys():
        raise DuplicateProduct(field=adding.FIELD)
    return changes | raised


def _without(more: Mapping[int, int], lines: Sequence[Line]) -> dict[int, int]:
    """Return the offers that stand in no line yet."""
    known = {line.offer_id for line in lines}
    return {id: pieces for id, pieces in more.items() if id not in known}


def _refuse_too_many(left: Sequence[Line], added: Sequence[Line]) -> None:
    if added and len(left) > settings.CART_MAX_LINES:
        raise TotalTooLarge(field=adding.FIELD)


def _write_texts(order: Order, parts: Sequence[Part], address: Address | None, comment: str | None) -> None:
    goes, says = address or order.address_view, order.comment if comment is None else comment
    if (goes, says) == (order.address_view, order.comment):
        return
    _refuse_closed([part for part in parts if part.status != Status.CANCELLED] or parts)
    order.address, order.search_text, order.comment = goes.plain(), search_text(goes), says


def _write_goods(
    order: Order, parts: Sequence[Part], changes: Mapping[Line, int], *, new: Mapping[int, int]
) -> list[Line]:
    touched = {line.part_id for line in changes}
    _refuse_closed([part for part in parts if part.pk in touched])
    more = {line.offer_id: wanted - line.quantity for line, wanted in changes.items()}
    taken = catalog.adjust({**more, **new}, held={line.offer_id: line.quantity for line in changes})
    _rewrite(changes)
    return adding.write_lines(order, parts, [one for one in taken.lines if one.offer_id in new])


def _rewrite(changes: Mapping[Line, int]) -> None:
    for line, wanted in changes.items():
        line.quantity, line.total = wanted, line_total(line.price, wanted)
        if line.total > MAX_TOTAL:
            raise TotalTooLarge(field="items")
    Line.objects.bulk_update([line for line in changes if line.quantity], ["quantity", "total"])
    Line.objects.filter(pk__in=[line.pk for line in changes if not line.quantity]).delete()


def _refuse_closed(parts: Sequence[Part]) -> None:
    closed = [part.supplier_name for part in parts if part.status not in RESERVING]
    if closed:
        raise PartClosed(supplier=", ".join(closed))


def _write_sums(order: Order, parts: Sequence[Part], lines: Sequence[Line], touched: set[int]) -> None:
    changed = [part for part in parts if part.pk in touched]
    for part in changed:
        mine = [line.total for line in lines if line.part_id == part.pk]
        part.subtotal = sum(mine, NOTHING)
        part.delivery = _delivery(part) if mine else NOTHING
    sum_up(order, parts)
    if order.total > MAX_TOTAL:
        raise TotalTooLarge(field="items")
    Part.objects.bulk_update(changed, ["subtotal", "delivery"])


def _delivery(part: Part) -> Decimal:
    # Placed before its terms were kept: what was agreed stays.
    if part.flat_rate is None:
        return part.delivery
    return flat(part.subtotal, rate=part.flat_rate, free_from=part.free_from)


def _check(before: Agreed, after: Agreed) -> None:
    if after == before:
        raise NothingChanged(field="items")
    living = {part.id for part in after.parts if part.status != Status.CANCELLED}
    suppliers = {part.supplier_id for part in after.parts if part.id in living}
    if not any(line.supplier_id in suppliers for line in after.items):
        raise NothingLeft


def _cancel_empty(order: Order, parts: Sequence[Part], lines: Sequence[Line], mover: Mover) -> None:
    full = {line.part_id for line in lines}
    empty = [part for part in parts if part.pk not in full and part.status != Status.CANCELLED]
    for part in empty:
        was = part.status
        move_parts(order, parts, [part], Status.CANCELLED, mover)
        moved = (part.pk,), order.revision + 1
        publish(OrderMoved(order.pk, part.pk, was, Status.CANCELLED, mover.by, *moved))


def _expect_papers(order: Order, before: Agreed, parts: Sequence[Part], touched: set[int]) -> None:
    elsewhere = (before.address, before.comment) != (order.address_view, order.comment)
    taken_on = [part for part in parts if part.status in CONTACT_SHOWN]
    issuing.expect(order_id=order.pk, parts=[part for part in taken_on if elsewhere or part.pk in touched])


def _keep(order: Order, before: Agreed, after: Agreed, by: int | None, reason: str) -> None:
    seen, order.revision = order.revision, order.revision + 1
    written = {name: getattr(order, name) for name in WRITTEN}
    # Conditional although the row is locked: on a database without row locks this is what lets one win.
    if not Order.objects.filter(pk=order.pk, revision=seen).update(**written):
        raise OrderChanged(revision=order.revision)
    OrderRevision.objects.create(
        order=order, number=order.revision, before=plain(before), after=plain(after), by_id=by, reason=reason
    )
    if order.status in CLOSED and order.erase_on_close:
        blank(order)
    publish(OrderCorrected(order.pk, order.revision))
    bump(f"orders.order:{order.pk}", f"orders.user:{order.user_id}", "orders.all")
