"""The main job once more, behind nginx."""

import re

import httpx
import pytest

from tests.deploy.conftest import ShopBehindNginx
from tests.flows.test_first_sale import first_sale

pytestmark = pytest.mark.profile("full")


def test_the_first_sale_through_nginx(shop: ShopBehindNginx) -> None:
    first_sale(shop)


def test_prometheus_asks_web_and_worker_behind_nginx(shop: ShopBehindNginx) -> None:
    shop.buyer()
    web, worker = (
        httpx.get(f"http://127.0.0.1:{shop.loopback.place.port(service)}/metrics", trust_env=False).text
        for service in ("web", "worker")
    )
    assert 'torg_http_requests_total{operation="accounts_register",status="2xx"}' in web
    assert 'torg_up{dependency="redis"} 1.0' in web
    assert re.search(r'^torg_tasks_total\{[^}]*outcome="done"[^}]*\} [1-9]', worker, re.MULTILINE), worker
