"""Documents that follow a sale, a step or a correction, made after it and never inside it.

Every stage may be repeated: a number is given once, what a revision says is judged by its digest, and of two drawings
of one revision the first that is stored is the one.
"""

from django.conf import settings

from core import files
from core.accounts import public as accounts
from core.events.bus import subscribe
from modules.orders import mails
from modules.orders.documents import papers, storing
from modules.orders.documents.drawing import Drawn
from modules.orders.events import DocumentDrawnPlainly, OrderCorrected, OrderMoved, OrderPlaced, PapersErased
from modules.orders.models.documents import Document
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.selectors import documents
from modules.orders.selectors import orders as selectors
from modules.orders.services import invoicing, issuing


@subscribe(OrderPlaced, outside=True)
def make_invoice(event: OrderPlaced, delivery: str) -> None:
    _issue_invoice(event.order_id)


@subscribe(OrderCorrected, outside=True)
def revise_invoice(event: OrderCorrected, delivery: str) -> None:
    _issue_invoice(event.order_id, again=True)


@subscribe(OrderMoved, outside=True)
def revise_invoice_of_cancelled(event: OrderMoved, delivery: str) -> None:
    if event.to_status == Status.CANCELLED:
        _issue_invoice(event.order_id, again=True)


@subscribe(OrderMoved, outside=True)
def make_packing_lists(event: OrderMoved, delivery: str) -> None:
    """Make the list of every part that its supplier has just taken on."""
    if event.to_status == Status.CONFIRMED:
        _issue_packing_lists(event.order_id, event.part_id)


@subscribe(OrderCorrected, outside=True)
def revise_packing_lists(event: OrderCorrected, delivery: str) -> None:
    _issue_packing_lists(event.order_id, None)


@subscribe(DocumentDrawnPlainly, outside=True)
def raise_alarm(event: DocumentDrawnPlainly, delivery: str) -> None:
    """Tell the administrator; the dashboard and /metrics tell it too."""
    told = documents.document(event.document_id)
    if told and settings.ADMIN_EMAIL:
        mails.warn_of_plain(document=told.save_as, order_id=told.order_id, to=settings.ADMIN_EMAIL, key=delivery)


@subscribe(PapersErased, outside=True)
def remove_papers(event: PapersErased, delivery: str) -> None:
    for file in event.files:
        files.discard(file)


def _issue_invoice(order_id: int, *, again: bool = False) -> None:
    begun = invoicing.begin_invoice(order_id=order_id, again=again)
    if begun is None:
        return
    invoice, order, document = begun
    buyer = accounts.person(order.user_id)
    drawn = papers.invoice_pdf(
        selectors.view_of(order),
        invoice=invoice,
        document=document,
        buyer=buyer.company or buyer.full_name,
        tax_id=buyer.tax_id,
        language=buyer.language or order.language,
    )
    _store(document, drawn, folder=f"invoices/{invoice.year}", name=f"{invoice.name}-{document.revision}")


def _issue_packing_lists(order_id: int, part_id: int | None) -> None:
    order: Order = selectors.order_for(order_id, user_id=None)
    for part in order.parts.all():
        begun = issuing.begin_packing_list(part_id=part.pk) if part_id in {None, part.pk} else None
        if begun is None:
            continue
        said, document = begun
        drawn = papers.packing_list_pdf(said, document=document, supplier=part.supplier_name)
        name = f"{said.number}-{part.pk}-{document.revision}"
        _store(document, drawn, folder=f"packing-lists/{said.created_at.year}", name=name)


def _store(document: Document, drawn: Drawn, *, folder: str, name: str) -> None:
    kept = storing.keep(drawn.content, folder=folder, name=name)
    if not issuing.finish(
        document=document, file=kept.file, sha256=kept.sha256, plain=drawn.plain, language=drawn.language
    ):
        files.discard(kept.file)
