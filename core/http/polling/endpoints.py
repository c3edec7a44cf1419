"""Which addresses are long polls, learned from the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.http.api import TorgAPI
from core.http.auth import Viewer
from core.http.waiting import POLL, LongPoll


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One long poll: its operationId, its door, and what it waits for."""

    name: str
    door: Callable[[HttpRequest], Viewer]
    poll: LongPoll


_by_path: dict[str, Endpoint] = {}


def learn_polls(api: TorgAPI) -> None:
    """Learn from the API which of its endpoints are to be held."""
    for route, id, operation in api.routed():
        poll: LongPoll | None = operation.view_func.__dict__.get(POLL)
        if poll is not None:
            door: Any = operation.auth_callbacks[0]
            poll.address = f"/{route}"
            _by_path[poll.address] = Endpoint(id, door, poll)


def endpoint(path: str) -> Endpoint | None:
    """Return the long poll at a path, or None."""
    return _by_path.get(path)


def paths() -> list[str]:
    """Return the addresses of all long polls."""
    return sorted(_by_path)
