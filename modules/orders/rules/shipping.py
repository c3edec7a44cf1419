"""What an answer of the shipping service means, and how long to wait before it is asked again: no clock, no dice.

The whole contract stands in docs/shipping.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

FIRST_WAIT, GROWTH, LONGEST_WAIT = timedelta(seconds=10), 3, timedelta(hours=1)
# A service may ask for more time than we would take, but not for ever.
LONGEST_ASKED = timedelta(hours=6)
# Given up after both, so that "come back in a second" cannot use up the attempts before a fault over there is mended.
USUAL_ATTEMPTS, PATIENCE = 12, timedelta(hours=5)
# Among the answers that blame us, those that another attempt may change (RFC 9110, 15.5; RFC 8470; RFC 6585).
WORTH_ANOTHER = frozenset({408, 409, 425, 429})


class ShipmentStatus(TextChoices):
    WAITING = "waiting", pgettext_lazy("of a call to the shipping service", "waiting")
    SENT = "sent", pgettext_lazy("of a call to the shipping service", "sent")
    REFUSED = "refused", pgettext_lazy("of a call to the shipping service", "refused")
    GIVEN_UP = "given_up", pgettext_lazy("of a call to the shipping service", "given up")


# Where nothing more is done unless somebody does it.
FAILED = (ShipmentStatus.REFUSED, ShipmentStatus.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class CarrierAnswer:
    """What came of one call: the HTTP status, None where there was no answer; what it said; its Retry-After."""

    status: int | None
    said: str = ""
    reference: str = ""
    retry_after: str = ""


def verdict(answer: CarrierAnswer, *, attempts: int, lasted: timedelta) -> ShipmentStatus:
    """Return where a shipment stands after its attempt number `attempts`, so long after its first, was answered so."""
    if answer.status is not None and 200 <= answer.status < 300:
        return ShipmentStatus.SENT
    if answer.status is not None and answer.status < 500 and answer.status not in WORTH_ANOTHER:
        return ShipmentStatus.REFUSED
    tried = attempts >= USUAL_ATTEMPTS and lasted >= PATIENCE
    return ShipmentStatus.GIVEN_UP if tried else ShipmentStatus.WAITING


def wait_after(attempts: int, *, asked: timedelta | None, spread: float) -> timedelta:
    """Return how long to wait after `attempts` calls; `spread`, 0 to 1, keeps many from coming back at once.

    Waits grow to an hour and vary by a quarter either way. What the service asked for is kept to, up to six hours,
    and only ever made longer: by a tenth at most, and after the usual attempts to that hour.
    """
    grown: timedelta = min(FIRST_WAIT * GROWTH ** min(attempts - 1, 20), LONGEST_WAIT) * (0.75 + spread / 2)
    if asked is None:
        return grown
    kept = min(max(asked, timedelta(seconds=1)), LONGEST_ASKED) * (1 + spread / 10)
    return kept if attempts < USUAL_ATTEMPTS else max(kept, grown)


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
