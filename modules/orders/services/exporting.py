"""Exports of many orders: asked for here, made late by a subscriber, kept for EXPORT_DAYS."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.events.bus import publish
from modules.orders.errors import ExportTooLarge
from modules.orders.events import OrderExportAsked
from modules.orders.models.exports import OrderExport, OrderExportStatus
from modules.orders.models.orders import Order

MOST = 50_000  # orders in one file
REMEMBERED = timedelta(days=90)


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


def waiting(*, export_id: int) -> OrderExport | None:
    """Return an export that is yet to be made."""
    return OrderExport.objects.filter(pk=export_id, status=OrderExportStatus.QUEUED).first()


def finish(*, export_id: int, file: str, size: int) -> bool:
    """Say where the file of an export lies; False where somebody else has made it."""
    now = timezone.now()
    until = now + timedelta(days=settings.EXPORT_DAYS)
    made = {"status": OrderExportStatus.READY, "ready_at": now, "expires_at": until, "order_ids": []}
    return bool(_queued(export_id).update(**made, file=file, size=size))


def fail(*, export_id: int) -> None:
    """Say that an export could not be made."""
    _queued(export_id).update(status=OrderExportStatus.FAILED, ready_at=timezone.now(), order_ids=[])


def expire() -> list[str]:
    """Forget what is kept no longer and return the files to remove; that it was asked for is known for three months."""
    over = OrderExport.objects.filter(expires_at__lt=timezone.now(), status=OrderExportStatus.READY)
    files = dict(over.values_list("pk", "file"))
    OrderExport.objects.filter(pk__in=files).update(status=OrderExportStatus.EXPIRED, file="")
    old = OrderExport.objects.filter(created_at__lt=timezone.now() - REMEMBERED)
    old.exclude(status=OrderExportStatus.READY).delete()
    return list(files.values())


def _queued(export_id: int) -> QuerySet[OrderExport]:
    return OrderExport.objects.filter(pk=export_id, status=OrderExportStatus.QUEUED)
