"""What becomes of an export: made once, or said to have failed; its file goes when its days are over."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from core import files
from core.exports.models import ExportStatus, KeptExport

log = logging.getLogger("torg.exports")
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Made:
    """A file under DOCUMENT_ROOT, its size in bytes, and what else its row is to say of it."""

    name: str
    size: int
    columns: dict[str, Any] = field(default_factory=dict)


def make[E: KeptExport](model: type[E], *, export_id: int, write: Callable[[E], Made]) -> None:
    """Have a file made by `write` that is waited for; what cannot be made is said to have failed.

    Not to be called inside a transaction. Nothing happens where it was made already; of two who make it at once the
    later one's file goes.
    """
    export = _waiting(model, export_id).first()
    if export is None:
        return
    try:
        made = write(export)
    except Exception:
        log.exception("%s %s was not made", model._meta.label_lower, export_id)
        _waiting(model, export_id).update(status=ExportStatus.FAILED, ready_at=timezone.now(), **model.spent)
        return
    if not _finish(model, export_id, made):
        files.discard(made.name)


def expire(model: type[KeptExport]) -> None:
    """Delete the files whose days are over; that they were asked for is known for three months."""
    now = timezone.now()
    over = model._default_manager.filter(expires_at__lt=now, status=ExportStatus.READY)
    for pk, name in over.values_list("pk", "file"):
        files.discard(name)
        model._default_manager.filter(pk=pk).update(status=ExportStatus.EXPIRED, file="")
    old = model._default_manager.filter(created_at__lt=now - REMEMBERED)
    old.exclude(status=ExportStatus.READY).delete()


def _finish(model: type[KeptExport], export_id: int, made: Made) -> bool:
    now = timezone.now()
    ready = {"status": ExportStatus.READY, "ready_at": now, "expires_at": now + timedelta(days=settings.EXPORT_DAYS)}
    return bool(
        _waiting(model, export_id).update(**ready, file=made.name, size=made.size, **model.spent, **made.columns)
    )


def _waiting[E: KeptExport](model: type[E], export_id: int) -> QuerySet[E]:
    return model._default_manager.filter(pk=export_id, status=ExportStatus.QUEUED)
