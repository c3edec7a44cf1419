"""Who hears what: filled by `@subscribe` when the modules' `subscribers.py` are imported."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Listener:
    """One function that hears one kind of event; `name` is what its deliveries are stored under.

    `alone`: one of its deliveries runs at a time.
    """

    name: str
    event: type
    call: Callable[..., None]
    outside: bool
    alone: bool = False


_listeners: dict[str, Listener] = {}
_by_event: dict[type, list[Listener]] = defaultdict(list)


def add(listener: Listener) -> None:
    """Register a listener; the same name again (a re-import) replaces nothing and is refused."""
    if listener.name in _listeners:
        raise RuntimeError(f"two listeners are called {listener.name}")
    _listeners[listener.name] = listener
    _by_event[listener.event].append(listener)


def listeners_of(event: type) -> list[Listener]:
    """Return the listeners of an event's class, in the order in which they were registered."""
    return _by_event.get(event, [])


def listener(name: str) -> Listener | None:
    """Return the listener of that name, or None where its module is switched off."""
    return _listeners.get(name)


def names() -> list[str]:
    """Return the names of all listeners there are, in the order in which they were registered."""
    return list(_listeners)


def event_name(event: type[Any]) -> str:
    """Return `<module>.<Class>`, e.g. `orders.OrderPlaced`."""
    return f"{event.__module__.removesuffix('.events').rpartition('.')[2]}.{event.__qualname__}"
