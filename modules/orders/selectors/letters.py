"""What only letters ask for."""

from modules.orders.models.orders import Step


def reason_of(*, order_id: int, part_id: int | None, status: str) -> str:
    """Return what was said when the order, or that part of it, last came to a status; "" for nothing."""
    steps = Step.objects.filter(order=order_id, part=part_id, to_status=status).order_by("-pk")
    return steps.values_list("reason", flat=True).first() or ""
