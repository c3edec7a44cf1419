"""Taking a price list in: it is stored and queued, and read later."""

from collections.abc import Iterable

from django.db import transaction

from core.events.bus import publish
from modules.partners.clients import storing
from modules.partners.clients.storing import Received
from modules.partners.events import PriceListQueued
from modules.partners.formats.texts import shown
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import SAME_FETCH, SAME_JOB, Mode, Status, supersedes


def submit(
    *,
    supplier_id: int,
    user_id: int | None,
    name: str,
    chunks: Iterable[bytes],
    mode: str = Mode.FULL,
    dry_run: bool = False,
    is_scheduled: bool = False,
) -> PriceList:
    """Store a file and queue it; where the supplier's newest list is the same file and question, answer that one.

    Raises RequestDataTooBig over MAX_UPLOAD_BYTES.
    """
    received = storing.receive(chunks)
    wanted = PriceList(
        supplier_id=supplier_id,
        user_id=user_id,
        mode=mode,
        dry_run=dry_run,
        is_scheduled=is_scheduled,
        file_name=shown(name, 255),
        sha256=received.sha256,
        size=received.size,
    )
    try:
        return _queue(wanted, received)
    finally:
        received.forget()


@transaction.atomic(savepoint=False)
def _queue(wanted: PriceList, received: Received) -> PriceList:
    feed, _ = Feed.objects.select_for_update().get_or_create(pk=wanted.supplier_id)
    newest = PriceList.objects.filter(supplier_id=feed.pk, version=feed.version).first()
    if newest and _is_same_job(newest, wanted):
        return newest
    feed.version = wanted.version = feed.version + 1
    feed.save(update_fields=["version"])
    wanted.save()
    received.move_to(wanted.path)
    if supersedes(wanted.mode, dry_run=wanted.dry_run):
        _supersede_older(wanted)
    publish(PriceListQueued(price_list_id=wanted.pk, supplier_id=feed.pk))
    return wanted


def _is_same_job(newest: PriceList, wanted: PriceList) -> bool:
    asked, asks = ((one.sha256, one.mode, one.dry_run) for one in (newest, wanted))
    return newest.status in (SAME_FETCH if wanted.is_scheduled else SAME_JOB) and asked == asks


def _supersede_older(job: PriceList) -> None:
    older = PriceList.objects.filter(supplier_id=job.supplier_id, version__lt=job.version)
    older.filter(status=Status.QUEUED, dry_run=False).update(status=Status.SUPERSEDED, superseded_by=job.pk)
