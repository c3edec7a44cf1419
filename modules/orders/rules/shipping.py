"""What an answer of the shipping service means, and how long to wait before it is asked again: no clock, no dice."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

FIRST_WAIT, GROWTH, LONGEST_WAIT = timedelta(seconds=10), 3, timedelta(hours=1)
# A service may ask for more time than we would take, but not for ever.
LONGEST_ASKED = timedelta(hours=6)
MOST_ATTEMPTS = 12  # some six hours
# Among the answers that blame us, those that another attempt may change (RFC 9110, 15.5; RFC 8470; RFC 6585).
WORTH_ANOTHER = frozenset({408, 409, 425, 429})


class ShipmentStatus(TextChoices):
    WAITING = "waiting", pgettext_lazy("of a call to the shipping service", "waiting")
    SENT = "sent", pgettext_lazy("of a call to the shipping service", "sent")
    REFUSED = "refused", pgettext_lazy("of a call to the shipping service", "refused")
    GIVEN_UP = "given_up", pgettext_lazy("of a call to the shipping service", "given up")


@dataclass(frozen=True, slots=True)
class CarrierAnswer:
    """What came of one call: the HTTP status, None where there was no answer; what it said; its Retry-After."""

    status: int | None
    said: str = ""
    reference: str = ""
    retry_after: str = ""


def verdict(answer: CarrierAnswer, *, attempts: int) -> ShipmentStatus:
    """Return where a shipment stands after its attempt number `attempts` was answered so."""
    if answer.status is not None and 200 <= answer.status < 300:
        return ShipmentStatus.SENT
    if answer.status is not None and answer.status < 500 and answer.status not in WORTH_ANOTHER:
        return ShipmentStatus.REFUSED
    return ShipmentStatus.WAITING if attempts < MOST_ATTEMPTS else ShipmentStatus.GIVEN_UP


def wait_after(attempts: int, *, asked: timedelta | None, spread: float) -> timedelta:
    """Return how long to wait after `attempts` calls; `spread`, 0 to 1, keeps many from coming back at once.

    Waits grow to an hour and vary by a quarter either way. What the service asked for is kept to, up to six hours,
    and only ever made longer, by a tenth at most.
    """
    if asked is not None:
        return min(max(asked, timedelta(seconds=1)), LONGEST_ASKED) * (1 + spread / 10)
    grown: timedelta = min(FIRST_WAIT * GROWTH ** min(attempts - 1, 20), LONGEST_WAIT)
    return grown * (0.75 + spread / 2)


def asked_wait(retry_after: str, *, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After asks for, in seconds or as a date (RFC 9110, 10.2.3); None for neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), LONGEST_ASKED.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta(0))
