"""The trip through nginx while everything behind and in front of it is ended, one after the other."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import psycopg
import pytest

from tests.deploy.conftest import ShopBehindNginx
from tests.flows.shop import ADDRESS, Person
from tests.servers.process import wait_until

pytestmark = pytest.mark.profile("full")


class Trip:
    """Buyers who order without end, repeat what broke off under the same key, and remember each answer."""

    def __init__(self, shop: ShopBehindNginx, buyers: list[Person], product: int) -> None:
        self.shop, self.buyers, self.product = shop, buyers, product
        self.orders: dict[str, tuple[int, str]] = {}
        self.seen: set[int] = set()
        self.ending = threading.Event()

    def go(self, buyer: Person) -> None:
        number = 0
        while not self.ending.is_set():
            number += 1
            self._order(buyer, f"{buyer.email}-{number}")
            time.sleep(0.2)

    def _order(self, buyer: Person, key: str) -> None:
        body = {"items": [{"product_id": self.product, "quantity": 1}], "address": ADDRESS}
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                answer = buyer.post("orders/", body, **{"Idempotency-Key": key})
            except httpx.TransportError:
                time.sleep(0.2)
                continue
            self.seen.add(answer.status_code)
            if answer.status_code == 201:
                self.orders[key] = (answer.json()["id"], answer.json()["number"])
                return
            time.sleep(0.2)
        raise AssertionError(f"{key} was never placed")


def test_each_process_is_ended_during_the_trip(shop: ShopBehindNginx) -> None:
    """SIGTERM to each in turn, and the web workers killed outright: nothing lost, nothing doubled."""
    boss, buyers = shop.boss(), [shop.buyer(), shop.buyer()]
    category = boss.post("categories/", {"name": "Поездка"}).json()["id"]
    made = boss.post("products/", {"name": "Билет", "price": "10.00", "stock": 100_000, "category": category})
    trip = Trip(shop, buyers, made.json()["id"])
    with ThreadPoolExecutor(len(buyers)) as pool:
        rides = [pool.submit(trip.go, buyer) for buyer in buyers]
        try:
            for name in ("worker", "web", "nginx", "redis", "memcached", "database"):
                time.sleep(0.7)
                one = shop.loopback[name]
                # Postgres waits for its clients on SIGTERM; what ends it is the signal that Compose sends.
                one.signal(signal.SIGINT if name == "database" else signal.SIGTERM)
                one.start()
                one.wait_until_healthy()
            kill_a_web_worker(shop)
            time.sleep(2)
        finally:
            trip.ending.set()
        for ride in rides:
            ride.result()
    assert trip.seen <= {201, 409, 503}, trip.seen
    numbers = {number for _, number in trip.orders.values()}
    assert len(numbers) == len(trip.orders) >= 10
    look_at_the_database(shop, trip)

    def confirmed() -> list[str]:
        # A letter that was sent while the database went away is sent again: under its own Message-ID, as one letter.
        subjects = {
            str(mail["Message-ID"]): str(mail["Subject"]) for buyer in buyers for mail in shop.mails(buyer.email)
        }
        return sorted(number for number in numbers for subject in subjects.values() if number in subject)

    assert wait_until(lambda: set(confirmed()) == numbers, seconds=90), numbers - set(confirmed())
    assert confirmed() == sorted(numbers)
    with psycopg.connect(shop.env["DATABASE_URL"]) as database:
        ids = [id for id, _ in trip.orders.values()]
        invoices = "SELECT count(*), count(DISTINCT (year, number)) FROM orders_invoice WHERE order_id = ANY(%s)"
        assert database.execute(invoices, [ids]).fetchone() == (len(ids), len(ids))


def look_at_the_database(shop: ShopBehindNginx, trip: Trip) -> None:
    """What was answered 201 is what was kept, and what was kept is what was taken from the shelf."""
    who = [buyer.email for buyer in trip.buyers]
    with psycopg.connect(shop.env["DATABASE_URL"]) as database:
        query = "SELECT id FROM orders_order WHERE user_id IN (SELECT id FROM accounts_user WHERE email = ANY(%s))"
        kept = [row[0] for row in database.execute(query, [who]).fetchall()]
        assert sorted(kept) == sorted(id for id, _ in trip.orders.values())
        taken = "SELECT sum(reserved) FROM catalog_offer WHERE product_id = %s"
        assert database.execute(taken, [trip.product]).fetchone() == (len(kept),)


def kill_a_web_worker(shop: ShopBehindNginx) -> None:
    """SIGKILL one of the server's own workers; it starts another."""
    head = psutil.Process(shop.loopback["web"].process.pid)
    head.children()[-1].kill()
