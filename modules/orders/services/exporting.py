"""Exports of many orders: asked for here, made late by a subscriber."""

from django.db import transaction
from django.db.models import QuerySet

from core.events.bus import publish
from modules.orders.errors import ExportTooLarge
from modules.orders.events import OrderExportAsked
from modules.orders.models.exports import OrderExport
from modules.orders.models.orders import Order

MOST = 50_000  # orders in one file


def refuse_over(orders: QuerySet[Order], limit: int) -> None:
    """Raise ExportTooLarge where there are more orders than that."""
    if orders.order_by()[: limit + 1].count() > limit:
        raise ExportTooLarge(limit=limit)


def ask(*, orders: QuerySet[Order], format: str, by: int | None) -> OrderExport:
    """Have a file made of these orders, as they stand in the list now; raises ExportTooLarge."""
    ids = list(orders.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise ExportTooLarge(limit=MOST)
    with transaction.atomic(savepoint=False):
        export = OrderExport.objects.create(by_id=by, format=format, order_ids=ids, orders=len(ids))
        publish(OrderExportAsked(export.pk))
    return export
