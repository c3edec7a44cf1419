"""Two hundred buyers for ten pieces, over HTTP against several web workers, whatever order the lines are asked in."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import psycopg
import pytest

from tests.flows.shop import ADDRESS, Person, Shop
from tests.processes import ManagedProcess
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("full")
BUYERS, PIECES = 200, 10


def product(boss: Person, name: str, stock: int) -> int:
    answer = boss.post("categories/", {"name": f"Категория {name}"})
    assert answer.status_code == 201, answer.text
    data = {"name": name, "price": "100.00", "stock": stock, "category": answer.json()["id"]}
    answer = boss.post("products/", data)
    assert answer.status_code == 201, answer.text
    id: int = answer.json()["id"]
    return id


async def rush(url: str, token: str, baskets: list[list[int]]) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=60)
    headers = {"Authorization": token}
    async with httpx.AsyncClient(base_url=url, headers=headers, limits=limits, timeout=60, trust_env=False) as client:

        async def order(basket: list[int]) -> httpx.Response:
            items = [{"product_id": id, "quantity": 1} for id in basket]
            return await client.post("/api/v1/orders/", json={"items": items, "address": ADDRESS})

        return await asyncio.gather(*(order(basket) for basket in baskets))


def test_two_hundred_buyers_for_ten_pieces(installation: dict[str, str], smtp: SmtpSink) -> None:
    from core.serving.roles import commands

    shop = Shop(installation | {"WEB_WORKERS": "3"}, smtp)
    shop.run("migrate", "--verbosity", "0")
    with ManagedProcess(*commands("127.0.0.1", shop.port)["web"], env=shop.env) as web:
        web.wait_for(f"{shop.url}/readyz", seconds=60)
        boss = shop.boss()
        scarce, other, plenty = (
            product(boss, "Редкость", PIECES),
            product(boss, "Другое", PIECES),
            product(boss, "Много", 1000),
        )
        baskets = [[[scarce, other, plenty], [plenty, other, scarce], [other, scarce]][n % 3] for n in range(BUYERS)]
        answers = asyncio.run(rush(shop.url, boss.http.headers["Authorization"], baskets))
        assert Counter(answer.status_code for answer in answers) == {201: PIECES, 400: BUYERS - PIECES}
        refused = next(answer.json() for answer in answers if answer.status_code == 400)
        assert refused["code"] == "insufficient_stock"
        assert refused["details"][0]["available"] < refused["details"][0]["requested"]
        sold = Counter(
            line["product_id"] for answer in answers if answer.status_code == 201 for line in answer.json()["items"]
        )
        assert sold[scarce] == sold[other] == PIECES
        assert boss.get(f"products/{scarce}/").json()["stock"] == 0
        assert boss.get(f"products/{plenty}/").json()["stock"] == 1000 - sold[plenty]
        assert reserved(shop.env) == {scarce: PIECES, other: PIECES, plenty: sold[plenty]}
        assert "deadlock" not in web.output


def reserved(env: dict[str, str]) -> dict[int, Any]:
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        return dict(connection.execute("SELECT product_id, reserved FROM catalog_offer").fetchall())
