"""Which letters went out about a thing (an order), to whom and when, or why they did not."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from core.mailing.models import Letter

log = logging.getLogger("torg.mailing")
LONGEST = 1000  # of what a mail server says


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter's last attempt: when, to whom ("" once they were forgotten), and why it failed ("": it went out)."""

    at: datetime
    to: str
    subject: str
    error: str


def letters_about(kind: str, id: int) -> list[Sent]:
    """Return the letters about a thing, the one that was tried first before the others."""
    return _in_order(Letter.objects.filter(about=kind, about_id=id))


def letters_to(address: str) -> list[Sent]:
    """Return the letters about things that went, or were to go, to an address, in the order of `letters_about`."""
    return _in_order(Letter.objects.filter(to=address))


def forget(*, to: str) -> None:
    """Take an address out of the journal: its person is no longer known here."""
    Letter.objects.filter(to=to).update(to="", error="")


def _in_order(letters: QuerySet[Letter]) -> list[Sent]:
    return [Sent(one.at, one.to, one.subject, one.error) for one in letters.order_by("at", "pk")]


@contextmanager
def noted(about: tuple[str, int] | None, *, key: str, to: str, subject: str) -> Iterator[None]:
    """Note a letter about a (kind, id) with what became of it: gone out, or what was raised; none without `about`."""
    if about is None:
        yield
        return
    letter = Letter(key=key, about=about[0], about_id=about[1], to=to, subject=subject)
    try:
        yield
    except Exception as failure:
        letter.error = str(failure)[:LONGEST] or type(failure).__name__
        raise
    finally:
        _note(letter)


def _note(letter: Letter) -> None:
    letter.at = timezone.now()
    try:
        Letter.objects.bulk_create(
            [letter], update_conflicts=True, unique_fields=["key"], update_fields=["to", "subject", "at", "error"]
        )
    except DatabaseError as failure:  # not worth a second letter
        log.warning("letter %s was not noted: %s", letter.key, failure)
