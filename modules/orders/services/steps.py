"""Steps of orders and parts. The order's row is locked first, then its parts by id: two clerks take turns."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.cache import bump
from core.events.bus import publish
from modules.catalog import public as catalog
from modules.orders.errors import IllegalTransition, NotYourStep, UnknownOrder
from modules.orders.events import OrderMoved
from modules.orders.models.orders import Line, Order, Part, Step
from modules.orders.rules.states import CLOSED, Status, buyer_may, is_legal, standing_of
from modules.orders.services.privacy import blank


@transaction.atomic(savepoint=False)
def move_order(*, order_id: int, status: Status, by: int | None, reason: str = "") -> Order:
    """Take every living part, and with them the order, one step on.

    Raises UnknownOrder, and IllegalTransition where one of the parts cannot make the step.
    """
    order = _locked(order_id)
    return _move_all(order, status, by, reason)


@transaction.atomic(savepoint=False)
def move_own_order(*, order_id: int, status: Status, user_id: int) -> Order:
    """Take a buyer's own order one step on: cancelling, while it is pending or confirmed, is all they may.

    Raises UnknownOrder for somebody else's, NotYourStep, IllegalTransition.
    """
    order = _locked(order_id, user_id=user_id)
    if status == Status.CANCELLED and not is_legal(order.status, status):
        raise _illegal(order.status, status)
    if not buyer_may(order.status, status):
        raise NotYourStep
    return _move_all(order, status, user_id, "")


@transaction.atomic(savepoint=False)
def move_part(*, part_id: int, status: Status, by: int | None, supplier_id: int | None = None) -> Part:
    """Take one part a step on; the order stands where its slowest living part then stands.

    With `supplier_id` somebody else's part is unknown. Raises UnknownOrder, IllegalTransition.
    """
    theirs = {} if supplier_id is None else {"supplier_id": supplier_id}
    order_id = Part.objects.filter(pk=part_id, **theirs).values_list("order_id", flat=True).first()
    if order_id is None:
        raise UnknownOrder
    order = _locked(order_id)
    parts = _locked_parts(order)
    part = next(part for part in parts if part.pk == part_id)
    was = part.status
    steps = _move_parts(order, [part], status, by, "")
    steps += _stand(order, parts, by, "")
    Step.objects.bulk_create(steps)
    _tell(order, OrderMoved(order.pk, part.pk, was, status, by))
    return part


def _move_all(order: Order, status: Status, by: int | None, reason: str) -> Order:
    parts, was = _locked_parts(order), order.status
    living = [part for part in parts if part.status != Status.CANCELLED]
    if not living:
        raise _illegal(was, status)
    steps = _move_parts(order, living, status, by, reason)
    steps += _stand(order, parts, by, reason)
    Step.objects.bulk_create(steps)
    _tell(order, OrderMoved(order.pk, None, was, status, by))
    return order


def _locked(order_id: int, **owner: int) -> Order:
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id, **owner).first()
    if order is None:
        raise UnknownOrder
    return order


def _locked_parts(order: Order) -> list[Part]:
    return list(order.parts.select_for_update(no_key=True).order_by("pk"))


def _move_parts(order: Order, parts: Sequence[Part], status: Status, by: int | None, reason: str) -> list[Step]:
    for part in parts:
        if not is_legal(part.status, status):
            raise _illegal(part.status, status)
    steps = [_step(order, part, part.status, status, by, reason) for part in parts]
    # Conditional although the rows are locked: on a database without row locks this is what lets one win.
    unmoved = Part.objects.filter(pk__in=[part.pk for part in parts], status__in={part.status for part in parts})
    if unmoved.update(status=status, moved_at=timezone.now()) != len(parts):
        raise _illegal(order.status, status)
    _tell_catalogue(order, parts, status)
    for part in parts:
        part.status = status
    return steps


def _tell_catalogue(order: Order, parts: Sequence[Part], status: Status) -> None:
    lines = Line.objects.filter(part__in=parts).order_by("offer_id")
    match status:
        case Status.CANCELLED:
            catalog.release(list(lines.values_list("offer_id", "quantity")))
        case Status.SHIPPED:
            catalog.ship(list(lines.values_list("offer_id", "quantity")))
        case Status.DELIVERED:
            ids = list(lines.values_list("product_id", flat=True))
            catalog.record_receipt(user_id=order.user_id, product_ids=ids)


def _stand(order: Order, parts: Sequence[Part], by: int | None, reason: str) -> list[Step]:
    was, order.status = order.status, standing_of(part.status for part in parts)
    if order.status == was:
        return []
    if order.status in CLOSED and order.erase_on_close:
        blank(order)
    order.save(update_fields=["status", "address", "comment", "search_text"])
    return [_step(order, None, was, order.status, by, reason)]


def _step(order: Order, part: Part | None, was: str, status: str, by: int | None, reason: str) -> Step:
    return Step(order=order, part=part, from_status=was, to_status=status, by_id=by, reason=reason)


def _illegal(was: str, status: str) -> IllegalTransition:
    return IllegalTransition(**{"from": str(was), "to": str(status)})


def _tell(order: Order, moved: OrderMoved) -> None:
    publish(moved)
    bump(f"orders.order:{order.pk}", f"orders.user:{order.user_id}", "orders.all")
