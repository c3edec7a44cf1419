"""Orders as a file for a spreadsheet: one row a line, in bounded memory.

What was cancelled out of an order that goes on has no sums, and a part's delivery stands in its first row only, so
that the columns of sums add up to what the orders come to.
"""

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.sheets.formats.base import SheetFormat
from core.sheets.formats.csv import Csv
from core.sheets.formats.xlsx import Xlsx
from modules.orders.errors import ExportTooLarge
from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.vat import vat_within

FORMATS: dict[str, type[SheetFormat]] = {"csv": Csv, "xlsx": Xlsx}
MOST = 50_000  # orders in one file
AT_ONCE = 500
NO_DELIVERY = {"delivery": None, "delivery_vat": None}
COLUMNS: dict[str, StrOrPromise] = {
    "number": pgettext_lazy("of an order", "number"),
    "created_at": _("placed"),
    "status": _("status"),
    "invoice": _("invoice"),
    "email": _("e-mail"),
    "company": _("company"),
    "tax_id": _("tax ID"),
    "recipient": _("recipient"),
    "phone": _("phone"),
    "address": _("address"),
    "supplier": _("supplier"),
    "part_status": _("status of the part"),
    "sku": _("SKU"),
    "name": pgettext_lazy("of goods", "name"),
    "product_id": _("product id"),
    "price": _("price"),
    "quantity": _("quantity"),
    "total": _("total"),
    "vat_rate": _("VAT, %"),
    "vat": _("VAT included"),
    "delivery": _("delivery"),
    "delivery_vat": _("VAT in delivery"),
    "order_total": _("order total"),
    "currency": _("currency"),
    "comment": _("comment"),
}


def export(orders: QuerySet[Order], ending: str) -> IO[bytes]:
    """Return an open file of these orders, the newest first, as "csv" or "xlsx"; raises ExportTooLarge."""
    if orders.order_by()[: MOST + 1].count() > MOST:
        raise ExportTooLarge(limit=MOST)
    titles = {name: str(title) for name, title in COLUMNS.items()}
    rows = ({titles[name]: value for name, value in row.items()} for row in _rows(orders))
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    FORMATS[ending]().write(file, list(titles.values()), rows)
    file.seek(0)
    return file


def _rows(orders: QuerySet[Order]) -> Iterator[dict[str, Any]]:
    for order in _in_batches(orders.select_related("user", "invoice").prefetch_related("parts", "lines")):
        of_order = _order(order)
        parts = {part.pk: part for part in order.parts.all()}
        begun = set[int]()
        for line in sorted(order.lines.all(), key=lambda line: (line.part_id, line.pk)):
            part, of_whole = parts[line.part_id], None if begun else order.total
            of_part = _delivery(part, order) if line.part_id not in begun else NO_DELIVERY
            yield of_order | _line(line, part) | of_part | {"order_total": of_whole}
            begun.add(line.part_id)


def _in_batches(orders: QuerySet[Order]) -> Iterable[Order]:
    some = list(orders.order_by("-pk")[:AT_ONCE])
    while some:
        yield from some
        some = list(orders.filter(pk__lt=some[-1].pk).order_by("-pk")[:AT_ONCE])


def _order(order: Order) -> dict[str, Any]:
    address = order.address_view
    invoice: Invoice | None = getattr(order, "invoice", None)
    return {
        "number": order.number,
        "created_at": order.created_at,
        "status": order.get_status_display(),
        "invoice": invoice.name if invoice else None,
        "email": order.user.email,
        "company": order.user.company,
        "tax_id": order.user.tax_id,
        "recipient": address.recipient,
        "phone": address.phone,
        "address": address.one_line(),
        "currency": order.currency,
        "comment": order.comment,
    }


def _line(line: Line, part: Part) -> dict[str, Any]:
    return {
        "supplier": part.supplier_name,
        "part_status": part.get_status_display(),
        "sku": line.sku,
        "name": line.name,
        "product_id": line.product_id,
        "price": line.price,
        "quantity": line.quantity,
        "total": line.total if part.counted else None,
        "vat_rate": line.vat_rate if line.vat_rate is not None else pgettext("a rate of VAT", "no VAT"),
        "vat": line.vat if part.counted else None,
    }


def _delivery(part: Part, order: Order) -> dict[str, Any]:
    if not part.counted:
        return NO_DELIVERY
    return {"delivery": part.delivery, "delivery_vat": vat_within(part.delivery, order.vat_rate)}
