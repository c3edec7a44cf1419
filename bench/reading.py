"""What no cache knows: a filtered list, a product's page, and a page far down, beside the twin's."""

from collections.abc import Iterator
from contextlib import ExitStack

from bench import servers
from bench.asking import LIST, Asker, some
from bench.measure import Pace, Row, Side, in_turn, rates, times_as_many
from bench.pages import deep_pages
from bench.stock import stock
from bench.wrk import Load, load

PRODUCTS, MOST = 100_000, 3_000  # products; answers a second that a side may give


def ask(pace: Pace) -> list[Row]:
    shop = stock(1_000 if pace.is_quick else PRODUCTS)
    asker = Asker(shop)
    with ExitStack() as stack:
        ours, twin = stack.enter_context(servers.torg(shop)), stack.enter_context(servers.twin(shop))
        lists, details = asker.filtered(), asker.details()
        listed = in_turn(
            {
                "ours": _new(ours, lists),
                "cursor": _new(twin, lists),
                "shipped": _new(twin, lists, under="/api/v1/shipped/"),
            },
            pace,
        )
        read = in_turn({"ours": _new(ours, details), "twin": _new(twin, details)}, pace)
        deep = deep_pages(ours, row=len(asker.ids) * 9 // 10, rounds=pace.rounds)
    what = "list of 20, category, price range, ordering"
    return [
        _row(listed["ours"], listed["shipped"], what, "the twin as shipped (its count included)", 20),
        _row(listed["ours"], listed["cursor"], what, "the twin by cursor, no count on either side", 8),
        _row(read["ours"], read["twin"], "a product with offers and attributes", "the twin's, prefetched", 5),
        deep,
    ]


def _new(root: str, questions: Iterator[str], *, under: str = LIST) -> Side:
    def side(seconds: float) -> Load:
        paths = some(questions, int(MOST * seconds))
        return load(root, [path.replace(LIST, under) for path in paths], seconds=seconds)

    return side


def _row(ours: list[Load], theirs: list[Load], what: str, beside: str, target: float) -> Row:
    return Row(what, beside, times_as_many(ours, theirs), target, said=rates(ours, theirs))
