"""Buyers who order without end, each with a key, while something dies: what they were answered, and when."""

import logging
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

LOST = 0  # no answer came at all


@dataclass(frozen=True, slots=True)
class Ordered:
    """One press of the button: the key that it had, when it was made, and what came of it."""

    token: str
    key: str
    began: float
    status: int
    order: int | None = None
    said: str = ""


class Load:
    """As many threads as buyers, from the block's beginning to its end."""

    def __init__(self, url: str, buyers: list[str], body: dict[str, Any], *, path: str = "orders/") -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes a line for each call
        self.url, self.buyers, self.body, self.path = url, buyers, body, path
        self.made: list[Ordered] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._press_on, args=(one,), daemon=True) for one in buyers]

    @property
    def acknowledged(self) -> set[int]:
        return {one.order for one in self.made if one.order is not None}

    def statuses(self, *, since: float = 0) -> Counter[int]:
        """Count the answers to what was begun at a time of `time.monotonic()` or later."""
        return Counter(one.status for one in list(self.made) if one.began >= since)

    def repeat(self) -> Counter[int]:
        """Press again, with its key, whatever was not acknowledged; return how that was answered."""
        again = [one for one in self.made if one.order is None]
        with self._client() as client:
            pressed = [self._press(client, one.token, one.key) for one in again]
        self.made += pressed
        return Counter(one.status for one in pressed)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=f"{self.url}/api/v1/", timeout=60, trust_env=False, verify=False)

    def _press_on(self, token: str) -> None:
        with self._client() as client:
            while not self._stop.is_set():
                self.made.append(self._press(client, token, uuid.uuid4().hex))
                if self.made[-1].order is None:
                    time.sleep(0.05)  # as a client who was refused does, and the one core is not spent on refusals

    def _press(self, client: httpx.Client, token: str, key: str) -> Ordered:
        began, headers = time.monotonic(), {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        try:
            answer = client.post(self.path, json=self.body, headers=headers)
        except httpx.TransportError as lost:
            return Ordered(token, key, began, LOST, said=repr(lost))
        placed = answer.json()["id"] if answer.status_code == 201 else None
        return Ordered(token, key, began, answer.status_code, placed, "" if placed else answer.text)
