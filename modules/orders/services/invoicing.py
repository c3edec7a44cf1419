"""Invoice numbers without gaps, and the moment a document is ready."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.cache import bump
from core.events.bus import publish
from modules.orders.errors import UnknownOrder
from modules.orders.events import InvoiceReady
from modules.orders.models.documents import Invoice, InvoiceCounter
from modules.orders.models.orders import Order


@transaction.atomic(savepoint=False)
def give_number(*, order_id: int) -> Invoice:
    """Return the order's invoice, giving it the year's next number the first time; raises UnknownOrder.

    The order's row is held, so that repeats of one order take turns; the counter's row is held until the
    commit, so that an undone transaction leaves no gap.
    """
    order = Order.objects.select_for_update(no_key=True).filter(pk=order_id).first()
    if order is None:
        raise UnknownOrder
    invoice = Invoice.objects.filter(order=order).first()
    if invoice is not None:
        return invoice
    year = order.created_at.year
    return Invoice.objects.create(order=order, year=year, number=_next(year))


def _next(year: int) -> int:
    InvoiceCounter.objects.bulk_create([InvoiceCounter(year=year)], ignore_conflicts=True)
    InvoiceCounter.objects.filter(year=year).update(last=F("last") + 1)
    return InvoiceCounter.objects.values_list("last", flat=True).get(year=year)


@transaction.atomic(savepoint=False)
def mark_made(*, invoice_id: int, file: str) -> None:
    """Say that the document lies under DOCUMENT_ROOT as `file`; announced once, however often it is said."""
    unmade = Invoice.objects.filter(pk=invoice_id, made_at=None)
    if unmade.update(file=file, made_at=timezone.now()):
        order_id = Invoice.objects.values_list("order_id", flat=True).get(pk=invoice_id)
        publish(InvoiceReady(order_id))
        bump(f"orders.order:{order_id}")
