"""The arithmetic of accounts: how many contacts, and how long a failed sign-in makes one wait."""

from datetime import timedelta

MAX_CONTACTS = 5
MAX_API_KEYS = 20
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
# A series of failures is forgotten this long after it began, or after its last wait was over.
FORGOTTEN = timedelta(hours=1)


def wait_after(failures: int, limit: int) -> timedelta:
    """Return the wait that so many failures bring: none below the limit, then doubling up to a quarter of an hour."""
    if failures < limit:
        return timedelta()
    doubled = FIRST_WAIT.total_seconds() * 2.0 ** min(failures - limit, 20)
    return min(timedelta(seconds=doubled), LONGEST_WAIT)


def erased_email(user_id: int) -> str:
    """Return the address that stands in for an erased person's: unique, in a domain that cannot exist (RFC 2606)."""
    return f"erased-{user_id}@erased.invalid"
