"""What an announcement is made of, and how it is written down and read back."""

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in plain values. Subclass it as a frozen dataclass in a module's `events.py`."""


@cache
def _adapter(event: type[Event]) -> TypeAdapter[Event]:
    return TypeAdapter(event)


def pack(event: Event) -> dict[str, object]:
    """Return the event's fields as JSON-ready values."""
    packed: dict[str, object] = _adapter(type(event)).dump_python(event, mode="json")
    return packed


def unpack(event: type[Event], payload: dict[str, object]) -> Event:
    """Return the event that `pack` wrote."""
    return _adapter(event).validate_python(payload)
