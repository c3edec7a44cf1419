"""Many people of one shop who do something in the same moment, over HTTP, against several server processes."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from core.serving.roles import commands
from tests import invariants
from tests.flows.inside import GATE, SAID
from tests.flows.shop import ADDRESS, Shop
from tests.processes import ManagedProcess, manage
from tests.servers.process import wait_until
from tests.servers.smtp import SmtpSink


@dataclass(frozen=True, slots=True)
class Call:
    """One request of somebody's."""

    token: str
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Good:
    """Something on sale: its product, and the one offer of it."""

    product: int
    offer: int


class Crowd:
    """A shop with its people: the staff's `boss`, and `buyers`, by their access tokens."""

    def __init__(self, shop: Shop, *, buyers: int) -> None:
        self.shop = shop
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes a line for each call, and pytest keeps them
        self.boss, *self.buyers = self.inside(f"people({buyers})")
        self.statuses = Counter[int]()
        self.sql = invariants.of_postgres(shop.env["DATABASE_URL"])
        self._client = httpx.Client(base_url=f"{shop.url}/api/v1/", timeout=60, trust_env=False, verify=False)
        self._category = 0

    def at_once(self, calls: Sequence[Call]) -> list[httpx.Response]:
        """Make the calls, each over a connection of its own that is open before the first is made."""
        answers = asyncio.run(_together(self.shop.url, calls))
        self.statuses.update(answer.status_code for answer in answers)
        worst = [answer.text for answer in answers if answer.status_code >= 500]
        assert not worst, f"{len(worst)} of {len(answers)}: {worst[0]}"
        return answers

    def call(self, token: str, method: str, path: str, body: Any = None, *, expect: int) -> Any:
        """Make one call and return what it answers."""
        answer = self._client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    def at_door(self, path: str) -> httpx.Response:
        """Ask for something beside the API, over a connection of its own, which any of the processes may get."""
        return httpx.get(f"{self.shop.url}{path}", timeout=60, trust_env=False, verify=False)

    def good(self, pieces: int, *, price: str = "100.00") -> Good:
        """Put something new on the house's own shelf."""
        if not self._category:
            self._category = self.call(self.boss, "POST", "categories/", {"name": "Посуда"}, expect=201)["id"]
        data = {"name": "Чайник", "price": price, "stock": pieces, "category": self._category}
        made = self.call(self.boss, "POST", "products/", data, expect=201)
        return Good(made["id"], made["offers"][0]["id"])

    def goods(self, count: int, pieces: int, *, price: str = "100.00") -> list[Good]:
        return [self.good(pieces, price=price) for _ in range(count)]

    def put(self, buyer: str, *goods: Good, quantity: int = 1) -> Any:
        """Put goods into somebody's cart and return it as it is then."""
        for good in goods:
            cart = self.call(buyer, "POST", "cart/items/", {"offer_id": good.offer, "quantity": quantity}, expect=201)
        return cart

    def place(self, buyer: str, *goods: Good, quantity: int = 1) -> Any:
        return self.call(buyer, "POST", "orders/", order(*goods, quantity=quantity), expect=201)

    def shelf(self, good: Good) -> tuple[int, int]:
        """Return (quantity, reserved) as they stand in the database."""
        return self.sql(f"SELECT quantity, reserved FROM catalog_offer WHERE id = {good.offer}")[0]

    def inside(self, call: str) -> Any:
        """Run a function of `tests.flows.inside` in the installation and return what it says."""
        with self.beside(call) as process:
            assert process.wait() == 0, process.output
            return said(process)[-1]

    def beside(self, call: str) -> ManagedProcess:
        return manage("shell", "-v", "0", "-c", f"from tests.flows import inside; inside.{call}", env=self.shop.env)

    @contextmanager
    def gate(self, *calls: str) -> Iterator[list[list[Any]]]:
        """Run functions in processes of their own that wait at the gate, and let them all through at the block's end.

        What each has said is in the lists once the block is left: they have all ended then.
        """
        heard: list[list[Any]] = []
        with ExitStack() as running, psycopg.connect(self.shop.env["DATABASE_URL"], autocommit=True) as held:
            held.execute("SELECT pg_advisory_lock(%s)", [GATE])
            processes = [running.enter_context(self.beside(call)) for call in calls]
            assert wait_until(lambda: self._waiting() == len(calls), seconds=60), processes[0].output
            yield heard
            held.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            assert [process.wait() for process in processes] == [0] * len(calls), processes[0].output
            heard.extend(map(said, processes))

    @contextmanager
    def holding(self, good: Good, *, until_waiting: int) -> Iterator[None]:
        """Hold a good's row in the database, past the block's end, until so many wait for a lock."""
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with psycopg.connect(self.shop.env["DATABASE_URL"]) as held:
            held.execute("SELECT 1 FROM catalog_offer WHERE id = %s FOR UPDATE", [good.offer])
            yield
            assert wait_until(lambda: int(self.sql(waiting)[0][0]) >= until_waiting, seconds=60), "nobody waits"

    def _waiting(self) -> int:
        here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        locks = self.sql(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND {here}")
        return int(locks[0][0]) - 1  # the gate's own


def order(*goods: Good, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """Return the body of a POST to orders/ for these goods."""
    return {"items": [{"offer_id": good.offer, "quantity": quantity} for good in goods], "address": ADDRESS, **more}


def said(process: ManagedProcess) -> list[Any]:
    """Return what a function of `tests.flows.inside` has said so far."""
    lines = process.output.splitlines()
    return [json.loads(line.removeprefix(SAID)) for line in lines if line.startswith(SAID)]


def codes(answers: Sequence[httpx.Response]) -> Counter[str]:
    """Count answers by their status, or by the code of their refusal."""
    return Counter(str(one.status_code) if one.is_success else one.json()["code"] for one in answers)


@contextmanager
def opened(env: dict[str, str], *, buyers: int, smtp: SmtpSink | None = None) -> Iterator[tuple[Crowd, ManagedProcess]]:
    """Serve a new shop by its web processes alone: what follows an order waits."""
    shop = Shop(env | {"ACCESS_TTL": "36000"}, smtp or SmtpSink())
    shop.run("migrate", "--verbosity", "0")
    with ManagedProcess(*commands("127.0.0.1", shop.port)["web"], env=shop.env) as web:
        web.wait_for(f"{shop.url}/readyz", seconds=90)
        yield Crowd(shop, buyers=buyers), web


async def _together(url: str, calls: Sequence[Call]) -> list[httpx.Response]:
    limits, ready = httpx.Limits(max_connections=len(calls), max_keepalive_connections=len(calls)), len(calls)
    gate = asyncio.Barrier(ready)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=120, trust_env=False, verify=False) as client:

        async def make(call: Call) -> httpx.Response:
            await client.get("/healthz")
            await gate.wait()
            headers = {"Authorization": f"Bearer {call.token}"} | call.headers
            return await client.request(call.method, f"/api/v1/{call.path}", json=call.body, headers=headers)

        return await asyncio.gather(*(make(call) for call in calls))
