"""Forgetting a person: what was agreed stays in the books, who and where goes."""

from collections.abc import Collection

from django.db import transaction

from core.cache import bump
from core.events.bus import publish
from modules.orders.events import PapersErased
from modules.orders.models.documents import Document, DocumentKind
from modules.orders.models.orders import Order, Step
from modules.orders.models.revisions import OrderRevision
from modules.orders.rules.states import CLOSED


@transaction.atomic(savepoint=False)
def erase_buyer(*, user_id: int) -> None:
    """Blank address and comment of the person's closed orders now, and of the living ones when they close."""
    orders = Order.objects.filter(user_id=user_id)
    orders.exclude(status__in=CLOSED).update(erase_on_close=True)
    closed = orders.filter(status__in=CLOSED)
    closed.update(address={}, comment="", search_text="")
    _blank_trail(list(closed.values_list("pk", flat=True)), user_id)
    bump(f"orders.user:{user_id}", "orders.all")
    bump(*(f"orders.order:{id}" for id in orders.values_list("pk", flat=True)))


def blank(order: Order) -> None:
    """Take out of an order, not yet saved, whatever leads to a person; out of its trail, it is taken at once."""
    order.address, order.comment, order.search_text = {}, "", ""
    _blank_trail([order.pk], order.user_id)


def _blank_trail(order_ids: Collection[int], user_id: int) -> None:
    Step.objects.filter(order__in=order_ids, by_id=user_id).update(reason="")
    for revision in OrderRevision.objects.filter(order__in=order_ids):
        for state in (revision.before, revision.after):
            state.update(address={}, comment="")
        revision.save(update_fields=["before", "after"])
    _erase_papers(order_ids)


def _erase_papers(order_ids: Collection[int]) -> None:
    # Packing lists lead to the buyer; invoices are books, and stay as they were issued.
    papers = Document.objects.filter(order__in=order_ids, kind=DocumentKind.PACKING_LIST)
    files = tuple(papers.exclude(file="").values_list("file", flat=True))
    papers.delete()
    if files:
        publish(PapersErased(files))
