"""What an order comes to: the sums of the parts that count, of which one that was given up is none while others live.

A wholly cancelled order keeps what it last came to: the books say what was called off, and its invoice that it was.
"""

from collections.abc import Sequence
from decimal import Decimal

from modules.orders.models.orders import Order, Part
from modules.orders.rules.states import Status

NOTHING = Decimal("0.00")
SUMS = ("subtotal", "delivery", "total")


def sum_up(order: Order, parts: Sequence[Part]) -> None:
    """Write into an order, not yet saved, what its counted parts come to."""
    counted = [part for part in parts if part.counted]
    order.subtotal = sum((part.subtotal for part in counted), NOTHING)
    order.delivery = sum((part.delivery for part in counted), NOTHING)
    order.total = order.subtotal + order.delivery


def take_off(order: Order, parts: Sequence[Part], gone: Sequence[Part]) -> None:
    """Take cancelled parts off the sums of a locked order that goes on, and save both."""
    if all(part.status == Status.CANCELLED for part in parts):
        return
    for part in gone:
        part.counted = False
    Part.objects.filter(pk__in=[part.pk for part in gone]).update(counted=False)
    sum_up(order, parts)
    order.save(update_fields=SUMS)
