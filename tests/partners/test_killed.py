"""The power goes while a price list is worked off: the catalogue is whole, and the list is taken up again."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.partners.conftest import good, yaml_list
from tests.processes import ManagedProcess, manage
from tests.servers.ports import free_port
from tests.servers.process import wait_until

PASSWORD = "Kettle-and-lamp-7"
EMAIL = "seller@shop.example"
GOODS = 5000
UNFINISHED = {"parsing", "applying"}  # how far it gets before the blow is the machine's affair
SEED = f"""
from django.utils import timezone
from core.accounts.models import User
from modules.catalog import public as catalog
from modules.partners import public as partners
user = User.objects.create_user({EMAIL!r}, {PASSWORD!r}, role="supplier", confirmed_at=timezone.now())
supplier_id = catalog.add_supplier(name="Связной")
catalog.approve_supplier(supplier_id=supplier_id)
partners.join(user_id=user.pk, supplier_id=supplier_id)
"""


class Seller:
    """The supplier's side of an installation, over a real port."""

    def __init__(self, server: ManagedProcess, url: str) -> None:
        self.server, self.url = server, url
        self.http = httpx.Client(base_url=f"{url}/api/v1/", timeout=30, trust_env=False)

    def login(self) -> None:
        self.server.wait_for(f"{self.url}/readyz")
        access = self.http.post("auth/login/", json={"email": EMAIL, "password": PASSWORD}).json()["access"]
        self.http.headers["Authorization"] = f"Bearer {access}"

    def send(self, content: bytes) -> Callable[[], Any]:
        answer = self.http.post("partner/price-lists/", files={"file": ("list.yaml", content)})
        assert answer.status_code == 202, answer.text
        return lambda: self.http.get(f"{self.url}{answer.json()['status_url']}").json()

    def prices(self) -> set[str]:
        return {one["price"] for one in self.http.get("products/?limit=100").json()["items"]}


@pytest.fixture
def seller(installation: dict[str, str]) -> Iterator[Seller]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = installation | {"PORT": str(port), "PUBLIC_URL": url, "DEMO": "0", "RATE_LIMIT": "0"}
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", SEED]):
        with manage(*command, env=env) as process:
            assert process.wait() == 0, process.output
    with manage("serve", env=env) as server:
        yield Seller(server, url)


@pytest.mark.slow
def test_a_killed_worker_leaves_a_whole_list_and_its_job_is_taken_up_within_a_minute(seller: Seller) -> None:
    seller.login()
    first = seller.send(yaml_list(*(good(number, price=100) for number in range(GOODS))))
    assert wait_until(lambda: first()["status"] == "applied", seconds=120), first()

    second = seller.send(yaml_list(*(good(number, price=200) for number in range(GOODS))))
    assert wait_until(lambda: second()["progress"]["read"] > 0, seconds=120), second()
    assert second()["status"] in UNFINISHED
    seller.server.kill()

    seller.server.start()
    seller.login()
    assert second()["status"] in UNFINISHED
    assert seller.prices() == {"100.00"}

    assert wait_until(lambda: second()["status"] == "applied", seconds=60), second()
    assert seller.prices() == {"200.00"}
    assert second()["counts"] == {"new": 0, "changed": GOODS, "same": 0, "retired": 0, "errors": 0}
    assert second()["progress"] == {"read": GOODS, "total": GOODS}
