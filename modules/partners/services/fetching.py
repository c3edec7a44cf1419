"""Price lists that are fetched: queued like a file that was sent, and fetched before their turn comes.

The way is outside any transaction; what has arrived is written down in one, and then goes the way of every list.
"""

import hashlib
import logging
import os
import shutil
from pathlib import Path
from typing import Any

from django.db import transaction

from core.events.bus import publish
from modules.partners.clients import addresses, fetching
from modules.partners.clients.fetching import Fetched, Unfetched, Validators
from modules.partners.errors import UrlRefused
from modules.partners.events import PriceListAddressed, PriceListQueued
from modules.partners.formats.texts import shown
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.models.sources import Source
from modules.partners.rules import SAME_FETCH, Mode, Status
from modules.partners.services import steps

log = logging.getLogger("torg.partners")


def submit_address(
    *, supplier_id: int, user_id: int | None, url: str, mode: str = Mode.FULL, dry_run: bool = False
) -> PriceList:
    """Queue a list that lies at an address; where the newest one waits for the same answer, return that one.

    Raises UrlRefused for an address that may never be called; what else is wrong with it, the list says later.
    """
    return _queue(supplier_id, user_id, url=addresses.target(url).url, mode=mode, dry_run=dry_run)


@transaction.atomic(savepoint=False)
def _queue(supplier_id: int, user_id: int | None, **how: Any) -> PriceList:
    feed, _ = Feed.objects.select_for_update().get_or_create(pk=supplier_id)
    asked = {"supplier_id": supplier_id, **how}
    waiting = PriceList.objects.filter(version=feed.version, status=Status.QUEUED, sha256="", **asked).first()
    if waiting:
        return waiting
    feed.version += 1
    feed.save(update_fields=["version"])
    wanted = PriceList.objects.create(version=feed.version, user_id=user_id, size=0, **asked)
    publish(PriceListAddressed(price_list_id=wanted.pk))
    return wanted


def fetch_list(*, price_list_id: int) -> None:
    """Fetch what a queued list is to be made of; what goes wrong ends it, with its reason. Not in a transaction."""
    job = PriceList.objects.filter(pk=price_list_id, status=Status.QUEUED, sha256="").first()
    if job is None:
        return
    try:
        take(job, fetched(job))
    except (Unfetched, UrlRefused) as refused:
        log.info("price list %s was not fetched: %s", job.pk, refused.__cause__ or refused)
        end(job, refused)


def fetched(job: PriceList) -> Fetched | None:
    """Return the file, or None where it is the one that came from there before and is still kept."""
    known = source_of(job)
    before = PriceList.objects.filter(pk=known.price_list_id).first() if known else None
    if known is None or before is None or not before.path.exists():
        return fetching.fetch(job.url)
    found = fetching.fetch(job.url, known=Validators(known.etag, known.last_modified))
    if found is None:
        _repeat(job, before)
    return found


def end(job: PriceList, refused: Unfetched | UrlRefused) -> None:
    """End a list of which there is no file."""
    steps.fail(job, refused.code, str(refused.detail), params=getattr(refused, "params", {}))


def take(job: PriceList, found: Fetched | None) -> None:
    """Give a queued list the file that was fetched for it, and ring for it; nothing is left aside."""
    if found is None:
        return
    try:
        _keep(job, found)
    finally:
        found.received.forget()


@transaction.atomic
def _keep(job: PriceList, found: Fetched) -> None:
    Feed.objects.select_for_update().get(pk=job.supplier_id)
    job.sha256, job.size, job.file_name = found.received.sha256, found.received.size, shown(found.name, 255)
    # One that was superseded meanwhile stays so, and another worker may have brought the file already.
    mine = PriceList.objects.filter(pk=job.pk, status=Status.QUEUED, sha256="")
    if not mine.update(sha256=job.sha256, size=job.size, file_name=job.file_name):
        return
    found.received.move_to(job.path)
    remember(job, found.validators)
    publish(PriceListQueued(price_list_id=job.pk, supplier_id=job.supplier_id))


@transaction.atomic
def _repeat(job: PriceList, before: PriceList) -> None:
    """Read the file again that has not changed: what stands by now may be another list's."""
    Feed.objects.select_for_update().get(pk=job.supplier_id)
    same = {"sha256": before.sha256, "size": before.size, "file_name": before.file_name}
    if PriceList.objects.filter(pk=job.pk, status=Status.QUEUED, sha256="").update(**same):
        _link(before.path, job.path)
        Source.objects.filter(supplier_id=job.supplier_id, digest=_digest(job.url)).update(price_list_id=job.pk)
        publish(PriceListQueued(price_list_id=job.pk, supplier_id=job.supplier_id))


def _link(before: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    try:
        os.link(before, place)
    except OSError:  # a file system that knows no links
        shutil.copyfile(before, place)


def source_of(job: PriceList) -> Source | None:
    """Return what is known of the address that a list comes from."""
    return Source.objects.filter(supplier_id=job.supplier_id, digest=_digest(job.url)).first()


def remember(job: PriceList, said: Validators) -> None:
    """Remember what the address said of the file that this list is made of."""
    known = {"etag": said.etag, "last_modified": said.last_modified, "price_list_id": job.pk}
    Source.objects.update_or_create(supplier_id=job.supplier_id, digest=_digest(job.url), defaults=known)


def stands(job: PriceList) -> bool:
    """Return whether a list is its supplier's newest and a schedule need not repeat it: it would be the same job."""
    newest = Feed.objects.filter(pk=job.supplier_id, version=job.version).exists()
    return newest and job.status in SAME_FETCH


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
