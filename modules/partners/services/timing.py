"""When a list is fetched next. Suppliers all say "at three in the night": each is put off a little, always alike."""

from datetime import datetime, time, timedelta
from zlib import crc32

from django.utils import timezone

from modules.partners.models.sources import Rhythm

FIRST_WAIT = timedelta(minutes=5)
SPREAD = 300  # seconds after the time of day that was asked for


def next_try(*, tries: int, after: datetime, before: datetime) -> datetime | None:
    """Return when a fetch that has failed so often is tried again: each wait is twice the one before.

    None where the rhythm asks for it `before` that anyhow.
    """
    soon = after + FIRST_WAIT * 2 ** (tries - 1)
    return soon if soon < before else None


def next_run(*, every: str, at: time | None, supplier_id: int, after: datetime) -> datetime:
    """Return the first time after `after`: hourly at a minute of the supplier's own, daily at `at` by the shop's clock.

    Where the clocks are put forward over that time it is an hour later, where they are put back it is the first one.
    """
    own = crc32(str(supplier_id).encode())
    if every == Rhythm.HOURLY or at is None:
        run = after.replace(minute=0, second=0, microsecond=0) + timedelta(seconds=own % 3600)
        return run if run > after else run + timedelta(hours=1)
    zone = timezone.get_default_timezone()
    today = after.astimezone(zone).date()
    # Yesterday's too: the delay may reach over midnight.
    days = (today + timedelta(days=days) for days in (-1, 0, 1, 2))
    asked = (datetime.combine(day, at, tzinfo=zone).astimezone(after.tzinfo) for day in days)
    return next(run for one in asked if (run := one + timedelta(seconds=own % SPREAD)) > after)
