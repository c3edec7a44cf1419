"""Things die, and nothing is lost: Redis, memcached, a process of the supervisor's."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.serving.roles import commands
from tests.flows.shop import ADDRESS, Person, Shop
from tests.processes import ManagedProcess
from tests.servers.memcached import Memcached
from tests.servers.process import wait_until
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("full")


class Set:
    """The full profile's processes, each to be killed by itself."""

    def __init__(self, shop: Shop, redis: Redis, memcached: Memcached) -> None:
        self.shop, self.redis, self.memcached = shop, redis, memcached
        lines = commands("127.0.0.1", shop.port)
        self.web = ManagedProcess(*lines["web"], env=shop.env)
        self.worker = ManagedProcess(*lines["worker"], env=shop.env)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Look at the database as an operator would."""
        with psycopg.connect(self.shop.env["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def running(furnished: dict[str, str], smtp: SmtpSink, redis: Redis, memcached: Memcached) -> Iterator[Set]:
    own = {"REDIS_URL": redis.url, "MEMCACHED_URL": memcached.url, "WEB_WORKERS": "2"}
    shop = Shop(furnished | own, smtp)
    processes = Set(shop, redis, memcached)
    with processes.web, processes.worker:
        processes.web.wait_for(f"{shop.url}/readyz")
        yield processes


def order_of(buyer: Person) -> dict[str, Any]:
    (product, *_) = buyer.get("products/", in_stock="true", limit=1).json()["items"]
    answer = buyer.post("orders/", {"items": [{"product_id": product["id"], "quantity": 1}], "address": ADDRESS})
    assert answer.status_code == 201, answer.text
    placed: dict[str, Any] = answer.json()
    return placed


def confirmations(shop: Shop, buyer: Person, order: dict[str, Any]) -> int:
    return sum(order["number"] in str(mail["Subject"]) for mail in shop.mails(buyer.email))


def test_redis_stopped_while_ordering(running: Set) -> None:
    shop, buyer = running.shop, running.shop.buyer()
    running.redis.stop()
    order = order_of(buyer)
    ready = buyer.http.get(f"{shop.url}/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")
    assert ready.json()["checks"]["queue"] != "ok"
    running.redis.start()
    shop.wait_for_mails(2, to=buyer.email, seconds=60)
    assert confirmations(shop, buyer, order) == 1


def test_memcached_stopped(running: Set) -> None:
    shop, buyer, boss = running.shop, running.shop.buyer(), running.shop.boss()
    (product, *_) = buyer.get("products/", in_stock="true", limit=1).json()["items"]
    running.memcached.kill()
    for price in ("111.00", "222.00"):
        offer = buyer.get(f"products/{product['id']}/").json()["offers"][0]["id"]
        assert boss.patch(f"admin/offers/{offer}/", {"price": price}).status_code == 200
        assert price in {one["price"] for one in buyer.get(f"products/{product['id']}/").json()["offers"]}
    order_of(buyer)
    wrong = buyer.post("auth/login/", {"email": buyer.email, "password": "wrong"})
    assert wrong.status_code == 401
    running.memcached.start()
    assert wait_until(lambda: buyer.http.get(f"{shop.url}/readyz").json()["status"] == "ok", seconds=60)
    offers = buyer.get(f"products/{product['id']}/").json()["offers"]
    assert "222.00" in {one["price"] for one in offers}


def test_the_supervisor_starts_a_dead_process_again(installation: dict[str, str], smtp: SmtpSink) -> None:
    shop = Shop(installation | {"DEMO": "0"}, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        (worker,) = [pid for pid, line in children(server.pid).items() if "run_huey" in line]
        os.kill(worker, signal.SIGKILL)
        server.wait_for_output("is started again", seconds=60)
        shop.buyer()  # whose confirmation the new worker sends


def children(pid: int) -> dict[int, str]:
    tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(task): Path(f"/proc/{task}/cmdline").read_text().replace("\0", " ") for task in tasks}
