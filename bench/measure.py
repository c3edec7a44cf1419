"""How things are compared here: rounds of both in turn, so that whatever else the machine does hits both alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.wrk import Load

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a run takes its time: rounds of each side, seconds a round, requests or work in one."""

    rounds: int
    seconds: float

    @property
    def is_quick(self) -> bool:
        return self.seconds < 2


QUICK, WHOLE = Pace(3, 1), Pace(5, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` is so many times as fast as `theirs`: the median over the rounds, and how far they lay apart.

    `target` is what the ratio must reach, or with `at_most` stay under; `said` are the figures themselves.
    """

    ours: str
    theirs: str
    ratios: list[float]
    target: float | None = None
    at_most: bool = False
    said: str = ""

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met, or None where there is none."""
        if self.target is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def __str__(self) -> str:
        low, high = min(self.ratios), max(self.ratios)
        target = "" if self.target is None else f"{'at most' if self.at_most else 'at least'} {self.target:g}"
        met = {True: "yes", False: "**no**", None: ""}[self.is_met]
        cells = (self.ours, self.theirs, f"{self.ratio:.2f}", f"{low:.2f} .. {high:.2f}", target, met, self.said)
        return f"| {' | '.join(cells)} |"


HEAD = "| what | beside | ratio | spread | target | met | figures |\n| --- | --- | --- | --- | --- | --- | --- |"


def seconds(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - began


def compare(ours: Callable[[], object], theirs: Callable[[], object], *, times: int) -> list[float]:
    """Return, round by round, how many times as fast `ours` was; one round of each beforehand warms up."""
    seconds(ours, times), seconds(theirs, times)
    return [seconds(theirs, times) / seconds(ours, times) for _ in range(ROUNDS)]


type Side = Callable[[float], Load]


def in_turn(sides: Mapping[str, Side], pace: Pace) -> dict[str, list[Load]]:
    """Load the sides one after another, round by round, after a short round of each to warm up."""
    for side in sides.values():
        side(1)
    loads: dict[str, list[Load]] = {name: [] for name in sides}
    for _ in range(pace.rounds):
        for name, side in sides.items():
            loads[name].append(side(pace.seconds))
    return loads


def times_as_many(ours: list[Load], theirs: list[Load]) -> list[float]:
    """Return, round by round, how many times as many answers a second `ours` gave."""
    return [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]


def rates(*sides: list[Load]) -> str:
    """Say the median of each side's answers a second, and the errors where there were any."""
    medians = " / ".join(f"{statistics.median(load.rate for load in loads):,.0f}" for loads in sides)
    errors = sum(load.errors for loads in sides for load in loads)
    return f"{medians} a second" + (f", {errors} errors" if errors else "")
