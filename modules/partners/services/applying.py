"""The good rows of a list meet the catalogue: all of them in one transaction, or none.

The file is read outside that transaction, however long it takes; what becomes of the job is written inside it.
"""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import Applied, GoodRow
from modules.partners.events import PriceListApplied
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import Mode, Status
from modules.partners.services import steps
from modules.partners.services.reading import Reading


class _Undone(Exception):
    """The merge is complete and counted, and is not to stand."""

    def __init__(self, applied: Applied) -> None:
        super().__init__()
        self.applied = applied


def apply(job: PriceList) -> None:
    """Make the list the truth about its supplier's offers, unless a newer one is already."""
    reading = Reading(job)
    try:
        catalog.apply_price_list(
            supplier_id=job.supplier_id,
            rows=_usable(job, reading),
            mode=_mode(job),
            named=reading.named,
            then=partial(_settle, job),
        )
    except _Undone:
        steps.move(job, Status.SUPERSEDED)


def compare(job: PriceList) -> None:
    """Count what the list would do, by doing it and undoing it: a dry run cannot disagree with the real one."""
    reading = Reading(job)
    try:
        catalog.apply_price_list(
            supplier_id=job.supplier_id,
            rows=reading.rows(),
            mode=_mode(job),
            named=reading.named,
            then=_undo,
        )
    except _Undone as undone:
        steps.move(job, Status.REVIEW, **_counts(undone.applied))


def _mode(job: PriceList) -> Literal["full", "update"]:
    return "update" if job.mode == Mode.UPDATE else "full"


def _usable(job: PriceList, reading: Reading) -> Iterator[GoodRow]:
    yield from reading.rows()
    if not reading.good:
        raise UnreadablePriceList("no_usable_rows", _("The list has no row that can be used; nothing was changed."))
    steps.move(job, Status.APPLYING)


def _settle(job: PriceList, applied: Applied) -> None:
    feed = Feed.objects.select_for_update().get(pk=job.supplier_id)
    if feed.applied_version > job.version:
        raise _Undone(applied)
    feed.applied_version = job.version
    feed.save(update_fields=["applied_version"])
    counts = _counts(applied)
    steps.move(job, Status.APPLIED, applied_at=timezone.now(), **counts)
    publish(PriceListApplied(price_list_id=job.pk, supplier_id=job.supplier_id, errors=job.errors, **counts))


def _undo(applied: Applied) -> None:
    raise _Undone(applied)


def _counts(applied: Applied) -> dict[str, int]:
    return {name: getattr(applied, name) for name in ("new", "changed", "same", "retired")}
