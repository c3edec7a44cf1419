"""Invoice numbers without gaps, and the moment an invoice is ready."""

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from modules.orders.errors import UnknownOrder
from modules.orders.models.documents import Document, Invoice, InvoiceCounter
from modules.orders.models.orders import Order
from modules.orders.selectors.orders import order_for, view_of
from modules.orders.services import issuing


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
    year = localtime(order.created_at).year  # as its date on paper says
    return Invoice.objects.create(order=order, year=year, number=_next(year))


@transaction.atomic(savepoint=False)
def begin_invoice(*, order_id: int, again: bool = False) -> tuple[Invoice, Order, Document] | None:
    """Return the number, the order, and the revision that waits to be drawn; None where it is there already.

    The first one only, unless `again`: then the next one, where the order no longer says what the last one says.
    Raises UnknownOrder.
    """
    invoice = give_number(order_id=order_id)
    if invoice.made_at and not again:
        return None
    order = order_for(order_id, user_id=None)  # read while its row is held: all of one correction, or nothing
    waiting = issuing.begin(order=order, part_id=None, said=issuing.digest(view_of(order)))
    return (invoice, order, waiting) if waiting else None


def _next(year: int) -> int:
    InvoiceCounter.objects.bulk_create([InvoiceCounter(year=year)], ignore_conflicts=True)
    InvoiceCounter.objects.filter(year=year).update(last=F("last") + 1)
    return InvoiceCounter.objects.values_list("last", flat=True).get(year=year)
