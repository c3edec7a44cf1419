"""Many addresses while others write: 10,000 of them, the popular asked for most, with orders and price lists."""

from contextlib import ExitStack
from random import Random

from bench import servers
from bench.asking import Asker, some
from bench.measure import Pace, Row, in_turn, rates, times_as_many
from bench.stock import copied, stock
from bench.writing import Writers
from bench.wrk import Load, load

PRODUCTS, ADDRESSES, DRAWN = 100_000, 10_000, 200_000


def ask(pace: Pace) -> list[Row]:
    shop = copied(stock(1_000 if pace.is_quick else PRODUCTS))
    window = Pace(3, 4 if pace.is_quick else 20)
    paths = _drawn(Asker(shop))
    with ExitStack() as stack:
        ours, twin = stack.enter_context(servers.torg(shop)), stack.enter_context(servers.twin(shop))
        stack.enter_context(servers.worker(shop))
        # One list in each window: as many as in a minute, in a third of the time.
        writers = stack.enter_context(Writers(shop, ours, list_every=window.seconds))
        loads = in_turn({"ours": lambda s: _load(ours, paths, s), "twin": lambda s: _load(twin, paths, s)}, window)
    return [_row(loads["ours"], loads["twin"], writers)]


def _drawn(asker: Asker) -> list[str]:
    """Return draws of the addresses, the n-th most popular 1/n as often as the first (Zipf)."""
    addresses = some(asker.filtered(), ADDRESSES * 3 // 4) + some(asker.details(), ADDRESSES // 4)
    dice = Random(1)
    dice.shuffle(addresses)
    return dice.choices(addresses, [1 / rank for rank in range(1, len(addresses) + 1)], k=DRAWN)


def _load(root: str, paths: list[str], seconds: float) -> Load:
    place = int(seconds * 1000) % len(paths)
    return load(root, paths[place:] + paths[:place], seconds=seconds, hits=True)


def _row(ours: list[Load], twin: list[Load], writers: Writers) -> Row:
    hit = sum(load.hits for load in ours) / sum(load.requests for load in ours)
    refused = "".join(f", {count} refused as {code}" for code, count in writers.refused.items())
    written = f"{writers.orders} orders and {writers.lists} price lists written{refused}"
    what = f"{ADDRESSES:,} addresses by Zipf, while others write (hit rate {hit:.0%})"
    said = f"{rates(ours, twin)}; {written}; the twin's answers are up to 5 minutes old, ours never"
    return Row(what, "the twin's cache, which nobody empties", times_as_many(ours, twin), said=said)
