"""Letters after a sale and after a step, never inside them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core.accounts import public as accounts
from core.errors import NotYet
from core.events.bus import on_its_way, subscribe
from core.mailing.letters import Attached
from modules.orders import mails
from modules.orders.documents import storing
from modules.orders.events import InvoiceReady, InvoiceRevised, OrderMoved
from modules.orders.models.orders import Order
from modules.orders.rules.states import Actor, Status
from modules.orders.selectors import documents as stored
from modules.orders.selectors import orders as selectors
from modules.orders.selectors.documents import Stored
from modules.orders.selectors.letters import StepMade, corrected, last_step
from modules.orders.selectors.moments import as_of_invoice, as_of_step
from modules.orders.selectors.orders import OrderPart, OrderView, view_of

# How long the news of a step may wait for the letter that confirms the order, or for the invoice that says it.
PATIENCE, A_MOMENT = timedelta(minutes=5), timedelta(seconds=1)
FIRST = 1  # the revision of the invoice that comes with the news of an order
OUTSIDERS = frozenset({Actor.BUYER, Actor.SUPPLIER})  # what the staff cancel, they know


@subscribe(InvoiceReady, outside=True)
def write_to_buyer(event: InvoiceReady, delivery: str) -> None:
    order = _order(event.order_id)
    to = accounts.person(order.user_id)
    if to.is_active:
        invoice, language = _invoice(event.order_id, FIRST), to.language or order.language
        told, made = as_of_invoice(view_of(order), invoice), corrected(order.pk, invoice_revision=FIRST)
        paper = _attached(invoice)
        mails.confirm(told, corrected=made, to=to.email, language=language, invoice=paper, key=delivery)


@subscribe(InvoiceReady, outside=True)
def write_to_shop(event: InvoiceReady, delivery: str) -> None:
    if not settings.ADMIN_EMAIL:
        return
    order, invoice = _order(event.order_id), _invoice(event.order_id, FIRST)
    told, who = as_of_invoice(view_of(order), invoice), _who(accounts.person(order.user_id))
    mails.inform_shop(told, to=settings.ADMIN_EMAIL, buyer=who, invoice=_attached(invoice), key=delivery)


@subscribe(OrderMoved, outside=True)
def write_of_step(event: OrderMoved, delivery: str) -> None:
    """Say what the step was and how the order stood then, once the order's placing has been told.

    A cancel waits for the invoice that says it too; a correction's cancel is told by that.
    """
    order = _order(event.order_id)
    to = accounts.person(order.user_id)
    if not to.is_active or event.revision:
        return
    made = _step(event)
    _after_the_first(write_to_buyer, order.pk, since=made.at)
    _in_turn(order.pk, delivery, since=made.at)
    invoice = _invoice_of(event, since=made.at)
    whole = as_of_step(view_of(order), parts=event.parts, status=event.to_status, invoice=invoice)
    mails.tell_step(
        whole,
        part=_moved_part(whole, event),
        status=Status(event.to_status),
        reason=made.reason,
        to=to.email,
        language=to.language or order.language,
        invoice=_attached(invoice) if invoice else None,
        key=delivery,
    )


@subscribe(OrderMoved, outside=True)
def write_to_shop_of_cancel(event: OrderMoved, delivery: str) -> None:
    """Tell the administrator what the buyer or a supplier has cancelled, once they were told of the order."""
    if event.to_status != Status.CANCELLED or event.revision or not settings.ADMIN_EMAIL:
        return
    order, made = _order(event.order_id), _step(event)
    if made.actor not in OUTSIDERS:
        return
    _after_the_first(write_to_shop, order.pk, since=made.at)
    whole = as_of_step(view_of(order), parts=event.parts, status=event.to_status)
    part = next((part for part in whole.parts if part.id == event.part_id), None)
    who = {"to": settings.ADMIN_EMAIL, "buyer": _who(accounts.person(order.user_id)), "key": delivery}
    mails.tell_shop_of_cancel(whole, part=part, actor=made.actor, reason=made.reason, **who)


@subscribe(InvoiceRevised, outside=True)
def write_of_correction(event: InvoiceRevised, delivery: str) -> None:
    """Wait for the new invoice: where the first was not out yet, the letter that brings it tells of the correction."""
    order = _order(event.order_id)
    to, made = accounts.person(order.user_id), corrected(order.pk, invoice_revision=event.revision)
    if made and to.is_active:
        _in_turn(order.pk, delivery, since=timezone.now(), after=(write_to_buyer, write_of_step, write_of_correction))
        invoice, language = _invoice(order.pk, event.revision), to.language or order.language
        told, paper = as_of_invoice(view_of(order), invoice), _attached(invoice)
        mails.tell_correction(told, corrected=made, to=to.email, language=language, invoice=paper, key=delivery)


def _order(order_id: int) -> Order:
    return selectors.order_for(order_id, user_id=None)


def _invoice(order_id: int, revision: int) -> Stored:
    invoice = stored.last_invoice(order_id, revision=revision)
    if invoice is None:
        raise LookupError(f"order {order_id} was said to have an invoice")
    return invoice


def _invoice_of(event: OrderMoved, *, since: datetime) -> Stored | None:
    """Return the invoice that says a cancel, None where it keeps one waiting too long; raises NotYet until then."""
    if event.to_status != Status.CANCELLED:
        return None
    invoice = stored.invoice_since(event.order_id, since)
    if invoice is None and timezone.now() - since < PATIENCE:
        raise NotYet("the invoice that says so is being made", after=A_MOMENT)
    return invoice


def _after_the_first(placing: Callable[..., None], order_id: int, *, since: datetime) -> None:
    """Raise NotYet while the letter that tells of the placing has not gone out and keeps nobody waiting too long."""
    first = stored.last_invoice(order_id) is None or on_its_way(placing, order_id=order_id)
    if first and timezone.now() - since < PATIENCE:
        raise NotYet("the letter that tells of the order goes first", after=A_MOMENT)


def _in_turn(order_id: int, delivery: str, *, since: datetime, after: Sequence[Callable[..., None]] = ()) -> None:
    """Raise NotYet while a letter to the buyer that was announced before this one is on its way, or tried again.

    What is given up holds nobody up; while a mail server is down, it is looked after less and less often.
    """
    letters = after or (write_of_step, write_of_correction)
    if any(on_its_way(one, before=delivery, order_id=order_id) for one in letters):
        raise NotYet("an earlier letter of this order goes first", after=max(A_MOMENT, (timezone.now() - since) / 10))


def _attached(invoice: Stored) -> Attached:
    return Attached(invoice.save_as, storing.read(invoice.file, checksum=invoice.sha256))


def _step(event: OrderMoved) -> StepMade:
    made = last_step(part_id=event.parts[0], status=event.to_status) if event.parts else None
    return made or StepMade(timezone.now() - PATIENCE, Actor.SYSTEM, "")


def _who(buyer: accounts.Person) -> str:
    return f"{buyer.full_name} <{buyer.email}>".strip()


def _moved_part(order: OrderView, event: OrderMoved) -> OrderPart | None:
    # To the buyer an order of one supplier has no parts.
    moved = [part for part in order.parts if part.id == event.part_id]
    return moved[0] if moved and len(order.parts) > 1 else None
