"""How scheduled lists went: written down, tried again, and told once of each kind of trouble until it is over.

Trouble is a list that cannot be fetched, one that cannot be taken, and one that waits for somebody. It is over when a
list that was fetched stands.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from modules.partners.clients.fetching import Unfetched
from modules.partners.errors import UrlRefused
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.models.sources import RunResult, Schedule
from modules.partners.rules import Status
from modules.partners.services import letters
from modules.partners.services.timing import next_run, next_try

FETCHING = "fetching"
RESULTS = {Status.FAILED: RunResult.FAILED, Status.REVIEW: RunResult.HELD}
NO_ERROR: dict[str, Any] = {"error_code": "", "error_detail": "", "error_params": {}}


@transaction.atomic
def note_fetched(schedule: Schedule, sent: PriceList | None) -> None:
    """Write down that the list was fetched, and what became of it so far; None where it is the one that stands."""
    known = _locked(schedule)
    if known is None:
        return
    if sent:
        sent.refresh_from_db()
        _note(known, tries=0, next_run_at=_in_rhythm(known), **_of_list(sent))
        return
    told_of = [] if _stands(known) else known.told_of
    fine = {**NO_ERROR, "last_result": RunResult.UNCHANGED, "told_of": told_of}
    _note(known, tries=0, next_run_at=_in_rhythm(known), **fine)


@transaction.atomic
def note_failure(schedule: Schedule, refused: Unfetched | UrlRefused) -> None:
    """Write down that the list could not be fetched, try again soon, and tell its people the first time."""
    known = _locked(schedule)
    if known is None:
        return
    regular = _in_rhythm(known)
    soon = next_try(tries=known.tries + 1, after=timezone.now(), before=regular)
    with override("en"):
        detail = str(refused.detail)
    failed = {"error_code": refused.code, "error_detail": detail, "error_params": getattr(refused, "params", {})}
    is_news = FETCHING not in known.told_of
    _note(
        known,
        last_result=RunResult.FAILED,
        tries=known.tries + 1 if soon else 0,
        next_run_at=soon or regular,
        told_of=[*known.told_of, FETCHING] if is_news else known.told_of,
        **failed,
    )
    if is_news:
        letters.tell_of_schedule(supplier_id=known.pk)


@transaction.atomic(savepoint=False)
def note_trouble(*, price_list_id: int) -> bool:
    """Write down that a list has failed, or waits for somebody, and return whether its people do not know it yet."""
    job = PriceList.objects.get(pk=price_list_id)
    known = Schedule.objects.select_for_update().filter(pk=job.supplier_id).first() if job.is_scheduled else None
    if known is None:
        return True
    is_news = job.status not in known.told_of
    known.told_of = [*known.told_of, job.status] if is_news else known.told_of
    _store(known, told_of=known.told_of, **_of_list(job))
    return is_news


@transaction.atomic(savepoint=False)
def note_applied(*, price_list_id: int) -> None:
    """End the trouble of a schedule whose list stands now."""
    job = PriceList.objects.get(pk=price_list_id)
    known = Schedule.objects.select_for_update().filter(pk=job.supplier_id).first() if job.is_scheduled else None
    if known:
        _store(known, told_of=[], **_of_list(job))


@transaction.atomic(savepoint=False)
def note_decided(*, supplier_id: int) -> None:
    """Let the next list that waits be told of: somebody has said no to this one."""
    known = Schedule.objects.select_for_update().filter(pk=supplier_id).first()
    if known and Status.REVIEW in known.told_of:
        _store(known, told_of=[one for one in known.told_of if one != Status.REVIEW])


def _locked(schedule: Schedule) -> Schedule | None:
    # Of another address by now it would not be true.
    return Schedule.objects.select_for_update().filter(pk=schedule.pk, url=schedule.url).first()


def _in_rhythm(known: Schedule) -> Any:
    return next_run(every=known.every, at=known.at, supplier_id=known.pk, after=timezone.now())


def _of_list(job: PriceList) -> dict[str, Any]:
    failed = {"error_code": job.error_code, "error_detail": job.error_detail, "error_params": job.error_params}
    result = RESULTS.get(Status(job.status), RunResult.SENT)
    return {"last_result": result, "last_price_list_id": job.pk, **(failed if job.error_code else NO_ERROR)}


def _stands(known: Schedule) -> bool:
    newest = Feed.objects.filter(pk=known.pk).values("version")
    return PriceList.objects.filter(supplier_id=known.pk, version__in=newest, status=Status.APPLIED).exists()


def _note(known: Schedule, **values: Any) -> None:
    _store(known, last_run_at=timezone.now(), **values)


def _store(known: Schedule, **values: Any) -> None:
    for name, value in values.items():
        setattr(known, name, value)
    known.save(update_fields=list(values))
