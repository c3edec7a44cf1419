"""The main job, over a real port on a machine with nothing prepared: from registration to the invoice in the mail."""

import io
import re
import signal
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from pypdf import PdfReader

from tests.environment import profile
from tests.flows.shop import ADDRESS, Shop, eventually, open_shop, text_of
from tests.servers.smtp import SmtpSink


def text_in(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def plain(text: str) -> str:
    """Return a text with amounts as the API writes them, in whichever language it is printed."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.replace("\xa0", "")).replace(",", ".")


def first_sale(shop: Shop) -> None:
    """From a registration to the invoice in the mail, wherever the shop stands."""
    buyer = shop.buyer()
    products = buyer.get("products/", limit=100, in_stock="true").json()["items"]
    product = next(item for item in products if any("а" <= char.lower() <= "я" for char in item["name"]))
    found = buyer.get("products/", search=product["name"].split()[0]).json()["items"]
    assert product["id"] in [item["id"] for item in found]
    before = buyer.get(f"products/{product['id']}/").json()["stock"]

    cart = buyer.post("cart/items/", {"product_id": product["id"], "quantity": 2})
    assert cart.status_code == 201, cart.text
    cart = buyer.get("cart/")
    assert cart.json()["problems"] == []
    placed = buyer.post("cart/checkout/", {"address": ADDRESS, "expected_total": cart.json()["total"]})
    assert placed.status_code == 201, placed.text
    order = placed.json()
    assert placed.headers["Location"].endswith(f"/api/v1/orders/{order['id']}/")
    assert (
        httpx.get(
            httpx.URL(shop.url).join(placed.headers["Location"]), headers=buyer.http.headers, trust_env=False
        ).json()["number"]
        == order["number"]
    )
    assert buyer.get(f"products/{product['id']}/").json()["stock"] == before - 2
    assert Decimal(order["total"]) == 2 * Decimal(product["price"]) + Decimal(order["delivery"])

    invoice = f"orders/{order['id']}/invoice.pdf"
    eventually(lambda: buyer.get(invoice).status_code, 200)
    printed = text_in(buyer.get(invoice).content)
    assert " ".join(product["name"].split()) in printed
    assert "Анна Ёлкина" in printed
    assert order["total"] in plain(printed)

    mine = shop.wait_for_mail(order["number"], to=buyer.email)
    theirs = shop.wait_for_mail(order["number"], to=shop.env["ADMIN_EMAIL"])
    assert product["name"] in text_of(mine)
    for mail in (mine, theirs):
        (attached,) = mail.iter_attachments()
        assert order["total"] in plain(text_in(attached.get_payload(decode=True)))


def test_the_first_sale(installation: dict[str, str], smtp: SmtpSink) -> None:
    with open_shop(installation, smtp) as shop:
        first_sale(shop)


@pytest.mark.profile("embedded")  # each process of the full one is ended by tests/deploy/test_trip.py
def test_it_says_where_it_is_and_ends_on_one_signal_and_a_second_start_keeps_what_was_there(
    installation: dict[str, str], smtp: SmtpSink
) -> None:
    shop = Shop(installation, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        for said in (f"{shop.url}/admin/", f"{shop.url}/api/v1/docs", "staff", "supplier", "buyer", "agent"):
            assert said in server.output
        for page in ("/api/v1/docs", "/api/v1/redoc", "/api/v1/openapi.json", "/admin/login/", "/healthz"):
            assert httpx.get(shop.url + page, trust_env=False, timeout=60).status_code == 200, page
        count = shop.stranger().get("products/", count="true", limit=1).json()["count"]
        assert count >= 50
        buyer = shop.buyer()
        assert server.terminate(signal.SIGINT) == 0, server.output
        assert "Traceback" not in server.output
        assert server.output.rstrip().endswith("Stopped.")
        with pytest.raises(httpx.ConnectError):
            httpx.get(shop.url, trust_env=False)
    if profile() == "embedded":
        everything_lies_in_one_folder(Path(shop.env["DATA_DIR"]))
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        assert buyer.get("auth/profile/").json()["email"] == buyer.email
        assert buyer.get("products/", count="true", limit=1).json()["count"] == count


def everything_lies_in_one_folder(data: Path) -> None:
    assert {"torg.sqlite3", "queue.sqlite3", "secrets.json", "mail", "media"} <= {path.name for path in data.iterdir()}
    assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600
