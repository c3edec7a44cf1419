"""The power goes while a price list is worked off: the catalogue is whole, and the list is taken up again."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.processes import ManagedProcess, manage
from tests.servers.ports import free_port
from tests.servers.process import wait_until
from tests.soaking import tell, times

GOOD = "- {{id: {number}, category: 1, name: Товар {number}, price: {price}, quantity: 5}}\n"
PASSWORD = "Kettle-and-lamp-7"
EMAIL = "seller@shop.example"
GOODS, KILLS = times(suite=2000, soak=50_000), times(suite=2, soak=10)
TAKEN_UP = times(suite=60, soak=300)  # seconds; the lists of a soak take longer to be read
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

    def span(self) -> tuple[str, str]:
        """Return the lowest and the highest price of all that is on sale."""
        found = self.http.get("products/?facets=true&limit=1").json()["facets"]["price"]
        return found["min"], found["max"]

    def rows_of(self, job: Any) -> int:
        """Return how often the first of the goods stands among the rows of a list."""
        page = self.http.get(f"partner/price-lists/{job['id']}/rows/?limit=100").json()["items"]
        return sum(row["external_id"] == "0" for row in page)


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


@pytest.mark.profile("full")  # where a job is a process of its own
@pytest.mark.slow
def test_a_killed_worker_leaves_a_whole_list_and_its_job_is_taken_up_within_a_minute(seller: Seller) -> None:
    """One list after another, each cut off at another moment: from the first rows read to the end of the merge."""
    seller.login()
    sent = seller.send(prices_of(100))
    assert wait_until(lambda: sent()["status"] == "applied", seconds=TAKEN_UP), sent()
    chance, cut_off = random.Random(GOODS), 0
    for kill in range(KILLS):
        old, new = (f"{100 + number}.00" for number in (kill, kill + 1))
        sent = seller.send(prices_of(101 + kill))
        assert wait_until(lambda: is_at(sent(), chance.random()), seconds=TAKEN_UP), sent()  # noqa: B023
        seller.server.kill()
        seller.server.start()
        seller.login()
        cut_off += sent()["status"] != "applied"
        assert seller.span() in {(old, old), (new, new)}
        assert wait_until(lambda: sent()["status"] == "applied", seconds=TAKEN_UP), sent()  # noqa: B023
        assert seller.span() == (new, new)
        done = sent()
        assert done["counts"] == {"new": 0, "changed": GOODS, "same": 0, "retired": 0, "errors": 0}
        assert done["progress"] == {"read": GOODS, "total": GOODS}
        assert seller.rows_of(done) == 1
    tell(f"  {KILLS} kills, {cut_off} of them in the middle of a list of {GOODS} goods: always one list, never two")


def prices_of(price: int) -> bytes:
    goods = "".join(GOOD.format(number=number, price=price) for number in range(GOODS))
    return f"shop: Связной\ncategories: [{{id: 1, name: Смартфоны}}]\ngoods:\n{goods}".encode()


def is_at(job: Any, share: float) -> bool:
    """Return whether a job has come so far: reading is two thirds of its way, the rest is the merge."""
    read = job["progress"]["read"] / GOODS
    return job["status"] not in {"queued", "parsing"} or (job["status"] == "parsing" and read >= min(share * 1.5, 1))
