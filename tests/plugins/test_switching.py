"""A stranger's module over a real server: on, then off with all it left behind, then on again."""

import json
import signal
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.flows.shop import ADDRESS, PASSWORD, Person, Shop, eventually
from tests.processes import manage
from tests.servers.smtp import SmtpSink

LISTENER = "torg_wishlist.subscribers.tick_off_what_was_bought"
# With nobody there to take it up: an order somebody wished for, a task in the queue, marks in the admin's tables.
LEAVE_BEHIND = """
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from core.accounts.models import User
from modules.catalog.public import Ask
from modules.orders.public import Address, place
from torg_wishlist.models import Wish
from torg_wishlist.tasks import forget_old_wishes

wish = Wish.objects.get(bought_at=None, user__email="{email}")
boss = User.objects.get(email="{boss}")
kind = ContentType.objects.get_for_model(Wish)
LogEntry.objects.create(user=boss, content_type=kind, object_id=wish.pk, object_repr="?", action_flag=CHANGE)
Group.objects.create(name="Dreamers").permissions.set(Permission.objects.filter(content_type__app_label="wishlist"))
with transaction.atomic():
    place(user_id=wish.user_id, asks=[Ask(1, product_id=wish.product_id)], address=Address(**{address}))
forget_old_wishes()
"""
LOOK = """
import json
from django.core.management import call_command
import signal
from core.accounts.models import User
from core.events.models import Delivery
left = Delivery.objects.filter(listener="{listener}").order_by("-id").first()
gone, _ = User.objects.get(email="{email}").delete()
others = Delivery.objects.exclude(listener=left.listener).filter(done_at=None).count()
call_command("migrate", check_unapplied=True, verbosity=0)
call_command("makemigrations", check_changes=True, verbosity=0)
print(json.dumps({{"attempts": left.attempts, "waits": left.due_at is not None, "said": left.last_error,
    "others": others, "gone": gone > 0}}))
"""


def manage_shell(script: str, env: Mapping[str, str]) -> str:
    """Run a script in the installation and return the last line that it printed."""
    with manage("shell", "--verbosity=0", "--command", script, env=env) as process:
        assert process.wait() == 0, process.output
        return (process.output.strip().splitlines() or [""])[-1]


def back_office(shop: Shop) -> httpx.Client:
    """Return the superuser's browser, signed in."""
    browser = httpx.Client(base_url=shop.url, follow_redirects=True, trust_env=False, timeout=30)
    token = browser.get("/admin/login/").cookies["csrftoken"]
    form = {"username": shop.env["DJANGO_SUPERUSER_EMAIL"], "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/admin/login/?next=/admin/", data=form).url.path == "/admin/"
    return browser


def wishes(person: Person) -> dict[int, bool]:
    """Return whether each wished product was ticked off."""
    items = person.get("wishlist/").json()["items"]
    return {one["product_id"]: one["bought_at"] is not None for one in items}


def order(person: Person, product_id: int) -> dict[str, Any]:
    placed = person.post("orders/", {"items": [{"product_id": product_id, "quantity": 1}], "address": ADDRESS})
    assert placed.status_code == 201, placed.text
    made: dict[str, Any] = placed.json()
    return made


@pytest.mark.profile("embedded")
def test_on_off_and_on_again(furnished: dict[str, str], switched_on: dict[str, str], smtp: SmtpSink) -> None:
    shop = Shop(furnished, smtp)
    on = shop.env | switched_on
    with manage("serve", env=on) as server:
        server.wait_for(f"{shop.url}/readyz")
        shop.env |= switched_on  # whose superuser is made by a command
        boss, buyer, leaver = shop.boss(), shop.buyer(), shop.buyer()
        kettle, lamp = [item["id"] for item in buyer.get("products/", in_stock="true", limit=2).json()["items"]]
        for person, product in ((buyer, kettle), (buyer, lamp), (leaver, lamp)):
            assert person.post("wishlist/", {"product_id": product}).status_code == 201
        order(buyer, kettle)
        eventually(lambda: wishes(buyer), {kettle: True, lamp: False})
        assert leaver.post("wishlist/", {"product_id": lamp}).json()["code"] == "already_wished"
        assert "/api/v1/wishlist/" in buyer.get("openapi.json").json()["paths"]
        assert "/admin/wishlist/wish/" in back_office(shop).get("/admin/").text
        assert server.terminate(signal.SIGINT) == 0, server.output
        assert "Traceback" not in server.output
    manage_shell(LEAVE_BEHIND.format(email=buyer.email, boss=boss.email, address=ADDRESS), on)

    shop.env = {name: value for name, value in shop.env.items() if name not in switched_on}
    with shop.server() as server:
        assert server.wait_for(f"{shop.url}/readyz").status_code == 200
        assert buyer.get("wishlist/").status_code == 404
        invoice = f"orders/{order(buyer, lamp)['id']}/invoice.pdf"
        eventually(lambda: buyer.get(invoice).status_code, 200)
        browser = back_office(shop)
        for page in ("", "events/delivery/?state=waiting", "auth/group/1/change/", "accounts/user/", "orders/order/"):
            assert browser.get(f"/admin/{page}").status_code == 200, page
        assert LISTENER in browser.get("/admin/events/delivery/?state=waiting").text
        eventually(lambda: "a message was let go" in server.output, True)
        seen = json.loads(manage_shell(LOOK.format(listener=LISTENER, email=leaver.email), shop.env))
        assert LISTENER in seen.pop("said")
        assert seen == {"attempts": 0, "waits": True, "others": 0, "gone": True}
        assert server.terminate(signal.SIGINT) == 0, server.output
        assert "Traceback" not in server.output

    with manage("serve", env=on) as server:
        server.wait_for(f"{shop.url}/readyz")
        eventually(lambda: wishes(buyer), {kettle: True, lamp: True})
        assert leaver.get("wishlist/").status_code == 401
        assert "Traceback" not in server.output
