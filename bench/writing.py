"""Those who write meanwhile: five orders a second, and a price list now and then, through the API as anybody's."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count, cycle
from types import TracebackType
from typing import Self

import httpx
import psycopg

from bench.stock import Stock
from tests.environment import ROOT

ORDERS_A_SECOND, GOODS = 5, 200
ADDRESS = {"city": "Тверь", "street": "Советская", "house": "7", "recipient": "Анна Ёлкина", "phone": "+7 900 000"}
PLENTY = """
SELECT p.id FROM catalog_product p JOIN catalog_offer o ON o.id = p.best_offer_id
  JOIN catalog_supplier s ON s.id = o.supplier_id
 WHERE p.is_listed AND o.quantity - o.reserved > 50 AND s.accepting_orders AND s.minimum <= o.price
 ORDER BY p.id LIMIT 5000"""


class Writers:
    """At work while the block runs; `orders` and `lists` count what was taken, `refused` what was not."""

    def __init__(self, shop: Stock, root: str, *, list_every: float) -> None:
        self.orders, self.lists, self.refused = 0, 0, Counter[str]()
        tokens = json.loads(_people(shop))
        self._buyer, self._supplier = (_client(root, tokens[role]) for role in ("buyer", "supplier"))
        with psycopg.connect(shop.url) as connection:
            self._products = cycle([id for (id,) in connection.execute(PLENTY)])
        self._ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._again, args=(1 / ORDERS_A_SECOND, self._order)),
            threading.Thread(target=self._again, args=(list_every, self._list)),
        ]
        self._number = count(1)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _again(self, every: float, write: Callable[[], None]) -> None:
        due = time.monotonic() + every / 2
        while not self._ending.wait(max(0.0, due - time.monotonic())):
            due += every
            write()

    def _order(self) -> None:
        data = {"items": [{"product_id": next(self._products), "quantity": 1}], "address": ADDRESS}
        self.orders += self._taken(self._buyer.post("orders/", json=data), 201)

    def _list(self) -> None:
        file = _price_list(next(self._number))
        self.lists += self._taken(self._supplier.post("partner/price-lists/", files={"file": ("list.yaml", file)}), 202)

    def _taken(self, answer: httpx.Response, status: int) -> int:
        if answer.status_code != status:
            self.refused[str(answer.json().get("code", answer.status_code))] += 1
        return int(answer.status_code == status)


def _price_list(number: int) -> bytes:
    good = "  - {{id: b{n}, category: 1, model: bench-{n}, name: Товар {n}, price: {price}, quantity: 100}}"
    goods = [good.format(n=n, price=100 + n + number % 50) for n in range(GOODS)]
    return "\n".join(["shop: Bench", "currency: RUB", "categories: [{id: 1, name: Bench}]", "goods:", *goods]).encode()


def _people(shop: Stock) -> str:
    command = [sys.executable, "-m", "bench.people"]
    return subprocess.run(command, cwd=ROOT, env=shop.env, check=True, capture_output=True, text=True).stdout


def _client(root: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{root}/api/v1/", headers=headers, timeout=30, trust_env=False)
