"""The states of orders and of their parts. TABLE is all of it: services, buttons, the API's texts and the drawing in
docs/order-states.md ask it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderStatus(TextChoices):
    PENDING = "pending", _("pending")
    CONFIRMED = "confirmed", _("confirmed")
    ASSEMBLED = "assembled", _("assembled")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


class Actor(TextChoices):
    """In what capacity somebody makes a step."""

    BUYER = "buyer", pgettext_lazy("who makes a step", "buyer")
    SUPPLIER = "supplier", pgettext_lazy("who makes a step", "supplier")
    STAFF = "staff", pgettext_lazy("who makes a step", "staff")
    SYSTEM = "system", pgettext_lazy("who makes a step", "the shop itself")


class Pieces(TextChoices):
    """What a step does to the pieces that are reserved for its lines."""

    KEPT = "kept"
    BACK = "back"
    SOLD = "sold"


Status = OrderStatus  # in this module, where no other is meant


@dataclass(frozen=True, slots=True)
class Transition:
    """One step that exists: from where to where, who may make it, and what becomes of the reserved pieces."""

    came_from: Status
    to: Status
    may: frozenset[Actor]
    pieces: Pieces = Pieces.KEPT


SHOP = frozenset({Actor.STAFF, Actor.SYSTEM})
SELLERS = SHOP | {Actor.SUPPLIER}
ALL = SELLERS | {Actor.BUYER}

TABLE = (
    Transition(Status.PENDING, Status.CONFIRMED, SELLERS),
    Transition(Status.CONFIRMED, Status.ASSEMBLED, SELLERS),
    Transition(Status.ASSEMBLED, Status.SHIPPED, SELLERS, Pieces.SOLD),
    Transition(Status.SHIPPED, Status.DELIVERED, SELLERS),
    Transition(Status.PENDING, Status.CANCELLED, ALL, Pieces.BACK),
    Transition(Status.CONFIRMED, Status.CANCELLED, ALL, Pieces.BACK),
    Transition(Status.ASSEMBLED, Status.CANCELLED, SELLERS, Pieces.BACK),
)
_BY_STEP = {(step.came_from, step.to): step for step in TABLE}
STEPS: Mapping[Status, frozenset[Status]] = {
    status: frozenset(step.to for step in TABLE if step.came_from == status) for status in Status
}
CLOSED = frozenset(status for status in Status if not STEPS[status])
# Where pieces are still put aside, so that what was agreed may yet be corrected.
RESERVING = frozenset(step.came_from for step in TABLE if step.pieces == Pieces.BACK)
PACE = (Status.PENDING, Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED)


def step_of(step_from: str, step_to: str) -> Transition | None:
    """Return this step, or None where the table does not have it."""
    return _BY_STEP.get((Status(step_from), Status(step_to)))


def is_legal(step_from: str, step_to: str) -> bool:
    """Return whether the state table has this step."""
    return step_of(step_from, step_to) is not None


def may(actor: Actor, step_from: str, step_to: str) -> bool:
    """Return whether the table has this step, and somebody in this capacity may make it."""
    step = step_of(step_from, step_to)
    return step is not None and actor in step.may


def next_steps(actor: Actor, step_from: str) -> list[Status]:
    """Return where somebody in this capacity may go from a state, in the order of the table."""
    return [step.to for step in TABLE if step.came_from == step_from and actor in step.may]


def may_ever(actor: Actor, step_to: str) -> bool:
    """Return whether somebody in this capacity may come to a state from anywhere."""
    return any(step.to == step_to and actor in step.may for step in TABLE)


def standing_of(parts: Iterable[str]) -> Status:
    """Return where an order stands: where its slowest living part does, or cancelled when none lives."""
    living = {Status(part) for part in parts} - {Status.CANCELLED}
    return min(living, key=PACE.index, default=Status.CANCELLED)


def way(step_from: str, step_to: str) -> list[Status]:
    """Return the states through which an order comes from one to another, the last included, each a step of the table.

    An order goes several at once when its slowest part is cancelled.
    """
    start, end = Status(step_from), Status(step_to)
    return [end] if is_legal(start, end) else list(PACE[PACE.index(start) + 1 : PACE.index(end) + 1])


def told(actor: Actor) -> str:
    """Return the steps of a capacity in words, for the API's texts: `pending → cancelled, ...`."""
    return ", ".join(f"`{step.came_from}` → `{step.to}`" for step in TABLE if actor in step.may)
