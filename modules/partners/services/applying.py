"""The good rows of a list meet the catalogue: all of them in one transaction, or none.

The file is read and compared outside that transaction, however long it takes. Then either the list waits for somebody
to look at what it would change, or it is merged; what becomes of the job is written in the merge's transaction.
"""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.catalog.public import Applied, Comparison, GoodRow
from modules.partners.events import PriceListApplied, PriceListHeld, PriceListSuperseded
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import Mode, Status
from modules.partners.services import feeds, steps
from modules.partners.services.reading import Reading
from modules.partners.services.recording import record
from modules.partners.services.weighing import holds, is_worse, weigh


class _Held(Exception):
    """Somebody is to look at the list first."""


class _Overtaken(Exception):
    """A newer list stands already."""


def apply(job: PriceList) -> None:
    """Make the list the truth about its supplier's offers, or have it wait for a review; a newer one always wins."""
    reading = Reading(job)
    reading.open()
    try:
        catalog.apply_price_list(
            supplier_id=job.supplier_id,
            rows=_usable(job, reading),
            mode=_mode(job),
            named=reading.named,
            withdrawn=reading.withdrawn,
            look=partial(_look, job, reading),
            then=partial(_settle, job),
            list_id=job.pk,
        )
    except _Held:
        _hold(job)
    except _Overtaken:
        _give_way(job)


def _mode(job: PriceList) -> Literal["full", "update"]:
    return "update" if job.mode == Mode.UPDATE else "full"


def _usable(job: PriceList, reading: Reading) -> Iterator[GoodRow]:
    yield from reading.rows()
    if not reading.good:
        raise UnreadablePriceList("no_usable_rows", _("The list has no row that can be used; nothing was changed."))
    steps.confirm(job)


def _look(job: PriceList, reading: Reading, compared: Comparison) -> None:
    """Keep what the list would change, row by row, and stop it here where somebody is to look at that first."""
    tally = record(job, compared, reading.notes)
    earlier = feeds.last_applied(job)
    warned = weigh(
        tally, compared, errors=job.errors, noted=job.warnings, earlier=earlier.warnings if earlier else None
    )
    steps.note(job, warnings=warned, **tally.counts())
    is_asked = job.dry_run and not job.reviewed_at
    if is_asked or is_worse(holds(warned), job.seen_holds):
        raise _Held
    steps.move(job, Status.APPLYING)


@transaction.atomic
def _give_way(job: PriceList) -> None:
    newer = feeds.standing(Feed.objects.select_for_update().get(pk=job.supplier_id))
    steps.move(job, Status.SUPERSEDED, superseded_by=newer)
    if job.reviewed_at and newer:  # somebody has approved it, and believes that it is applied
        publish(PriceListSuperseded(job.pk, job.supplier_id, newer_id=newer))


@transaction.atomic
def _hold(job: PriceList) -> None:
    feed = Feed.objects.select_for_update().get(pk=job.supplier_id)
    if feed.applied_version > job.version:  # nobody could decide about it any more
        _give_way(job)
        return
    steps.move(job, Status.REVIEW, reviewed_by=None, reviewed_at=None, seen_holds={})
    if not job.dry_run:
        feeds.supersede_waiting(job, all_kinds=False)
        publish(PriceListHeld(price_list_id=job.pk, supplier_id=job.supplier_id))


def _settle(job: PriceList, applied: Applied) -> None:
    feed = Feed.objects.select_for_update().get(pk=job.supplier_id)
    if feed.applied_version > job.version:
        raise _Overtaken
    feed.applied_version = job.version
    feed.save(update_fields=["applied_version"])
    counts = {name: getattr(applied, name) for name in ("new", "changed", "same", "retired")}
    steps.move(job, Status.APPLIED, applied_at=timezone.now(), **counts)
    feeds.supersede_waiting(job, all_kinds=True)
    publish(PriceListApplied(price_list_id=job.pk, supplier_id=job.supplier_id, errors=job.errors, **counts))
