"""Revisions of documents: begun when what they say has changed, and never changed once they are stored."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.cache import bump
from core.events.bus import publish
from modules.orders.events import DocumentDrawnPlainly, InvoiceReady, InvoiceRevised
from modules.orders.models.documents import Document, DocumentKind, Invoice
from modules.orders.models.orders import Order, Part
from modules.orders.rules.states import Status
from modules.orders.selectors.orders import CONTACT_SHOWN, OrderView, SupplierPart, supplier_view

MOVING = (
    "status",
    "revision",
    "actions",
    "reason",
    "steps",
)  # what changes about an order without changing its documents


def digest(said: OrderView | SupplierPart) -> str:
    """Return the SHA-256 of what a document will say: the same for the same lines, sums and address."""
    facts = {name: value for name, value in asdict(said).items() if name not in MOVING}
    facts["cancelled"] = said.status == Status.CANCELLED
    facts["parts"] = [{**part, "status": ""} for part in facts.get("parts", ())]
    return sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()


def begin(*, order: Order, part_id: int | None, said: str) -> Document | None:
    """Return the revision that is to say this, or None where the last one does; whoever calls holds the order's row.

    A revision that nobody has drawn to its end is not out yet: it will say this instead of what it was to say, and is
    dropped where the one before says this already.
    """
    waiting, made = _last(order.pk, part_id)
    if made and made.said == said:
        if waiting:
            waiting.delete()
        return None
    waiting = waiting or _next(order.pk, part_id, made)
    waiting.said, waiting.order_revision = said, order.revision
    waiting.save()
    return waiting


def expect(*, order_id: int, parts: Iterable[Part] = (), without: Iterable[Part] = ()) -> None:
    """Say that the order's invoice, and the packing lists of `parts`, no longer say what holds: the next ones are due.

    Those `without` get no further list. What was never made is not waited for here: it will say what holds then.
    Whoever calls holds the order's row.
    """
    concerned = Q(part=None) | Q(part__in=[part.pk for part in parts])
    held = Document.objects.select_for_update(of=("self",)).filter(concerned, order=order_id).order_by("revision")
    last = {one.part_id: one for one in held}
    stale = [one.pk for one in last.values() if not one.made_at]
    Document.objects.filter(pk__in=stale).update(said="")  # whoever is drawing it draws in vain
    Document.objects.bulk_create(_next(order_id, one.part_id, one) for one in last.values() if one.made_at)
    Document.objects.filter(part__in=[part.pk for part in without], made_at=None).delete()


def _last(order_id: int, part_id: int | None) -> tuple[Document | None, Document | None]:
    """Return the revision that waits to be drawn, if any, and the last one that was."""
    newest = list(Document.objects.filter(order=order_id, part=part_id).order_by("-revision")[:2])
    waiting = next((one for one in newest if not one.made_at), None)
    return waiting, next((one for one in newest if one.made_at), None)


def _next(order_id: int, part_id: int | None, last: Document | None) -> Document:
    kind = DocumentKind.PACKING_LIST if part_id else DocumentKind.INVOICE
    return Document(kind=kind, order_id=order_id, part_id=part_id, revision=last.revision + 1 if last else 1)


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
    waiting = begin(order=held, part_id=part_id, said=digest(view))
    return (view, waiting) if waiting else None


@transaction.atomic(savepoint=False)
def finish(*, document: Document, file: str, sha256: str, plain: bool, language: str) -> bool:
    """Say where a revision lies, and in which language.

    False where another worker was first, or where it must say something else by now.
    """
    waiting = Document.objects.filter(pk=document.pk, said=document.said, made_at=None)
    now = timezone.now()
    if not waiting.update(file=file, sha256=sha256, plain=plain, language=language, made_at=now):
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
