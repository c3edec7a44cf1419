"""Sign-ins that failed, and the growing waits they bring. Kept in the database: this limit must hold
when the cache is down, and between processes.

An attempt is counted *before* the password is verified, under a row lock and in a transaction of its own:
of fifty at once no more than the limit ever get to try. The verification itself holds no lock.
"""

import hashlib
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from core.accounts import rules
from core.accounts.errors import InvalidCredentials
from core.accounts.models import Attempts, User
from core.accounts.selectors import by_login
from core.errors import Limited

KEPT = timedelta(days=1)
NOBODYS = "!"  # no password's hash; verifying against it costs what a real one costs


def verify(*, login: str, password: str, address: str) -> User:
    """Return the living account that the e-mail or user name and the password belong to.

    Raises InvalidCredentials, and Limited while the account or the address has to wait. An unknown name costs
    the same time, and brings the same waits, as a known one.
    """
    user = by_login(login)
    limits = _limits(user, login, address)
    _count(limits)
    if user is None:
        check_password(password, NOBODYS)
        raise InvalidCredentials
    if not user.check_password(password) or not user.is_active or user.erased_at:
        raise InvalidCredentials
    _forgive(limits)
    return user


def verify_again(*, user: User, password: str) -> bool:
    """Return whether this is a signed-in person's password; raises Limited, so that a thief cannot guess it."""
    limits = _limits(user, user.email, "")
    _count(limits)
    holds = user.check_password(password)
    if holds:
        _forgive(limits)
    return holds


def _limits(user: User | None, login: str, address: str) -> dict[str, int]:
    unknown = hashlib.sha256(login.lower().encode()).hexdigest()
    account = f"account:{user.pk}" if user else f"account:{unknown}"
    limits = {account: settings.LOGIN_FAILURES_PER_ACCOUNT, f"address:{address}": settings.LOGIN_FAILURES_PER_ADDRESS}
    return {name: limit for name, limit in limits.items() if limit and name != "address:"}


@transaction.atomic
def _count(limits: dict[str, int]) -> None:
    rows = _locked(limits)
    now = timezone.now()
    blocked_until = max((row.blocked_until for row in rows), default=now)
    if blocked_until > now:
        raise Limited(retry_after=math.ceil((blocked_until - now).total_seconds()))
    for row in rows:
        _fail(row, limits[row.name], now)
    Attempts.objects.bulk_update(rows, ["failures", "blocked_until"])


def _fail(row: Attempts, limit: int, now: datetime) -> None:
    if row.blocked_until < now - rules.FORGOTTEN:
        row.failures, row.blocked_until = 0, now
    row.failures += 1
    if wait := rules.wait_after(row.failures, limit):
        row.blocked_until = now + wait


@transaction.atomic
def _forgive(limits: dict[str, int]) -> None:
    """Take back the attempt that succeeded: an account starts anew, an address only loses this one failure.

    (If an address started anew too, whoever has one account could try all others from there.)
    """
    now = timezone.now()
    rows = _locked(limits)
    for row in rows:
        row.failures = 0 if row.name.startswith("account:") else max(0, row.failures - 1)
        if row.failures < limits[row.name]:
            row.blocked_until = min(row.blocked_until, now)
    Attempts.objects.bulk_update(rows, ["failures", "blocked_until"])


def _locked(limits: dict[str, int]) -> list[Attempts]:
    now, names = timezone.now(), sorted(limits)
    # The upsert makes the missing rows and locks all of them: whoever comes meanwhile waits for our count.
    Attempts.objects.bulk_create(
        [Attempts(name=name, updated_at=now, blocked_until=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["updated_at"],
    )
    return list(Attempts.objects.filter(name__in=names).order_by("name"))


def forget_old() -> int:
    """Delete what nobody has tried for a day and return how many names there were."""
    return Attempts.objects.filter(updated_at__lt=timezone.now() - KEPT).delete()[0]
