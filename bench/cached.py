"""One hot address: the list that every visitor hits, from the cache of each side, beside the least a server can do."""

from contextlib import ExitStack
from functools import partial

import httpx

from bench import servers
from bench.asking import LIST
from bench.measure import Pace, Row, in_turn, rates, times_as_many
from bench.stock import stock
from bench.wrk import Load, load

HOT = f"{LIST}?category=elektronika&ordering=price"
PRODUCTS = 100_000


def ask(pace: Pace) -> list[Row]:
    with ExitStack() as stack:
        shop = stock(1_000 if pace.is_quick else PRODUCTS)
        strict = stack.enter_context(servers.torg(shop, FAST_LANE="strict"))
        size = len(httpx.get(strict + HOT, trust_env=False).raise_for_status().content)
        roots = {
            "strict": strict,
            "relaxed": stack.enter_context(servers.torg(shop, FAST_LANE="relaxed")),
            "twin": stack.enter_context(servers.twin(shop)),
            "hello": stack.enter_context(servers.hello(size)),
        }
        sides = {name: partial(_hot, root) for name, root in roots.items()}
        loads = in_turn(sides, pace)
    bare, cached = f"granian's hello of {size} bytes", "the twin's, by cache_page"
    return [
        _row(loads, "strict", "twin", "cached list, one hot address, strict", cached, 10),
        _row(loads, "relaxed", "twin", "the same, relaxed", cached),
        _row(loads, "relaxed", "hello", "cached list, one hot address, relaxed", bare, 0.9),
        _row(loads, "strict", "hello", "the same, strict", bare),
    ]


def _row(
    loads: dict[str, list[Load]], one: str, other: str, ours: str, theirs: str, target: float | None = None
) -> Row:
    ratios = times_as_many(loads[one], loads[other])
    return Row(ours, theirs, ratios, target, said=rates(loads[one], loads[other]))


def _hot(root: str, seconds: float) -> Load:
    return load(root, [HOT], seconds=seconds)
