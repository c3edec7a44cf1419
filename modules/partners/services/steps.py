"""A price list on its way from one status to the next, each step committed at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.events.bus import publish
from modules.partners.errors import IllegalStep
from modules.partners.events import PriceListFailed
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import Status, may_step

_COUNTED = ("rows_read", "new", "changed", "same", "retired", "errors")


def move(job: PriceList, then: Status, **values: Any) -> None:
    """Store the next status and what is known with it; raises IllegalStep (409).

    What counts is where the list stands by now: a worker that was thought dead finds that another went on.
    """
    job.refresh_from_db(fields=["status"])
    if not may_step(job.status, then):
        raise IllegalStep(now=job.get_status_display(), then=then.label)
    _store(job, status=then, **values)


def begin(job: PriceList) -> None:
    """Start a job, or start it again: whatever an earlier run left is forgotten."""
    job.rows.all().delete()
    fresh = dict.fromkeys(_COUNTED, 0)
    move(
        job,
        Status.APPLYING if job.reviewed_at else Status.PARSING,
        runs=job.runs + 1,
        rows_total=None,
        warnings=[],
        **fresh,
    )


def fail(
    job: PriceList, code: str, detail: str, *, params: Mapping[str, str | int] | None = None, line: int | None = None
) -> None:
    """End a job whose file as a whole cannot be taken; `detail` is an English msgid with its `params`."""
    with transaction.atomic():
        move(job, Status.FAILED, error_code=code, error_detail=detail, error_params=params or {}, error_line=line)
        publish(PriceListFailed(price_list_id=job.pk, supplier_id=job.supplier_id))


def confirm(job: PriceList) -> None:
    """Raise IllegalStep (409) where the job is no longer this worker's to go on with."""
    move(job, Status(job.status))


def note(job: PriceList, **values: Any) -> None:
    """Store how far a job is."""
    _store(job, **values)


def _store(job: PriceList, **values: Any) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))
