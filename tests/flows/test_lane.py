"""The fast lane under load and in trouble: no answer begun after a write was answered shows the old state."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import httpx
import pytest

from tests.flows.shop import Shop, open_shop
from tests.servers.memcached import Memcached
from tests.servers.smtp import SmtpSink

SECONDS = 3.0
PATIENCE = 0.25  # a little less than a process has with memcached


class Stall:
    """A product whose price and stock only rise, and what everybody has been told of them last."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.boss, self._numbers = shop, shop.boss(), count(2)
        category = self.boss.post("categories/", {"name": "Чайники"}).json()
        made = self.boss.post("products/", {"name": "Чайник", "category": category["id"], "price": "1.00", "stock": 1})
        assert made.status_code == 201, made.text
        self.product, self.offer = made.json()["id"], made.json()["offers"][0]["id"]
        self.told = 1
        self.list = f"products/?ordering=price&category={category['id']}"

    def write(self) -> int:
        number = next(self._numbers)
        answer = self.boss.patch(f"admin/offers/{self.offer}/", {"price": f"{number}.00", "quantity": number})
        assert answer.status_code == 200, answer.text
        self.told = number
        return number

    def read(self, http: httpx.Client, path: str) -> tuple[float, str]:
        """Return the price shown and X-Cache."""
        answer = http.get(f"{self.shop.url}/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        shown = answer.json()["items"][0] if "items" in answer.json() else answer.json()
        if "stock" in shown:
            assert shown["stock"] == float(shown["price"]), "price and stock are of one moment"
        return float(shown["price"]), answer.headers["X-Cache"]

    def read_everywhere(self, times: int) -> set[float]:
        """Return the prices that many new connections are shown, so that every process is asked."""
        prices = set[float]()
        for n in range(times):
            with httpx.Client(trust_env=False, verify=False) as http:
                prices.add(self.read(http, (self.list, f"products/{self.product}/")[n % 2])[0])
        return prices


def beside(stall: Stall, path: str, until: threading.Event, states: list[str], old: list[Any]) -> Callable[[], None]:
    def read() -> None:
        with httpx.Client(trust_env=False, verify=False, timeout=20) as http:
            while not until.is_set():
                told = stall.told
                shown, state = stall.read(http, path)
                states.append(state)
                if shown < told:
                    old.append((path, shown, told))

    return read


@pytest.mark.profile("full")
def test_nothing_old_is_shown_whatever_becomes_of_memcached(
    installation: dict[str, str], smtp: SmtpSink, memcached: Memcached
) -> None:
    with opened(installation | {"MEMCACHED_URL": memcached.url, "WEB_WORKERS": "2"}, smtp) as stall:
        while_everything_changes(stall)
        frozen_killed_and_restarted(stall, memcached)


@pytest.mark.profile("embedded")
def test_nothing_old_is_shown_whoever_writes(installation: dict[str, str], smtp: SmtpSink) -> None:
    with opened(installation, smtp) as stall:
        while_everything_changes(stall)
        by_a_command_beside_the_server(stall)


@contextmanager
def opened(env: dict[str, str], smtp: SmtpSink) -> Iterator[Stall]:
    with open_shop(env | {"DEMO": "0"}, smtp) as shop:
        yield Stall(shop)


def while_everything_changes(stall: Stall) -> None:
    until, states, old = threading.Event(), list[str](), list[Any]()
    paths = [stall.list, f"products/{stall.product}/", stall.list, f"products/{stall.product}/"]
    threads = [threading.Thread(target=beside(stall, path, until, states, old)) for path in paths]
    for thread in threads:
        thread.start()
    ends, writes = time.monotonic() + SECONDS, 0
    while time.monotonic() < ends:
        stall.write()
        writes += 1
        time.sleep(0.05)
    until.set()
    for thread in threads:
        thread.join()
    assert old == []
    assert writes > 5
    assert states.count("HIT") > writes, "most reads are hits, or this would prove nothing"


def by_a_command_beside_the_server(stall: Stall) -> None:
    assert stall.read_everywhere(4) == {float(stall.told)}
    change = "from modules.catalog.services.offers import change_offer; from decimal import Decimal;"
    stall.shop.run("shell", "-c", f"{change} change_offer(offer_id={stall.offer}, price=Decimal(9999), quantity=9999)")
    assert stall.read_everywhere(2) == {9999.0}


def frozen_killed_and_restarted(stall: Stall, memcached: Memcached) -> None:
    assert stall.read_everywhere(12) == {float(stall.told)}
    for reads in (4, 0, 0):
        memcached.freeze()
        # The process that writes finds out that the node hangs; the other one, where nobody reads, does not.
        while stall.boss.get(stall.list).elapsed.total_seconds() < PATIENCE:
            pass
        written = stall.write()
        assert stall.read_everywhere(reads) <= {float(written)}
        memcached.thaw()
        assert stall.read_everywhere(30) == {float(written)}
    memcached.kill()
    written = stall.write()
    assert stall.read_everywhere(4) == {float(written)}
    memcached.start()
    for _ in range(2):
        written = stall.write()
        assert stall.read_everywhere(12) == {float(written)}
    states = set[str]()
    with httpx.Client(trust_env=False, verify=False) as http:
        ends = time.monotonic() + 5
        while "HIT" not in states and time.monotonic() < ends:
            states.add(stall.read(http, stall.list)[1])
    assert "HIT" in states, "and then it is quick again"
