"""A day's reading at once: 100 connections, nothing warm, 70 % filtered lists, 20 % details, 10 % searches."""

from contextlib import ExitStack

from bench import servers
from bench.asking import Asker, some
from bench.measure import Pace, Row, times_as_many
from bench.stock import stock
from bench.wrk import Load, load

PRODUCTS, CONNECTIONS, SECONDS, ROUNDS, MOST = 100_000, 100, 30, 3, 2_500
# What a reference in this field reports, on 8 workers of its own machine: no ratio is made of it.
REFERENCE = "a reference in this field reports 260 a second on 8 workers"


def ask(pace: Pace) -> list[Row]:
    shop = stock(1_000 if pace.is_quick else PRODUCTS)
    seconds = 6 if pace.is_quick else SECONDS
    asker = Asker(shop)
    with ExitStack() as stack:
        ours, twin = stack.enter_context(servers.torg(shop)), stack.enter_context(servers.twin(shop))
        rounds = [(_run(ours, asker, seconds), _run(twin, asker, seconds // 3)) for _ in range(ROUNDS)]
    mine, theirs = (list(loads) for loads in zip(*rounds, strict=True))
    said = f"{_said(mine)}; the twin {_said(theirs)}; {REFERENCE}"
    what = f"mixed reading, {CONNECTIONS} connections, {seconds} s"
    return [Row(what, f"the twin, {seconds // 3} s", times_as_many(mine, theirs), said=said)]


def _run(root: str, asker: Asker, seconds: int) -> Load:
    return load(root, some(asker.mixed(), MOST * seconds), seconds=seconds, connections=CONNECTIONS)


def _said(loads: list[Load]) -> str:
    """Say what the median round was like, and the errors of all."""
    middle = sorted(loads, key=lambda load: load.rate)[len(loads) // 2]
    errors = sum(load.errors for load in loads)
    times = f"half within {middle.p50:.0f} ms, 99 % within {middle.p99:.0f} ms"
    return f"{middle.rate:,.0f} a second, {errors} errors, {times}"
