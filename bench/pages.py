"""Pages turned one by one, each asked for once: near the top and far down, in turn."""

import statistics
import time

import httpx

from bench.asking import LIST
from bench.measure import Row

PAGES = 100


def deep_pages(root: str, *, row: int, rounds: int) -> Row:
    """Return how many times as long a page from that row on takes as one from the first."""
    with httpx.Client(base_url=root, trust_env=False) as client:
        top, far = _Walk(client), _Walk(client)
        far.skip(row)
        laps = [(_lap(far), _lap(top)) for _ in range(rounds)]
    said = " / ".join(f"{statistics.median(times) * 1000:.2f} ms" for times in zip(*laps, strict=True))
    ratios = [deep / first for deep, first in laps]
    return Row(f"a page of 20 from row {row:,} on", "pages from the first on", ratios, 1.5, at_most=True, said=said)


class _Walk:
    """A list by price, page after page."""

    def __init__(self, client: httpx.Client) -> None:
        self._client, self._cursor = client, ""

    def skip(self, rows: int) -> None:
        for _ in range(rows // 100):
            self._turn(100)

    def timed(self) -> float:
        began = time.perf_counter()
        self._turn(20)
        return time.perf_counter() - began

    def _turn(self, limit: int) -> None:
        query = {"ordering": "price", "limit": limit} | ({"cursor": self._cursor} if self._cursor else {})
        self._cursor = self._client.get(LIST, params=query).raise_for_status().json()["next"]


def _lap(walk: _Walk) -> float:
    return statistics.median(walk.timed() for _ in range(PAGES))
