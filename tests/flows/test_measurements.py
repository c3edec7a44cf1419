"""`/metrics` of a whole installation: several processes add up, and whatever dies, the rest is told in time."""

import time
from collections.abc import Iterator

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.flows.shop import Shop, eventually
from tests.processes import manage
from tests.servers.memcached import Memcached
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.servers.process import wait_until
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("full")
LISTS = 'torg_http_requests_total{operation="catalog_products_list",status="2xx"}'
TASKS = 'torg_tasks_total{outcome="done",task="events.doorbell.deliver_one"}'


def scrape(url: str) -> dict[str, float]:
    """Return the samples as they are written: name and labels -> value."""
    began = time.monotonic()
    answer = httpx.get(f"{url}/metrics", timeout=10, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert time.monotonic() - began < 2.5
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _, number in (line.rpartition(" ") for line in lines)}


def up(url: str) -> dict[str, float]:
    return {name.split('"')[1]: value for name, value in scrape(url).items() if name.startswith("torg_up{")}


class Leaned:
    def __init__(self, shop: Shop, postgres: Postgres, redis: Redis, memcached: Memcached) -> None:
        self.shop, self.postgres, self.redis, self.memcached = shop, postgres, redis, memcached


@pytest.fixture
def running(
    installation: dict[str, str], postgres: Postgres, redis: Redis, memcached: Memcached, smtp: SmtpSink
) -> Iterator[Leaned]:
    servers = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url, "MEMCACHED_URL": memcached.url}
    shop = Shop(installation | servers | {"DEMO": "0", "WEB_WORKERS": "2", "WEB_THREADS": "2"}, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz", seconds=60)
        yield Leaned(shop, postgres, redis, memcached)


def test_processes_add_up_and_what_is_down_is_said_in_time(running: Leaned) -> None:
    shop = running.shop
    for _ in range(40):
        httpx.get(f"{shop.url}/api/v1/products/", trust_env=False)
    shop.buyer()  # whose letter the worker sends
    eventually(lambda: scrape(shop.url)[LISTS], 40.0)  # a worker hands its hits over once a second
    told = [scrape(shop.url) for _ in range(6)]
    assert {one[LISTS] for one in told} == {40.0}, "each worker tells of itself alone"
    assert told[0][TASKS] >= 1, "the worker's tasks are not seen"
    assert len([name for name in told[0] if name.startswith("process_cpu_seconds_total")]) == 4
    assert up(shop.url) == {"database": 1, "redis": 1, "memcached": 1}
    running.redis.freeze()
    assert up(shop.url) == {"database": 1, "redis": 0, "memcached": 1}
    running.redis.thaw()
    running.memcached.kill()
    running.postgres.freeze()
    for _ in range(2):
        assert up(shop.url) == {"database": 0, "redis": 1, "memcached": 0}
    running.postgres.thaw()
    running.memcached.start()
    eventually(lambda: up(shop.url), {"database": 1, "redis": 1, "memcached": 1})
    _a_process_that_dies_leaves_its_counts_and_takes_its_state(shop)


def _a_process_that_dies_leaves_its_counts_and_takes_its_state(shop: Shop) -> None:
    is_web = lambda pid: "granian" in " ".join(psutil.Process(pid).cmdline())  # noqa: E731
    victim = next(filter(is_web, _pids(scrape(shop.url))))
    psutil.Process(victim).kill()
    assert wait_until(
        lambda: _status(f"{shop.url}/healthz") == 200 and victim not in _pids(scrape(shop.url)), seconds=60
    )
    after = scrape(shop.url)
    assert (after[LISTS], after["torg_http_requests_in_flight"]) == (40, 0)


def test_a_worker_apart_shows_its_own_with_the_token(installation: dict[str, str], smtp: SmtpSink) -> None:
    port, token = free_port(), "what-is-measured-is-for-us-alone"
    url = f"http://127.0.0.1:{port}/metrics"
    shop = Shop(installation | {"METRICS_PORT": str(port), "METRICS_TOKEN": token}, smtp)
    shop.run("migrate", "--verbosity", "0")
    with manage("run_huey", env=shop.env) as worker:
        assert wait_until(lambda: _status(url) == 401, seconds=60), worker.output
        shown = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
        names = {family.name for family in text_string_to_metric_families(shown.text)}
        assert {"torg_tasks", "torg_queue_messages", "torg_outbox_lag_seconds", "torg_up"} <= names
        assert _status(url.replace("/metrics", "/else")) == 404


def _pids(told: dict[str, float]) -> list[int]:
    return [int(name.split('"')[1]) for name in told if name.startswith("process_cpu_seconds_total")]


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code
    except httpx.TransportError:
        return 0
