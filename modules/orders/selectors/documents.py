"""Reads of stored documents; whose they are is judged here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from modules.orders.errors import PackingListTooEarly, UnknownOrder, UnknownRevision
from modules.orders.models.documents import Document
from modules.orders.models.orders import Order, Part
from modules.orders.selectors.orders import CONTACT_SHOWN

PLAIN_SHOWN = 10
SAME = ("kind", "revision", "order_revision", "language", "file", "sha256", "plain", "order_id", "made_at")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document: its `name` as one says it, its `file` under DOCUMENT_ROOT and that file's checksum.

    `language` is the one that it is written in; it says what the order was after `order_revision` corrections.
    """

    id: int
    kind: str
    name: str
    revision: int
    order_revision: int
    language: str
    file: str
    sha256: str
    plain: bool
    order_id: int
    order: str
    made_at: datetime | None

    @property
    def save_as(self) -> str:
        return f"{self.kind.replace('_', '-')}-{self.name}.pdf"


def invoice_for(order_id: int, *, user_id: int | None, revision: int | None = None) -> Stored | None:
    """Return a revision of that buyer's order's invoice (anybody's where `user_id` is None), without one the last.

    None while that one is being made: after a correction or a cancel until the next revision says it. Raises
    UnknownOrder, and UnknownRevision for one that was never made.
    """
    mine = {} if user_id is None else {"user_id": user_id}
    if not Order.objects.filter(pk=order_id, **mine).exists():
        raise UnknownOrder
    return _found(Document.objects.filter(order=order_id, part=None), revision)


def last_invoice(order_id: int, *, revision: int | None = None) -> Stored | None:
    """Return that revision of an order's invoice, else the last that stands, whatever the order has come to since."""
    named = {} if revision is None else {"revision": revision}
    made = Document.objects.filter(order=order_id, part=None, **named).exclude(made_at=None)
    found = _whole(made).order_by("-revision").first()
    return _stored(found) if found else None


def invoice_since(order_id: int, moment: datetime) -> Stored | None:
    """Return the first revision of an order's invoice that was stored from that moment on."""
    found = _whole(Document.objects.filter(order=order_id, part=None, made_at__gte=moment)).order_by("revision").first()
    return _stored(found) if found else None


def packing_list_for(
    part_id: int, *, supplier_id: int | None = None, order_id: int | None = None, revision: int | None = None
) -> Stored | None:
    """Return a revision of the packing list of that supplier's part (anybody's where None), without one the last.

    None while it is being made. Raises UnknownOrder; UnknownRevision; PackingListTooEarly where the supplier has not
    taken the part on, or it was cancelled: whoever packed by that paper would send what nobody waits for.
    """
    given = {"supplier_id": supplier_id, "order_id": order_id}
    narrowed = {name: value for name, value in given.items() if value is not None}
    part = Part.objects.filter(pk=part_id, **narrowed).select_related("order").first()
    if part is None:
        raise UnknownOrder
    found = _found(Document.objects.filter(part=part), revision)
    if found is None and not part.order.address:
        raise UnknownRevision
    if part.status not in CONTACT_SHOWN:
        raise PackingListTooEarly
    return found


def document(document_id: int, *, order_id: int | None = None) -> Stored | None:
    """Return a stored document by its id, of that order where one is named; None where there is none."""
    narrowed = {} if order_id is None else {"order_id": order_id}
    found = _whole(Document.objects.filter(pk=document_id, **narrowed).exclude(made_at=None)).first()
    return _stored(found) if found else None


def drawn_plainly(limit: int = PLAIN_SHOWN) -> list[Stored]:
    """Return the documents that a plain one stands in for, the newest first."""
    return [_stored(one) for one in _whole(Document.objects.filter(plain=True)).order_by("-made_at")[:limit]]


def stored_last(limit: int) -> list[Stored]:
    """Return the documents that were stored last, the newest first."""
    made = Document.objects.exclude(made_at=None)
    return [_stored(one) for one in _whole(made).order_by("-pk")[:limit]]


def _found(documents: QuerySet[Document], revision: int | None) -> Stored | None:
    named = documents if revision is None else documents.filter(revision=revision)
    found = _whole(named).order_by("-revision").first()
    if found is None and revision is not None:
        raise UnknownRevision
    return _stored(found) if found and found.made_at else None


def _whole(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.select_related("order__invoice")


def _stored(one: Document) -> Stored:
    name = f"{one.order.number}-{one.part_id}" if one.part_id else one.order.invoice.name
    shown = name if one.revision == 1 else f"{name}-{one.revision}"
    return Stored(id=one.pk, name=shown, order=one.order.number, **{name: getattr(one, name) for name in SAME})
