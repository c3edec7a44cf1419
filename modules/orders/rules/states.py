"""The states of orders and of their parts, and the steps between them."""

from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderStatus(TextChoices):
    PENDING = "pending", _("pending")
    CONFIRMED = "confirmed", _("confirmed")
    ASSEMBLED = "assembled", _("assembled")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    CANCELLED = "cancelled", _("cancelled")


Status = OrderStatus  # in this module, where no other is meant

STEPS: Mapping[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.ASSEMBLED, Status.CANCELLED}),
    Status.ASSEMBLED: frozenset({Status.SHIPPED, Status.CANCELLED}),
    Status.SHIPPED: frozenset({Status.DELIVERED}),
    Status.DELIVERED: frozenset(),
    Status.CANCELLED: frozenset(),
}
PACE = (Status.PENDING, Status.CONFIRMED, Status.ASSEMBLED, Status.SHIPPED, Status.DELIVERED)
BUYER_MAY_CANCEL = frozenset({Status.PENDING, Status.CONFIRMED})
CLOSED = frozenset({Status.DELIVERED, Status.CANCELLED})


def is_legal(step_from: str, step_to: str) -> bool:
    """Return whether the state table has this step."""
    return Status(step_to) in STEPS[Status(step_from)]


def buyer_may(step_from: str, step_to: str) -> bool:
    """Return whether the buyer may make this step with an order of their own."""
    return step_to == Status.CANCELLED and step_from in BUYER_MAY_CANCEL


def standing_of(parts: Iterable[str]) -> Status:
    """Return where an order stands: where its slowest living part does, or cancelled when none lives."""
    living = {Status(part) for part in parts} - {Status.CANCELLED}
    return min(living, key=PACE.index, default=Status.CANCELLED)
