"""Revisions of documents: begun when what they say has changed, and never changed once they are stored."""

import json
from dataclasses import asdict
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from core.cache import bump
from core.events.bus import publish
from modules.orders.events import DocumentDrawnPlainly, InvoiceReady, InvoiceRevised
from modules.orders.models.documents import Document, DocumentKind, Invoice
from modules.orders.models.orders import Order, Part
from modules.orders.selectors.orders import CONTACT_SHOWN, OrderView, SupplierPart, supplier_view

MOVING = ("status", "revision", "actions", "reason", "steps")  # what changes about an order without changing its documents


def digest(said: OrderView | SupplierPart) -> str:
    """Return the SHA-256 of what a document will say: the same for the same lines, sums and address."""
    facts = {name: value for name, value in asdict(said).items() if name not in MOVING}
    facts["parts"] = [{**part, "status": ""} for part in facts.get("parts", ())]
    return sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def begin(*, order_id: int, part_id: int | None, said: str) -> Document | None:
    """Return the revision that is to say this, or None where the last one does; whoever calls holds the order's row.

    A revision that nobody has drawn to its end is not out yet: it will say this instead of what it was to say.
    """
    last = Document.objects.filter(order=order_id, part=part_id).order_by("-revision").first()
    if last is None or (last.made_at and last.said != said):
        kind = DocumentKind.PACKING_LIST if part_id else DocumentKind.INVOICE
        revision = last.revision + 1 if last else 1
        return Document.objects.create(kind=kind, order_id=order_id, part_id=part_id, revision=revision, said=said)
    if last.made_at:
        return None
    last.said = said
    last.save(update_fields=["said"])
    return last


@transaction.atomic(savepoint=False)
def begin_packing_list(*, part_id: int) -> tuple[SupplierPart, Document] | None:
    """Return what a part says and the revision of its packing list that waits to be drawn; None where there is none.

    There is none before the supplier has taken the part on, since it leads to the buyer, and none once it is cancelled.
    """
    held = Order.objects.select_for_update(no_key=True, of=("self",)).filter(parts=part_id).first()
    part = Part.objects.select_related("order").prefetch_related("lines").filter(pk=part_id).first()
    if held is None or part is None or part.status not in CONTACT_SHOWN:
        return None
    view = supplier_view(part)
    waiting = begin(order_id=held.pk, part_id=part_id, said=digest(view))
    return (view, waiting) if waiting else None


@transaction.atomic(savepoint=False)
def finish(*, document: Document, file: str, sha256: str, plain: bool) -> bool:
    """Say where a revision lies; False where another worker was first, or where it must say something else by now."""
    waiting = Document.objects.filter(pk=document.pk, said=document.said, made_at=None)
    now = timezone.now()
    if not waiting.update(file=file, sha256=sha256, plain=plain, made_at=now):
        return False
    if document.kind == DocumentKind.INVOICE:
        _announce(document)
        Invoice.objects.filter(order=document.order_id, made_at=None).update(made_at=now)
    if plain:
        publish(DocumentDrawnPlainly(document.pk))
    bump(f"orders.order:{document.order_id}")
    return True


def _announce(document: Document) -> None:
    first = document.revision == 1
    publish(InvoiceReady(document.order_id) if first else InvoiceRevised(document.order_id, document.revision))
