"""What an announcement is made of, and how it is written down and read back."""

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in plain values. Subclass it as a frozen dataclass in a module's `events.py`."""


_adapters: dict[type[Event], TypeAdapter[Event]] = {}


def _adapter(event: type[Event]) -> TypeAdapter[Event]:
    if event not in _adapters:
        _adapters[event] = TypeAdapter(event)
    return _adapters[event]


def pack(event: Event) -> dict[str, object]:
    """Return the event's fields as JSON-ready values."""
    packed: dict[str, object] = _adapter(type(event)).dump_python(event, mode="json")
    return packed


def unpack(event: type[Event], payload: dict[str, object]) -> Event:
    """Return the event that `pack` wrote."""
    return _adapter(event).validate_python(payload)
