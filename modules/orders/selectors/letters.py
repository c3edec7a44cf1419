"""What only letters ask for."""

from modules.orders.models.orders import Step


def reason_of(*, part_id: int, status: str) -> str:
    """Return what was said when a part last came to a status; "" for nothing."""
    steps = Step.objects.filter(part=part_id, to_status=status).order_by("-pk")
    return steps.values_list("reason", flat=True).first() or ""
