"""Placing orders of 2 to 5 lines, 32 clients: ours beside the textbook's, and beside the bare database.

Each order has its parts, history, promises to the listeners and the kept answer of its Idempotency-Key, on either side.
"""

from functools import cache
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from bench import textbook
from bench.bare import Bare
from bench.buying import ADDRESS, OPERATION, Buy, Crew, Errand, Sold
from bench.goods import offers
from bench.measure import Pace, Row
from core.http.idempotency import is_first, keep
from core.http.models import IdempotencyKey
from modules.catalog.public import Ask
from modules.orders import public as orders

BUYERS, ROUNDS = 64, 3


def ask(pace: Pace) -> list[Row]:
    from core.accounts.models import User

    buyers = [User.objects.create_user(f"buyer{n}@bench.example", None).pk for n in range(BUYERS)]
    ids, seconds = offers(), 4 if pace.is_quick else 10  # long enough for the slowest order to be one of many
    rows = []
    with Crew() as crew:
        bare = Bare(_ours, buyers[0])
        for what, hot in (("stock spread over 1,000 offers", None), ("one offer in every order", ids[500])):
            _round(crew, bare, buyers, ids, hot, 2)  # warms up
            rounds = [_round(crew, bare, buyers, ids, hot, seconds) for _ in range(ROUNDS)]
            rows += _rows(f"orders of 2 to 5 lines, 32 clients, {what}", rounds)
    return rows


def _round(
    crew: Crew, bare: Bare, buyers: list[int], ids: list[int], hot: int | None, seconds: float
) -> tuple[Sold, Sold, Sold]:
    ours, theirs = (crew.run(Errand(side, buyers, ids, hot, seconds)) for side in SIDES)
    return ours, theirs, bare.run(ids, hot, seconds)


def _rows(what: str, rounds: list[tuple[Sold, Sold, Sold]]) -> list[Row]:
    def row(beside: str, place: int, target: float | None) -> Row:
        pairs = [(each[0], each[place]) for each in rounds]
        mine, other = sorted(pairs, key=lambda pair: pair[0].rate)[len(pairs) // 2]
        said = f"{mine.rate:,.0f} / {other.rate:,.0f} a second, 99 % within {mine.p99:.0f} / {other.p99:.0f} ms"
        return Row(what, beside, [own.rate / its.rate for own, its in pairs], target, said=said)

    return [row("select_for_update and save, row by row", 1, 3), row("pgbench, the same SQL", 2, None)]


@transaction.atomic
def _ours(user_id: int, key: str, basket: Any) -> None:
    claim = IdempotencyKey(owner=f"user:{user_id}", operation=OPERATION, key=key)
    if not is_first(claim):
        return
    asks = [Ask(quantity=quantity, offer_id=id) for id, quantity in basket]
    order = orders.place(user_id=user_id, asks=asks, address=orders.Address(**ADDRESS))
    claim.status, claim.body = 201, _answer().dump_json(order)
    keep(claim)


@cache
def _answer() -> TypeAdapter[orders.OrderView]:
    return TypeAdapter(orders.OrderView)


SIDES: dict[str, Buy] = {"ours": _ours, "theirs": textbook.place}
