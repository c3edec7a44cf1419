"""What the invoice and the packing list say, as words and amounts in the language they are drawn in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.money import written, written_in
from modules.orders.documents.company import company
from modules.orders.documents.drawing import Drawn, drawn
from modules.orders.documents.spelling import in_words
from modules.orders.models.documents import Document, Invoice
from modules.orders.rules.states import Status
from modules.orders.rules.vat import VatShare, vat_shares, vat_within
from modules.orders.selectors.orders import OrderView, SupplierPart

# The blank between a number and a short unit.
MEASURE = re.compile(r"(?<=\d) (?=[^\W\d_]{1,4}(?![^\W_]))")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an invoice in words; the goods' lines first, then what their delivery costs."""

    name: str
    code: str
    supplier: str
    quantity: str
    price: str
    rate: str
    vat: str
    total: str


def invoice_pdf(
    order: OrderView, *, invoice: Invoice, document: Document | None = None, buyer: str, tax_id: str = "", language: str
) -> Drawn:
    """Return a revision of the invoice in the order's language; never raises for what an order says."""
    with translation.override(language or settings.LANGUAGE_CODE):
        shares = vat_shares(_amounts(order))
        known = {
            "order": order,
            "name": invoice.name,
            "revision": document.revision if document else 1,
            "today": _day(timezone.now()),
            "date": _day(order.created_at),
            "company": company(),
            "buyer": buyer,
            "tax_id": tax_id,
            "cancelled": order.status == Status.CANCELLED,
            "rows": list(_rows(order)),
            "with_vat": any(share.rate is not None for share in shares),
            "shares": [_share(share) for share in shares],
            "vat": written(sum((share.vat for share in shares), Decimal())),
            "subtotal": written(order.subtotal),
            "delivery": written(order.delivery),
            "total": written_in(order.total, order.currency),
            "words": in_words(order.total, order.currency),
        }
        return drawn("invoice", known, name=invoice.name)


def packing_list_pdf(part: SupplierPart, *, document: Document, supplier: str) -> Drawn:
    """Return a revision of a part's packing list in the shop's language, with the supplier's own codes.

    It has no prices: it goes along with the goods.
    """
    name = f"{part.number}-{part.id}"
    with translation.override(settings.LANGUAGE_CODE):
        known = {
            "part": part,
            "name": name,
            "revision": document.revision,
            "today": _day(timezone.now()),
            "date": _day(part.created_at),
            "company": company(),
            "supplier": supplier,
            "rows": [(line.sku, unbroken(line.name), _count(line.quantity)) for line in part.items],
            "has_codes": any(line.sku for line in part.items),
            "pieces": _count(sum(line.quantity for line in part.items)),
        }
        return drawn("packing_list", known, name=name)


def percent(rate: Decimal | None) -> str:
    """Return a rate as people write it, `20 %`, or that there is none."""
    return pgettext("a rate of VAT", "no VAT") if rate is None else f"{number_format(rate.normalize() + 0)} %"


def unbroken(name: str) -> str:
    """Return a name whose measures, `250 г`, no line end parts."""
    return MEASURE.sub("\N{NO-BREAK SPACE}", name)


def _amounts(order: OrderView) -> Iterator[tuple[Decimal, Decimal | None]]:
    yield from ((line.total, line.vat_rate) for line in order.counted_items())
    yield from ((part.delivery, order.vat_rate) for part in order.counted_parts() if part.delivery)


def _rows(order: OrderView) -> Iterator[Row]:
    several = len(order.parts) > 1
    for line in order.counted_items():
        amounts = written(line.price), percent(line.vat_rate), written(line.vat), written(line.total)
        yield Row(unbroken(line.name), line.sku, line.supplier.name if several else "", _count(line.quantity), *amounts)
    for part in order.counted_parts():
        if part.delivery:
            cost, vat = written(part.delivery), written(vat_within(part.delivery, order.vat_rate))
            amounts = cost, percent(order.vat_rate), vat, cost
            yield Row(_("Delivery"), "", part.supplier.name if several else "", "1", *amounts)


def _share(share: VatShare) -> dict[str, str]:
    return {
        "rate": percent(share.rate),
        "net": written(share.net),
        "vat": "–" if share.rate is None else written(share.vat),
        "gross": written(share.gross),
    }


def _count(pieces: int) -> str:
    return number_format(pieces, force_grouping=True)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), pgettext("date format of a document", "j F Y"))
