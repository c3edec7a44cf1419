"""How orders and invoices are called."""

import re

NUMBER_BASE = 100_000
NUMBER = re.compile(r"(?:[tт]-?)?([0-9]{6,18})\Z", re.IGNORECASE)
INVOICE = re.compile(r"(20[0-9]{2})-([0-9]{1,9})\Z")


def number_of(order_id: int) -> str:
    """Return an order's number as people say it: unique and ascending because the id is."""
    return f"T-{NUMBER_BASE + order_id}"


def id_of(number: str) -> int | None:
    """Return the id behind `T-100042` or `100042` (the Cyrillic letter will do), None for any other text."""
    match = NUMBER.match(number.strip())
    return int(match[1]) - NUMBER_BASE if match else None


def invoice_name(year: int, number: int) -> str:
    """Return an invoice's number as it is printed."""
    return f"{year}-{number:06d}"


def invoice_of(name: str) -> tuple[int, int] | None:
    """Return the year and the number behind `2026-000123` or `2026-123`, None for any other text."""
    match = INVOICE.match(name.strip())
    return (int(match[1]), int(match[2])) if match else None
