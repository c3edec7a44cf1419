"""32 buyers at once, in four processes of eight threads: what they buy, and how long each order took."""

import math
import multiprocessing
import os
import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Self

PROCESSES, THREADS = 4, 8
ADDRESS = {"city": "Тверь", "street": "Советская", "house": "7", "recipient": "Анна Ёлкина", "phone": "+7 900 000"}
OPERATION = "POST /api/v1/orders/"
type Buy = Callable[[int, str, Sequence[tuple[int, int]]], None]


@dataclass(frozen=True, slots=True)
class Sold:
    """What a round came to: orders a second, and the slowest of a hundred in milliseconds."""

    rate: float
    p99: float


@dataclass(frozen=True, slots=True)
class Errand:
    """What a process is sent to do: buy by this side for so long; `hot` is in every order where it is given."""

    side: str
    user_ids: Sequence[int]
    offers: Sequence[int]
    hot: int | None
    seconds: float

    def basket(self, dice: random.Random) -> list[tuple[int, int]]:
        """Return 2 to 5 offers, a piece of each, in no order."""
        found = dice.sample(self.offers, dice.randint(2, 5))
        if self.hot is not None and self.hot not in found:
            found[0] = self.hot
        return [(id, 1) for id in found]


class Crew:
    """The processes, which stay for all rounds and start each of them together."""

    def __init__(self) -> None:
        os.environ["DB_POOL_SIZE"] = str(THREADS)
        spawned = multiprocessing.get_context("spawn")
        self._pool = spawned.Pool(PROCESSES, _open, [spawned.Barrier(PROCESSES)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.terminate()

    def run(self, errand: Errand) -> Sold:
        """Send everybody; raises what any of them met: an order that is refused is no order placed."""
        took = sorted(ms for each in self._pool.map(_run, [errand] * PROCESSES, chunksize=1) for ms in each)
        return Sold(len(took) / errand.seconds, took[len(took) * 99 // 100] if took else math.inf)


def _open(barrier: Any) -> None:
    global _together
    _together = barrier
    import django

    django.setup()


def _run(errand: Errand) -> list[float]:
    from bench.placing import SIDES

    _together.wait(60)
    took: list[list[float]] = [[] for _ in range(THREADS)]
    failed: list[Exception] = []
    until = time.perf_counter() + errand.seconds

    def shop(number: int) -> None:
        try:
            _shop(errand, SIDES[errand.side], until, took[number])
        except Exception as failure:
            failed.append(failure)

    threads = [threading.Thread(target=shop, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [ms for each in took for ms in each]


def _shop(errand: Errand, buy: Buy, until: float, took: list[float]) -> None:
    from django.db import connection

    dice, mine = random.Random(uuid.uuid4().int), uuid.uuid4().hex
    for n in count():
        if (began := time.perf_counter()) > until:
            break
        buy(dice.choice(errand.user_ids), f"{mine}-{n}", errand.basket(dice))
        if (ended := time.perf_counter()) < until:  # what is late is of no round: the slower side would have more of it
            took.append((ended - began) * 1000)
    connection.close()
