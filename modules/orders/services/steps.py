"""Steps of orders and parts. The order's row is locked first, then its parts by id: two clerks take turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from core.cache import bump
from core.events.bus import publish
from modules.catalog import public as catalog
from modules.orders.errors import IllegalTransition, NotYourStep, UnknownOrder
from modules.orders.events import OrderMoved
from modules.orders.models.orders import Line, Order, Part, Step
from modules.orders.rules.states import (
    CLOSED,
    Actor,
    Pieces,
    Status,
    is_legal,
    may,
    may_ever,
    standing_of,
    step_of,
    way,
)
from modules.orders.services import issuing
from modules.orders.services.counting import take_off
from modules.orders.services.privacy import blank


@dataclass(frozen=True, slots=True)
class Mover:
    """Who makes a step: a user's id (None for the shop itself), in what capacity, and why."""

    by: int | None
    actor: Actor
    reason: str = ""


@transaction.atomic(savepoint=False)
def move_order(*, order_id: int, status: Status, by: int | None, reason: str = "") -> Order:
    """Take every living part, and with them the order, one step on, as the staff.

    Raises UnknownOrder, and IllegalTransition where one of the parts cannot make the step.
    """
    return _move_all(locked(order_id), status, Mover(by, _shop(by), reason))


@transaction.atomic(savepoint=False)
def move_own_order(*, order_id: int, status: Status, user_id: int, reason: str = "") -> Order:
    """Take a buyer's own order one step on, as far as the table lets buyers.

    Raises UnknownOrder for somebody else's, NotYourStep, IllegalTransition.
    """
    order = locked(order_id, user_id=user_id)
    if may_ever(Actor.BUYER, status) and not is_legal(order.status, status):
        raise _illegal(order.status, status)
    if not may(Actor.BUYER, order.status, status):
        raise NotYourStep
    return _move_all(order, status, Mover(user_id, Actor.BUYER, reason))


@transaction.atomic(savepoint=False)
def move_part(
    *,
    part_id: int,
    status: Status,
    by: int | None,
    order_id: int | None = None,
    supplier_id: int | None = None,
    reason: str = "",
) -> Part:
    """Take one part a step on; the order stands where its slowest living part then stands.

    With `supplier_id` the step is that supplier's, to whom somebody else's part is unknown; without, the staff's. With
    `order_id` a part of another order is unknown. Raises UnknownOrder, IllegalTransition.
    """
    named = {"order_id": order_id, "supplier_id": supplier_id}
    theirs = Part.objects.filter(pk=part_id, **{name: id for name, id in named.items() if id is not None})
    found = theirs.values_list("order_id", flat=True).first()
    if found is None:
        raise UnknownOrder
    order = locked(found)
    parts = locked_parts(order)
    part = next(part for part in parts if part.pk == part_id)
    was, mover = part.status, Mover(by, _shop(by) if supplier_id is None else Actor.SUPPLIER, reason)
    move_parts(order, parts, [part], status, mover)
    _tell(order, OrderMoved(order.pk, part.pk, was, status, by, (part.pk,)))
    return part


def move_parts(order: Order, parts: Sequence[Part], moving: Sequence[Part], status: Status, mover: Mover) -> None:
    """Take `moving`, some of the order's locked parts, a step on, and the order to where its parts then stand.

    What is cancelled no longer counts in an order that goes on, and the next revision of its invoice is due.
    """
    steps = _move_parts(order, moving, status, mover)
    if status == Status.CANCELLED:
        take_off(order, parts, moving)
        issuing.expect(order_id=order.pk, without=moving)
    steps += _stand(order, parts, mover)
    Step.objects.bulk_create(steps)


def _shop(by: int | None) -> Actor:
    return Actor.SYSTEM if by is None else Actor.STAFF


def _move_all(order: Order, status: Status, mover: Mover) -> Order:
    parts, was = locked_parts(order), order.status
    living = [part for part in parts if part.status != Status.CANCELLED]
    if not living:
        raise _illegal(was, status)
    move_parts(order, parts, living, status, mover)
    _tell(order, OrderMoved(order.pk, None, was, status, mover.by, tuple(part.pk for part in living)))
    return order


def locked(order_id: int, **owner: int) -> Order:
    """Return an order whose row is held until the end of the transaction; raises UnknownOrder."""
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id, **owner).first()
    if order is None:
        raise UnknownOrder
    return order


def locked_parts(order: Order) -> list[Part]:
    """Return the parts of a locked order, held too."""
    return list(order.parts.select_for_update(no_key=True).order_by("pk"))


def _move_parts(order: Order, parts: Sequence[Part], status: Status, mover: Mover) -> list[Step]:
    for part in parts:
        if not is_legal(part.status, status):
            raise _illegal(part.status, status, of=part.supplier_name if part.status != order.status else "")
        if not may(mover.actor, part.status, status):
            raise _gone_further(part)
    steps = [_step(order, part, part.status, status, mover) for part in parts]
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
    if status == Status.DELIVERED:
        catalog.record_receipt(user_id=order.user_id, product_ids=list(lines.values_list("product_id", flat=True)))
    effects = {step.pieces for part in parts if (step := step_of(part.status, status))}
    assert len(effects) == 1, "every way to a state does the same with the pieces"
    match effects.pop():
        case Pieces.BACK:
            catalog.release(list(lines.values_list("offer_id", "quantity")))
        case Pieces.SOLD:
            catalog.ship(list(lines.values_list("offer_id", "quantity")))


def _stand(order: Order, parts: Sequence[Part], mover: Mover) -> list[Step]:
    was, order.status = order.status, standing_of(part.status for part in parts)
    if order.status == was:
        return []
    if order.status in CLOSED and order.erase_on_close:
        blank(order)
    order.save(update_fields=["status", "address", "comment", "search_text"])
    states = [Status(was), *way(was, order.status)]
    return [_step(order, None, here, then, mover) for here, then in pairwise(states)]


def _step(order: Order, part: Part | None, was: str, status: str, mover: Mover) -> Step:
    return Step(
        order=order,
        part=part,
        from_status=was,
        to_status=status,
        by_id=mover.by,
        actor=mover.actor,
        reason=mover.reason,
    )


def _illegal(was: str, status: str, *, of: str = "") -> IllegalTransition:
    here, then = Status(was), Status(status)
    # `%(` in a supplier's name would pass for a fact's place.
    about = {"supplier": of.replace("%(", "% ("), "from": here.label, "to": then.label}
    detail = gettext("The part of “%(supplier)s” cannot go from “%(from)s” to “%(to)s”.") % about if of else None
    return IllegalTransition(detail, **{"from": here, "to": then})


def _gone_further(part: Part) -> NotYourStep:
    # The order stands where its slowest part does: it says nothing of this one, so the sentence does.
    return NotYourStep(str(NotYourStep.of_part) % {"supplier": part.supplier_name, "status": Status(part.status).label})


def _tell(order: Order, moved: OrderMoved) -> None:
    publish(moved)
    bump(f"orders.order:{order.pk}", f"orders.user:{order.user_id}", "orders.all")
