"""What `manage.py doctor` asks: one small function a question, registered by `@check`, in the core or in a module.

A module's checks stand in its `providers.py`. A check yields what it found as sentences in the language that is
active; it may be as blunt as it likes, since the doctor runs each in a thread of its own, with a time limit, and takes
an exception for an answer too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

type Level = Literal["well", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, how bad it is, and how to mend it; neither ever names a secret."""

    level: Level
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A question; it is not asked while the check that it `needs` finds something wrong."""

    name: str
    ask: Callable[[], Iterator[Finding]]
    seconds: float
    needs: str


_checks: dict[str, Check] = {}


def check(
    name: str, *, seconds: float = 4.0, needs: str = ""
) -> Callable[[Callable[[], Iterator[Finding]]], Callable[[], Iterator[Finding]]]:
    """Decorate `() -> Iterator[Finding]`: a check of that name, which has so many seconds. A name twice is refused."""

    def register(ask: Callable[[], Iterator[Finding]]) -> Callable[[], Iterator[Finding]]:
        if _checks.setdefault(name, Check(name, ask, seconds, needs)).ask is not ask:
            raise RuntimeError(f"two checks are called {name}")
        return ask

    return register


def checks() -> list[Check]:
    """Return all checks in the order in which they were registered."""
    return list(_checks.values())


def well(said: str) -> Finding:
    """Return a finding that all is well."""
    return Finding("well", said)


def warning(said: str, mend: str = "") -> Finding:
    """Return a finding that Torg works with and somebody should look at."""
    return Finding("warning", said, mend)


def wrong(said: str, mend: str = "") -> Finding:
    """Return a finding that keeps Torg, or a part of it, from working or from being safe."""
    return Finding("wrong", said, mend)
