"""What numbers in the cells of a workbook show: plain ones without noise, codes with their zeros, dates as dates."""

import re
from datetime import datetime, timedelta
from math import isfinite

SECONDS_A_DAY = 86_400
_MOST_PLAIN = 1e15
_MAX_ZEROS = 40
_NOT_OF_DATES = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')
_IN_BRACKETS = re.compile(r"\[[^\[\]]*\]")
# The built-in formats of dates and times, ECMA-376 18.8.30.
_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])


def is_plain(number: float) -> bool:
    """Whether a number is one that a list can mean."""
    return isfinite(number) and abs(number) <= _MOST_PLAIN


def plain(number: float) -> str:
    """A number without the noise of its binary form."""
    return f"{float(f'{number:.15g}'):.10f}".rstrip("0").rstrip(".")


def date(number: float, *, is_1904: bool) -> str:
    """The day that a number of days stands for, and the time of it where there is one."""
    if number < 0:
        return str(number)
    day = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    try:
        moment = day + timedelta(seconds=round(number * SECONDS_A_DAY))
    except OverflowError:  # there is no such year
        return str(number)
    return moment.isoformat(" ") if number % 1 else moment.date().isoformat()


def zeros(code: str) -> int:
    """To how many digits a format fills up with zeros that is nothing else, such as `00000` for a code: 18.8.31."""
    first = _IN_BRACKETS.sub("", code).split(";")[0].strip()
    return len(first) if 1 < len(first) <= _MAX_ZEROS and not first.strip("0") else 0


def is_date(kind: int, code: str) -> bool:
    """Whether a format shows a date, by its own code or, without one, by its number among those built in."""
    if code:
        return any(letter in "dmyhs" for letter in _NOT_OF_DATES.sub("", code.casefold().split(";")[0]))
    return kind in _DATES
