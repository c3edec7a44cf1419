"""A day's reading at once: 100 connections, nothing warm, 70 % filtered lists, 20 % details, 10 % searches."""

from contextlib import ExitStack

from bench import servers
from bench.asking import Asker, some
from bench.measure import Pace, Row
from bench.stock import stock
from bench.wrk import Load, load

PRODUCTS, CONNECTIONS, SECONDS, MOST = 100_000, 100, 30, 2_500
# What a reference in this field reports, on 8 workers of its own machine: no ratio is made of it.
REFERENCE = "a reference in this field reports 260 a second on 8 workers"


def ask(pace: Pace) -> list[Row]:
    shop = stock(1_000 if pace.is_quick else PRODUCTS)
    seconds = 5 if pace.is_quick else SECONDS
    asker = Asker(shop)
    with ExitStack() as stack:
        roots = stack.enter_context(servers.torg(shop)), stack.enter_context(servers.twin(shop))
        ours, theirs = (_run(root, asker, seconds) for root in roots)
    said = f"{_said(ours)}; the twin {_said(theirs)}; {REFERENCE}"
    return [
        Row(f"mixed reading, {CONNECTIONS} connections, {seconds} s", "the twin", [ours.rate / theirs.rate], said=said)
    ]


def _run(root: str, asker: Asker, seconds: int) -> Load:
    return load(root, some(asker.mixed(), MOST * seconds), seconds=seconds, connections=CONNECTIONS)


def _said(load: Load) -> str:
    return (
        f"{load.rate:,.0f} a second, {load.errors} errors, half within {load.p50:.0f} ms, 99 % within {load.p99:.0f} ms"
    )
