"""Letters after a sale and after a step, never inside them."""

from django.conf import settings

from core.accounts import public as accounts
from core.events.bus import subscribe
from core.mailing.letters import Attached
from modules.orders import mails
from modules.orders.documents import storing
from modules.orders.events import InvoiceReady, InvoiceRevised, OrderMoved
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.selectors import documents as stored
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.letters import correction, reason_of
from modules.orders.selectors.orders import OrderPart, OrderView, view_of


@subscribe(InvoiceReady, outside=True)
def write_to_buyer(event: InvoiceReady, delivery: str) -> None:
    order = _order(event.order_id)
    to = accounts.person(order.user_id)
    if to.is_active:
        invoice = _invoice(event.order_id)
        mails.confirm(view_of(order), to=to.email, language=order.language, invoice=invoice, key=delivery)


@subscribe(InvoiceReady, outside=True)
def write_to_shop(event: InvoiceReady, delivery: str) -> None:
    if not settings.ADMIN_EMAIL:
        return
    order = _order(event.order_id)
    buyer = accounts.person(order.user_id)
    said = f"{buyer.full_name} <{buyer.email}>".strip()
    invoice = _invoice(event.order_id)
    mails.inform_shop(view_of(order), to=settings.ADMIN_EMAIL, buyer=said, invoice=invoice, key=delivery)


@subscribe(OrderMoved, outside=True)
def write_of_step(event: OrderMoved, delivery: str) -> None:
    order = _order(event.order_id)
    to = accounts.person(order.user_id)
    if not to.is_active:
        return
    whole = view_of(order)
    mails.tell_step(
        whole,
        part=_moved_part(whole, event),
        status=Status(event.to_status),
        reason=reason_of(part_id=event.parts[0], status=event.to_status) if event.parts else "",
        to=to.email,
        language=order.language,
        key=delivery,
    )


@subscribe(InvoiceRevised, outside=True)
def write_of_correction(event: InvoiceRevised, delivery: str) -> None:
    """Wait for the new invoice: where the first was not out yet, the letter that brings it tells the order as it is."""
    order = _order(event.order_id)
    to, made = accounts.person(order.user_id), correction(order.pk)
    if made and to.is_active:
        invoice = _invoice(order.pk, revision=event.revision)
        mails.tell_correction(
            view_of(order), correction=made, to=to.email, language=order.language, invoice=invoice, key=delivery
        )


def _order(order_id: int) -> Order:
    return selectors.order_for(order_id, user_id=None)


def _invoice(order_id: int, *, revision: int | None = None) -> Attached:
    invoice = stored.invoice_for(order_id, user_id=None, revision=revision)
    if invoice is None:
        raise LookupError(f"order {order_id} was said to have an invoice")
    return Attached(invoice.save_as, storing.read(invoice.file, checksum=invoice.sha256))


def _moved_part(order: OrderView, event: OrderMoved) -> OrderPart | None:
    # To the buyer an order of one supplier has no parts.
    moved = [part for part in order.parts if part.id == event.part_id]
    return moved[0] if moved and len(order.parts) > 1 else None
