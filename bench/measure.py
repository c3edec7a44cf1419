"""How things are compared here: rounds of both in turn, so that whatever else the machine does hits both alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` is so many times as fast as `theirs`: the median over the rounds, and how far they lay apart."""

    ours: str
    theirs: str
    ratios: list[float]

    def __str__(self) -> str:
        low, high = min(self.ratios), max(self.ratios)
        return f"| {self.ours} | {self.theirs} | {statistics.median(self.ratios):.2f} | {low:.2f} .. {high:.2f} |"


def seconds(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - began


def compare(ours: Callable[[], object], theirs: Callable[[], object], *, times: int) -> list[float]:
    """Return, round by round, how many times as fast `ours` was; one round of each beforehand warms up."""
    seconds(ours, times), seconds(theirs, times)
    return [seconds(theirs, times) / seconds(ours, times) for _ in range(ROUNDS)]
