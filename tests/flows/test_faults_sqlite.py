"""The one process of the embedded profile is killed in the middle of checkouts: the file is whole, and nothing is lost.

Each time the buyers go on where they were: the file, the secrets and the queue are those the killed one left.
"""

import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import invariants
from tests.flows.crowd import said
from tests.flows.load import LOST, Load
from tests.flows.shop import ADDRESS, Shop
from tests.processes import manage
from tests.servers.process import wait_until
from tests.servers.smtp import SmtpSink
from tests.soaking import tell, times

pytestmark = pytest.mark.profile("embedded")
BUYERS, GOODS, PIECES = 8, 3, 1_000_000
KILLS = times(suite=2, soak=50)


class Baskets(Load):
    """Each press is a piece put into the cart and the cart ordered; both are watched."""

    def _press(self, client: httpx.Client, token: str, key: str) -> Any:
        try:
            put = client.post("cart/items/", json=self.put, headers={"Authorization": f"Bearer {token}"})
            self.puts[put.status_code] += 1
        except httpx.TransportError:
            self.puts[LOST] += 1
        return super()._press(client, token, key)

    def __init__(self, *given: Any, put: dict[str, int]) -> None:
        super().__init__(*given, path="cart/checkout/")
        self.put, self.puts = put, Counter[int]()


def test_killed_in_the_middle_of_checkouts(installation: dict[str, str], smtp: SmtpSink) -> None:
    shop = Shop(installation | {"DEMO": "0", "ACCESS_TTL": "36000"}, smtp)
    file, chance = Path(shop.env["DATA_DIR"], "torg.sqlite3"), random.Random(7)
    ask = invariants.of_sqlite(file)
    acknowledged, statuses, puts = set[int](), Counter[int](), Counter[int]()
    shop.run("migrate", "--verbosity", "0")
    _boss, *buyers = inside(shop, f"people({BUYERS})")
    offers = [offer for offer, _product in inside(shop, f"supplier('Вектор', {GOODS}, {PIECES})")["offers"]]
    for kill in range(KILLS + 1):
        with shop.server() as server:
            server.wait_for(f"{shop.url}/readyz", seconds=90)
            put = {"offer_id": offers[kill % GOODS], "quantity": 1}
            with Baskets(shop.url, buyers, {"address": ADDRESS}, put=put) as load:
                assert wait_until(lambda: len(load.acknowledged) >= 10, seconds=60), (load.statuses(), server.output)
                time.sleep(chance.uniform(0, 0.5))
                if kill < KILLS:
                    server.kill()
            assert "database is locked" not in server.output
        acknowledged |= load.acknowledged
        statuses += load.statuses()
        puts += load.puts
        assert set(statuses) <= {201, 409, LOST}, [one.said for one in load.made if one.status not in {201, LOST}][:3]
        assert set(puts) <= {201, LOST}, puts
        with closing(sqlite3.connect(file)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        invariants.check(ask, stated=dict.fromkeys(offers, PIECES))
        assert acknowledged <= {id for (id,) in ask("SELECT id FROM orders_order")}
    placed = len(ask("SELECT id FROM orders_order"))
    tell(f"{KILLS} kills: {placed} orders, {len(acknowledged)} acknowledged, all there; {dict(statuses)}, {dict(puts)}")


def inside(shop: Shop, call: str) -> Any:
    with manage("shell", "-v", "0", "-c", f"from tests.flows import inside; inside.{call}", env=shop.env) as process:
        assert process.wait() == 0, process.output
        return said(process)[-1]
