"""Lists that are fetched by themselves: what is due is announced once, whoever asks; then it is fetched and sent in."""

import logging
from datetime import time
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.events.bus import publish
from modules.partners import selectors
from modules.partners.clients import addresses, fetching
from modules.partners.clients.fetching import CHUNK, Fetched, Unfetched, Validators
from modules.partners.errors import NoSchedule, UrlRefused
from modules.partners.events import ScheduledFetchDue
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.models.sources import Schedule
from modules.partners.rules import Mode
from modules.partners.services import streaks
from modules.partners.services.fetching import remember, source_of, stands
from modules.partners.services.submitting import submit
from modules.partners.services.timing import next_run

log = logging.getLogger("torg.partners")
BATCH = 100


def set_schedule(
    *, supplier_id: int, user_id: int | None, url: str, every: str, at: time | None = None, mode: str = Mode.FULL
) -> Schedule:
    """Have a supplier's list fetched from now on, in place of how it was before; raises UrlRefused."""
    soon = next_run(every=every, at=at, supplier_id=supplier_id, after=timezone.now())
    address = addresses.target(url).url
    fresh: dict[str, Any] = {
        "last_run_at": None,
        "last_result": "",
        "last_price_list_id": None,
        "tries": 0,
        "told_of": [],
    }
    asked = {"url": address, "every": every, "at": at, "mode": mode, "user_id": user_id}
    known = {**asked, **fresh, **streaks.NO_ERROR, "next_run_at": soon}
    with transaction.atomic(savepoint=False):
        return Schedule.objects.update_or_create(supplier_id=supplier_id, defaults=known)[0]


def drop_schedule(*, supplier_id: int) -> None:
    """Fetch nothing by itself any more; raises NoSchedule (404)."""
    if not Schedule.objects.filter(pk=supplier_id).delete()[0]:
        raise NoSchedule


@transaction.atomic(savepoint=False)
def fetch_now(*, supplier_id: int) -> None:
    """Fetch what is scheduled now too."""
    publish(ScheduledFetchDue(supplier_id))


@transaction.atomic
def fire_due() -> int:
    """Announce what is due, each once, and return how many; whoever asks beside this finds it put off already.

    What was missed while nothing ran is fetched once.
    """
    now = timezone.now()
    due = Schedule.objects.select_for_update(skip_locked=True).filter(next_run_at__lte=now).order_by("next_run_at")
    fired = list(due[:BATCH])
    for one in fired:
        one.next_run_at = next_run(every=one.every, at=one.at, supplier_id=one.pk, after=now)
        publish(ScheduledFetchDue(one.pk))
    Schedule.objects.bulk_update(fired, ["next_run_at"])
    return len(fired)


def run(*, supplier_id: int) -> None:
    """Fetch a supplier's list and send it in where it is new; how that went is written down. Not in a transaction."""
    schedule = Schedule.objects.filter(pk=supplier_id).first()
    if schedule is None or not selectors.terms_of(supplier_id).approved:
        return
    try:
        sent = _fetch(schedule)
    except (Unfetched, UrlRefused) as refused:
        log.info("the list of supplier %s was not fetched: %s", supplier_id, refused.__cause__ or refused)
        streaks.note_failure(schedule, refused)
    else:
        streaks.note_fetched(schedule, sent)


def _fetch(schedule: Schedule) -> PriceList | None:
    """Return the list that was sent in, or None where the one that stands came from the very same file."""
    asked = PriceList(supplier_id=schedule.pk, url=schedule.url, mode=schedule.mode)
    known = source_of(asked)
    before = known and PriceList.objects.filter(pk=known.price_list_id, mode=schedule.mode, dry_run=False).first()
    # Only what still stands may be left as it is: a list that failed, or was followed by another, is fetched anew.
    validators = Validators(known.etag, known.last_modified) if known and before and stands(before) else None
    found = fetching.fetch(schedule.url, known=validators)
    return _send(schedule, found) if found else None


def _send(schedule: Schedule, found: Fetched) -> PriceList | None:
    newest = Feed.objects.filter(pk=schedule.pk).values_list("version", flat=True).first() or 0
    try:
        with found.received.path.open("rb") as file:
            sent = submit(
                supplier_id=schedule.pk,
                user_id=schedule.user_id,
                name=found.name,
                chunks=iter(partial(file.read, CHUNK), b""),
                mode=schedule.mode,
                is_scheduled=True,
            )
    finally:
        found.received.forget()
    PriceList.objects.filter(pk=sent.pk, url="").update(url=schedule.url)
    sent.url = schedule.url
    remember(sent, found.validators)
    return sent if sent.version > newest else None
