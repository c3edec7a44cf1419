"""Orders as a file for a spreadsheet: one row a line, in bounded memory and five queries for each few hundred orders.

CSV is sent while it is made; a workbook must be whole first, so one of many orders is made in the background
(`services.exporting`). Orders are read by their keys and not by one cursor, which would be a transaction as long as the
export, and cannot be had behind a pool that lends connections by the transaction.

What was cancelled out of an order that goes on has no sums, and a part's delivery stands in its first row only, so
that the columns of sums add up to what the orders come to.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import get_language, override, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.sheets.formats.base import SheetFormat
from core.sheets.formats.csv import Csv
from core.sheets.formats.xlsx import Xlsx
from modules.orders.models.documents import Invoice
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.states import Status
from modules.orders.rules.vat import vat_within
from modules.orders.services import exporting

FORMATS: dict[str, type[SheetFormat]] = {"csv": Csv, "xlsx": Xlsx}
AT_HAND = 500  # orders in a workbook for which one waits
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


def sent(orders: QuerySet[Order], ending: str) -> StreamingHttpResponse:
    """Answer a file of these orders, the newest first, as "csv" or "xlsx"; raises ExportTooLarge."""
    name, kind = f"orders-{localdate():%Y-%m-%d}.{ending}", FORMATS[ending].content_type
    if ending == "xlsx":
        exporting.refuse_over(orders, AT_HAND)
        return FileResponse(file_of(_in_batches(orders), ending), as_attachment=True, filename=name, content_type=kind)
    exporting.refuse_over(orders, exporting.MOST)
    answer = StreamingHttpResponse(_in_my_language(Csv().pieces(*_table(_in_batches(orders)))), content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def file_of(orders: Iterable[Order], ending: str) -> IO[bytes]:
    """Return an open file of orders as `orders_of` reads them, as "csv" or "xlsx"."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever takes it closes it
    FORMATS[ending]().write(file, *_table(orders))
    file.seek(0)
    return file


def orders_of(ids: Iterable[Sequence[int]]) -> Iterator[Order]:
    """Yield the orders of these batches of ids, each batch the newest first, with all that a row says of them."""
    return chain.from_iterable(_whole(Order.objects.filter(pk__in=some)).order_by("-pk") for some in ids)


def _table(orders: Iterable[Order]) -> tuple[list[str], Iterator[dict[str, Any]]]:
    titles = {name: str(title) for name, title in COLUMNS.items()}
    return list(titles.values()), ({titles[name]: value for name, value in row.items()} for row in _rows(orders))


def _in_my_language(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces that are made when the request, and with it its language, may be over."""
    language = get_language()
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _rows(orders: Iterable[Order]) -> Iterator[dict[str, Any]]:
    for order in orders:
        of_order = _order(order)
        parts = {part.pk: part for part in order.parts.all()}
        begun = set[int]()
        for line in sorted(order.lines.all(), key=lambda line: (line.part_id, line.pk)):
            part, of_whole = parts[line.part_id], None if begun else order.total
            of_part = _delivery(part, order) if line.part_id not in begun else NO_DELIVERY
            yield of_order | _line(line, part) | of_part | {"order_total": of_whole}
            begun.add(line.part_id)


def _in_batches(orders: QuerySet[Order]) -> Iterable[Order]:
    whole = _whole(orders)
    some = list(whole.order_by("-pk")[:AT_ONCE])
    while some:
        yield from some
        some = list(whole.filter(pk__lt=some[-1].pk).order_by("-pk")[:AT_ONCE])


def _whole(orders: QuerySet[Order]) -> QuerySet[Order]:
    return orders.select_related("user", "invoice").prefetch_related(None).prefetch_related("parts", "lines")


def _order(order: Order) -> dict[str, Any]:
    address = order.address_view
    invoice: Invoice | None = getattr(order, "invoice", None)
    return {
        "number": order.number,
        "created_at": order.created_at,
        "status": str(Status(order.status).label),
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
        "part_status": str(Status(part.status).label),
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
