"""What a thousand times the goods cost: each kind of reading on 1,000, 100,000 and 1,000,000 products."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack

from bench import chart, servers
from bench.asking import Asker, some
from bench.measure import Pace, Row, Side, in_turn
from bench.stock import stock
from bench.wrk import Load, load

SIZES, QUICK_SIZES, MOST = (1_000, 100_000, 1_000_000), (1_000, 10_000), 2_500
FACETED = 10_000
ALIKE = ("plain list", "filtered list", "detail", "search")
# A category by itself, and one of that size with others below it, which have more attributes to count.
COUNTED = {"category": True, "department": False}
DRAWN = (*ALIKE, "category", "category with facets")


def ask(pace: Pace) -> list[Row]:
    sizes = QUICK_SIZES if pace.is_quick else SIZES
    costs = _costs(sizes, Pace(3, min(2, pace.seconds)))
    if not pace.is_quick:
        chart.draw({kind: {size: costs[kind, size] for size in sizes} for kind in DRAWN})
    return [
        *(_growth(costs, kind, sizes) for kind in ALIKE),
        *(_facets(costs, kind, size) for kind in COUNTED for size in sizes if size > FACETED or pace.is_quick),
    ]


type Costs = dict[tuple[str, int], list[float]]


def _costs(sizes: tuple[int, ...], pace: Pace) -> Costs:
    """Return the milliseconds a request takes of the server, by kind and size, round by round."""
    with ExitStack() as stack:
        shops = {size: stock(size) for size in sizes}
        roots = {size: stack.enter_context(servers.torg(shop)) for size, shop in shops.items()}
        sides = {size: _sides(roots[size], Asker(shop)) for size, shop in shops.items()}
        return {
            (kind, size): [1000 / load.rate for load in loads]
            for kind in sides[sizes[0]]
            for size, loads in in_turn({size: sides[size][kind] for size in sizes}, pace).items()
        }


def _sides(root: str, asker: Asker) -> dict[str, Side]:
    questions = {
        "plain list": asker.plain(),
        "filtered list": asker.filtered(),
        "detail": asker.details(),
        "search": asker.searches(),
    }
    for kind, leaf in COUNTED.items():
        shelf = asker.shelf_of(FACETED, leaf=leaf)
        questions |= {kind: asker.facets(shelf, counted=False), f"{kind} with facets": asker.facets(shelf)}
    return {kind: _side(root, asked) for kind, asked in questions.items()}


def _side(root: str, questions: Iterator[str]) -> Side:
    def side(seconds: float) -> Load:
        return load(root, some(questions, int(MOST * seconds)), seconds=seconds, connections=8)

    return side


def _growth(costs: Costs, kind: str, sizes: tuple[int, ...]) -> Row:
    large, small = sizes[-1], sizes[-2]
    ratios = [more / less for more, less in zip(costs[kind, large], costs[kind, small], strict=True)]
    said = ", ".join(f"{_median(costs[kind, size]):.2f}" for size in sizes)
    what = f"{kind}, {large:,} products"
    return Row(what, f"{small:,} products", ratios, 1.5, at_most=True, said=f"{said} ms a request ({_sizes(sizes)})")


def _facets(costs: Costs, kind: str, size: int) -> Row:
    with_, without = costs[f"{kind} with facets", size], costs[kind, size]
    ratios = [more / less for more, less in zip(with_, without, strict=True)]
    what = f"facets of a {kind} near {FACETED:,}, of {size:,} products"
    said = f"{_median(with_):.2f} / {_median(without):.2f} ms a request"
    return Row(what, "the same list without", ratios, 10, at_most=True, said=said)


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _sizes(sizes: tuple[int, ...]) -> str:
    return ", ".join(f"{size:,}" for size in sizes)
