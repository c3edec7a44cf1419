"""Attribute values: always kept as text, and as a number too where the attribute is one."""

import math
from decimal import Decimal, InvalidOperation

from modules.catalog.rules.values import AttributeValue

NUMBER, TEXT, BOOLEAN = "number", "text", "boolean"
# What a double, and so every JSON reader, gives back digit by digit.
DIGITS = 15


def type_of(value: AttributeValue) -> str:
    if isinstance(value, bool):
        return BOOLEAN
    return NUMBER if isinstance(value, Decimal) and is_exact(value) else TEXT


def is_exact(number: Decimal) -> bool:
    """Return whether the number survives the way through a double."""
    return (
        number.is_finite() and len(number.normalize().as_tuple().digits) <= DIGITS and abs(number.adjusted()) < DIGITS
    )


def text_of(value: AttributeValue) -> str:
    """Return the value as it is stored: "true", "5.5", or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return value


def plain(number: Decimal) -> str:
    """Return the number without exponent and without zeros that say nothing."""
    return "0" if not number else f"{number.normalize():f}"


def number_of(text: str) -> float | None:
    """Return the number that a text is, or None."""
    try:
        number = float(Decimal(text))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def canonical(text: str) -> str:
    """Return a number that is asked for as it would be stored ("5.50" as "5.5"), any other text as it is."""
    number = Decimal(text) if number_of(text) is not None else None
    return plain(number) if number is not None and is_exact(number) else text


def parsed(type: str, text: str) -> AttributeValue | None:
    """Return the value that somebody typed for an attribute of this type, or None where it is not one."""
    if type == BOOLEAN:
        return {"true": True, "false": False}.get(text.lower())
    if type == NUMBER:
        number = Decimal(text) if number_of(text) is not None else None
        return number if number is not None and is_exact(number) else None
    return text


def shown(type: str, text: str) -> str | int | float | bool:
    """Return a stored value as JSON has it."""
    if type == BOOLEAN:
        return text == "true"
    if type == NUMBER:
        return float(text) if "." in text else int(text)
    return text
