"""How orders and invoices are called."""

import re

NUMBER_BASE = 100_000
NUMBER = re.compile(r"(?:[tт]-?)?([0-9]{6,18})\Z", re.IGNORECASE)
BEGUN = re.compile(r"[tт]-?([0-9]{1,5})\Z", re.IGNORECASE)
INVOICE = re.compile(r"(20[0-9]{2})-([0-9]{1,9})\Z")


def number_of(order_id: int) -> str:
    """Return an order's number as people say it: unique and ascending because the id is."""
    return f"T-{NUMBER_BASE + order_id}"


def id_of(number: str) -> int | None:
    """Return the id behind `T-100042` or `100042` (the Cyrillic letter will do), None for any other text."""
    match = NUMBER.match(number.strip())
    return int(match[1]) - NUMBER_BASE if match else None


def ids_begun(number: str) -> list[tuple[int, int]]:
    """Return the ids, from and to, behind the numbers that begin like `T-1000`; nothing for any other text."""
    match = BEGUN.match(number.strip())
    if match is None or match[1].startswith("0"):
        return []
    begun, longer = int(match[1]), range(6 - len(match[1]), 10 - len(match[1]))
    spans = ((begun * 10**more, (begun + 1) * 10**more - 1) for more in longer)
    return [(first - NUMBER_BASE, last - NUMBER_BASE) for first, last in spans if last > NUMBER_BASE]


def invoice_name(year: int, number: int) -> str:
    """Return an invoice's number as it is printed."""
    return f"{year}-{number:06d}"


def invoice_of(name: str) -> tuple[int, int] | None:
    """Return the year and the number behind `2026-000123` or `2026-123`, None for any other text."""
    match = INVOICE.match(name.strip())
    return (int(match[1]), int(match[2])) if match else None
