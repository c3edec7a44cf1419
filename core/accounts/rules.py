"""The arithmetic of accounts: how many contacts, how long a failed sign-in makes one wait, what a tax number is."""

from collections.abc import Sequence
from datetime import timedelta

MAX_CONTACTS = 5
MAX_API_KEYS = 20
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
# A series of failures is forgotten this long after it began, or after its last wait was over.
FORGOTTEN = timedelta(hours=1)
# What the digits before each check digit of an INN weigh: a company's ten end in one, a person's twelve in two.
COMPANYS = ((2, 4, 10, 3, 5, 9, 4, 6, 8),)
PERSONS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def wait_after(failures: int, limit: int) -> timedelta:
    """Return the wait that so many failures bring: none below the limit, then doubling up to a quarter of an hour."""
    if failures < limit:
        return timedelta()
    doubled = FIRST_WAIT.total_seconds() * 2.0 ** min(failures - limit, 20)
    return min(timedelta(seconds=doubled), LONGEST_WAIT)


def erased_email(user_id: int) -> str:
    """Return the address that stands in for an erased person's: unique, in a domain that cannot exist (RFC 2606)."""
    return f"erased-{user_id}@erased.invalid"


def is_tax_id(text: str) -> bool:
    """Return whether the text is an INN: 10 or 12 digits, of a region, with the right check digits.

    By order ED-7-14/559@ of Russia's Federal Tax Service of 26 June 2020.
    """
    if not text.isascii() or not text.isdigit() or text.startswith("00"):
        return False
    weights = {10: COMPANYS, 12: PERSONS}.get(len(text), ())
    return bool(weights) and all(_check_digit(text, some) == text[len(some)] for some in weights)


def _check_digit(text: str, weights: Sequence[int]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False)) % 11 % 10)
