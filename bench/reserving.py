"""Putting pieces aside: one statement, beside a lock and a save for every line."""

import random

from django.db import transaction

from bench import textbook
from bench.goods import offers
from bench.measure import Pace, Row, compare
from modules.catalog import public as catalog

TIMES = 25


def ask(pace: Pace) -> list[Row]:
    ids = offers()
    dice = random.Random(1)
    rows = []
    for lines in (2, 5, 20):

        def basket(lines: int = lines) -> list[tuple[int, int]]:
            return [(id, 1) for id in dice.sample(ids, lines)]

        ratios = compare(lambda: _ours(basket()), lambda: textbook.reserve(basket()), times=TIMES)
        rows.append(Row(f"reserve, {lines} lines", "select_for_update and save, line by line", ratios))
    return rows


@transaction.atomic
def _ours(basket: list[tuple[int, int]]) -> None:
    catalog.reserve([catalog.Ask(quantity=quantity, offer_id=id) for id, quantity in basket])
