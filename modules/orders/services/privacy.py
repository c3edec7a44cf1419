"""Forgetting a person: what was agreed stays in the books, who and where goes."""

from django.db import transaction

from core.cache import bump
from modules.orders.models.orders import Order
from modules.orders.rules.states import CLOSED


@transaction.atomic(savepoint=False)
def erase_buyer(*, user_id: int) -> None:
    """Blank address and comment of the person's closed orders now, and of the living ones when they close."""
    orders = Order.objects.filter(user_id=user_id)
    orders.exclude(status__in=CLOSED).update(erase_on_close=True)
    orders.filter(status__in=CLOSED).update(address={}, comment="", search_text="")
    bump(f"orders.user:{user_id}", "orders.all")
    bump(*(f"orders.order:{id}" for id in orders.values_list("pk", flat=True)))


def blank(order: Order) -> None:
    """Take out of an order, not yet saved, whatever leads to a person."""
    order.address, order.comment, order.search_text = {}, "", ""
