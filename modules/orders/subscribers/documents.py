"""Documents that follow a sale, made after it and never inside it."""

from core.accounts import public as accounts
from core.events.bus import subscribe
from modules.orders import documents
from modules.orders.events import OrderPlaced
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.orders import view_of
from modules.orders.services import invoicing


@subscribe(OrderPlaced, outside=True)
def make_invoice(event: OrderPlaced, delivery: str) -> None:
    """Give the number, draw, store, and only then say that it is ready; every stage may be repeated."""
    invoice = invoicing.give_number(order_id=event.order_id)
    if invoice.made_at:
        return
    order = selectors.order_for(event.order_id, user_id=None)
    buyer = accounts.person(order.user_id)
    name = buyer.company or buyer.full_name
    pdf = documents.invoice_pdf(view_of(order), invoice=invoice, buyer=name, language=order.language)
    invoicing.mark_made(invoice_id=invoice.pk, file=documents.keep(pdf, invoice=invoice))
