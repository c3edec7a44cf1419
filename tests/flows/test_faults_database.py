"""Postgres fails, and the wire to it: what was acknowledged is there, what was asked twice is there once.

All scenes are played in one shop whose every word to its database goes through a proxy of ours.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests import invariants
from tests.flows.crowd import Call, Crowd, codes, opened, order
from tests.flows.load import LOST, Load, Ordered
from tests.flows.shop import ADDRESS
from tests.servers.postgres import Postgres
from tests.servers.process import wait_until
from tests.servers.proxy import Proxy
from tests.soaking import tell, times

pytestmark = pytest.mark.profile("full")
BUYERS, ENOUGH = 12, 1_000_000


class Wired:
    """A shop, the Postgres behind it, and the wires: to the database, and from the clients to the shop."""

    def __init__(self, crowd: Crowd, postgres: Postgres, wire: Proxy, front: Proxy) -> None:
        self.crowd, self.postgres, self.wire, self.front = crowd, postgres, wire, front
        self.good = crowd.good(ENOUGH)

    def is_ready(self) -> bool:
        # Asked of every process: each has connections of its own.
        asked = [self.crowd.at_door("/readyz") for _ in range(6)]
        return {one.status_code for one in asked} == {200}

    def orders(self) -> set[int]:
        return {id for (id,) in self.crowd.sql("SELECT id FROM orders_order")}


def press(at: str, crowd: Crowd, path: str, body: Any, key: str) -> Ordered:
    """Press a button once, as somebody who knows the shop under another address."""
    load = Load(at, [crowd.buyers[0]], body, path=path)
    with load._client() as client:
        return load._press(client, crowd.buyers[0], key)


def commit_done_and_its_answer_lost(shop: Wired) -> None:
    """The database has the order, the shop does not know it, the buyer is told 503 and presses again."""
    crowd, buyer = shop.crowd, shop.crowd.buyers[0]
    for path in ("orders/", "cart/checkout/"):
        before = crowd.call(buyer, "GET", "orders/", expect=200)["items"]
        known, body = shop.orders(), order(shop.good)
        if path == "cart/checkout/":
            crowd.put(buyer, shop.good, quantity=2)
            body = {"address": ADDRESS}
        happened = shop.wire.lose_answer_to(b"COMMIT")
        first = press(crowd.shop.url, crowd, path, body, f"lost-{path}-{len(known)}")
        assert (happened.is_set(), first.status) == (True, 503), first.said
        made = shop.orders() - known
        assert len(made) == 1
        again = press(crowd.shop.url, crowd, path, body, first.key)
        assert (again.status, {again.order}) == (201, made), again.said
        assert shop.orders() - known == made
        after = crowd.call(buyer, "GET", "orders/", expect=200)["items"]
        assert [one["id"] for one in after[:1]] == [again.order], (before[:1], after[:1])


def answer_lost_on_its_way_to_the_buyer(shop: Wired) -> None:
    crowd = shop.crowd
    known, body = shop.orders(), order(shop.good)
    happened = shop.front.lose_answer_to(b"POST /api/v1/orders/")
    at = f"http://127.0.0.1:{shop.front.port}"
    first = press(at, crowd, "orders/", body, f"front-{len(known)}")
    assert (happened.is_set(), first.status) == (True, LOST)
    again = press(at, crowd, "orders/", body, first.key)
    assert again.status == 201, again.said
    assert shop.orders() - known == {again.order}


def a_slow_wire(shop: Wired) -> None:
    """Whoever waits long for the database holds rows long: still nothing is sold twice, and nobody is turned away."""
    crowd, good = shop.crowd, shop.crowd.good(3)
    with slowed(shop.wire, 0.01):
        answers = crowd.at_once([Call(one, "POST", "orders/", order(good)) for one in crowd.buyers])
    assert codes(answers) == {"201": 3, "insufficient_stock": BUYERS - 3}


def a_frozen_wire(shop: Wired) -> None:
    """Nothing comes back for two seconds: everybody waits, and nobody is refused for it."""
    with Load(shop.crowd.shop.url, shop.crowd.buyers, order(shop.good)) as load:
        more(load, 20)
        shop.wire.freeze()
        time.sleep(2)
        shop.wire.thaw()
        more(load, 20)
    assert set(load.statuses()) == {201}, load.made[-1].said
    assert load.acknowledged <= shop.orders()


def every_connection_cut(shop: Wired) -> None:
    fails(shop, "wire cut", shop.wire.cut, shop.wire.mend)


def postgres_restarted(shop: Wired) -> None:
    fails(shop, "Postgres restarted", shop.postgres.stop, shop.postgres.start)


def postgres_killed(shop: Wired) -> None:
    fails(shop, "Postgres killed", shop.postgres.kill, shop.postgres.start)


def fails(shop: Wired, what: str, down: Callable[[], Any], up: Callable[[], Any]) -> None:
    """Take the database away under load: 503 until it is back, orders from then on, and each key is one order."""
    known = shop.orders()
    with Load(shop.crowd.shop.url, shop.crowd.buyers, order(shop.good)) as load:
        more(load, 20)
        down()
        assert wait_until(lambda: load.statuses()[503] >= 3, seconds=60), load.statuses()
        time.sleep(times(suite=0, soak=5))
        up()
        assert wait_until(shop.is_ready, seconds=60)
        recovered = time.monotonic()
        more(load, 40)
    during, after = load.statuses(), load.statuses(since=recovered)
    tell(f"  {what}: {dict(during)} in all, {dict(after)} of them begun after it was back")
    assert set(during) == {201, 503}, [one.said for one in load.made if one.status not in {201, 503}][:3]
    assert set(after) == {201}
    assert load.acknowledged <= shop.orders()
    pressed = {one.key for one in load.made}
    assert set(load.repeat()) <= {201}
    assert shop.orders() - known == load.acknowledged
    assert len(load.acknowledged) == len(pressed)


@contextmanager
def slowed(wire: Proxy, seconds: float) -> Iterator[None]:
    wire.delay(seconds)
    yield
    wire.delay(0)


def more(load: Load, count: int) -> None:
    enough = len(load.acknowledged) + count
    assert wait_until(lambda: len(load.acknowledged) >= enough, seconds=60), load.statuses()


SCENES: list[Callable[[Wired], None]] = [
    commit_done_and_its_answer_lost,
    answer_lost_on_its_way_to_the_buyer,
    a_slow_wire,
    a_frozen_wire,
    every_connection_cut,
    postgres_restarted,
    postgres_killed,
]


def test_the_database_fails(installation: dict[str, str], postgres: Postgres, subtests: Any) -> None:
    with Proxy(to=postgres.port) as wire:
        far = postgres.url.replace(f":{postgres.port}/", f":{wire.port}/")
        with opened(installation | {"WEB_WORKERS": "2", "DATABASE_URL": far}, buyers=BUYERS) as (crowd, web):
            crowd.sql = invariants.of_postgres(postgres.url)
            with Proxy(to=crowd.shop.port) as front:
                shop = Wired(crowd, postgres, wire, front)
                for scene in SCENES:
                    for round in range(times(suite=1, soak=20)):
                        with subtests.test(scene.__name__, round=round):
                            scene(shop)
                            invariants.check(crowd.sql, stated={shop.good.offer: ENOUGH})
                    tell(f"{scene.__name__}: {round + 1} times; {len(shop.orders())} orders by now")
                assert "Traceback" not in web.output
