"""A first sale with the generated client, from the registration to the invoice, and what a supplier and the staff do.

Every call is typed, its refusals too:

    TORG_URL=http://127.0.0.1:8000 TORG_DATA_DIR=var PYTHONPATH=clients/generated python clients/python/first_sale.py
"""

import io
import json
import os
import re
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from torg_client import AuthenticatedClient, Client
from torg_client.api.accounts import accounts_confirm, accounts_login, accounts_register
from torg_client.api.cart import cart_add, cart_check_out
from torg_client.api.catalog import catalog_product_read, catalog_products_list
from torg_client.api.orders import orders_cancel, orders_history, orders_invoice, orders_move, orders_place
from torg_client.api.partners import partners_read_price_list, partners_send_price_list
from torg_client.models import (
    AddItem,
    CartView,
    CheckOut,
    ConfirmedOut,
    ConfirmIn,
    DeliveryAddress,
    InsufficientStockProblem,
    LoginIn,
    MoveOrder,
    OrderStatus,
    OrderView,
    PartnersSendPriceListForm,
    PlaceOrder,
    PriceListMode,
    PriceListOut,
    PriceListStatus,
    ProductDetail,
    ProductOrdering,
    ProductPage,
    RegisteredOut,
    RegisterIn,
    SubmittedOut,
    TokensOut,
    WantedLine,
)
from torg_client.types import File, Response

URL = os.environ.get("TORG_URL", "http://127.0.0.1:8000")
FOLDER = Path(os.environ.get("TORG_DATA_DIR", "var"))  # where the demo keeps its accounts and its mails
PASSWORD = "Kettle-and-lamp-7"
HOME = DeliveryAddress(city="Казань", street="Баумана", house="1")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def done[T, A](answer: Response[A], kind: type[T]) -> T:
    """Return the answer of a call that must succeed."""
    if not isinstance(answer.parsed, kind):
        raise SystemExit(f"{answer.status_code}: {answer.content.decode()}")
    return answer.parsed


def wait[T](ask: Callable[[], T | None]) -> T:
    """Ask until there is an answer, for half a minute."""
    for _attempt in range(100):
        if (found := ask()) is not None:
            return found
        time.sleep(0.3)
    raise SystemExit("nothing came in half a minute")


def sign_in(email: str, password: str) -> AuthenticatedClient:
    tokens = accounts_login.sync_detailed(client=Client(URL), body=LoginIn(email=email, password=password))
    return AuthenticatedClient(URL, token=done(tokens, TokensOut).access)


def demo(role: str) -> AuthenticatedClient:
    passwords: dict[str, str] = json.loads((FOLDER / "demo-accounts.json").read_text())
    return sign_in(f"{role}@torg.example", passwords[role])


def mailed_token(email: str) -> str | None:
    texts = [mail.read_text(encoding="utf-8") for mail in (FOLDER / "mail").glob("[!.]*.eml")]
    found = [re.search(r"^Token: (\S+)", text, re.MULTILINE) for text in texts if f"To: {email}" in text]
    return found[0][1] if found and found[0] else None


def new_buyer() -> AuthenticatedClient:
    guest, email = Client(URL, headers={"Accept-Language": "en"}), f"{uuid.uuid4()}@buyer.example"
    asked = RegisterIn(email=email, password=PASSWORD, first_name="Anna")
    done(accounts_register.sync_detailed(client=guest, body=asked), RegisteredOut)
    token = wait(lambda: mailed_token(email))
    done(accounts_confirm.sync_detailed(client=guest, body=ConfirmIn(email=email, token=token)), ConfirmedOut)
    return sign_in(email, PASSWORD)


def look_around() -> ProductDetail:
    """The catalogue: who looks needs no account."""
    guest = Client(URL)
    listed = catalog_products_list.sync_detailed(
        client=guest, in_stock=True, price_min="100.00", ordering=ProductOrdering.PRICE_DESCENDING, limit=5
    )
    first = done(listed, ProductPage).items[0]
    product = done(catalog_product_read.sync_detailed(first.id, client=guest), ProductDetail)
    say(f"{product.name}: {product.price} {product.currency}, {product.stock} in stock")
    return product


def buy(client: AuthenticatedClient, product: ProductDetail) -> OrderView:
    """Into the cart, and to the checkout; a second try with the same key is given the same order."""
    cart = done(cart_add.sync_detailed(client=client, body=AddItem(product_id=product.id)), CartView)
    if cart.problems:
        raise SystemExit(f"the cart has problems: {[problem.code for problem in cart.problems]}")
    key, body = str(uuid.uuid4()), CheckOut(address=HOME, expected_total=cart.total)
    order = done(cart_check_out.sync_detailed(client=client, body=body, idempotency_key=key), OrderView)
    again = cart_check_out.sync_detailed(client=client, body=body, idempotency_key=key)
    if done(again, OrderView).id != order.id or again.headers["Idempotency-Replayed"] != "true":
        raise SystemExit("the same key made a second order")
    say(f"order {order.number}: {order.total} {order.currency}")
    return order


def ask_too_much(client: AuthenticatedClient, product: ProductDetail) -> None:
    """More than there is: the refusal says which line is short, and by how much."""
    body = PlaceOrder(items=[WantedLine(product_id=product.id, quantity=product.stock + 1)], address=HOME)
    refused = done(orders_place.sync_detailed(client=client, body=body), InsufficientStockProblem)
    for line in refused.details:
        say(f"{refused.code}: {line.available} of {line.requested} pieces of product {line.product_id}")


def follow(client: AuthenticatedClient, order: OrderView) -> None:
    """The invoice, which is made in the background; a step by the staff; the buyer changes their mind."""

    def invoice() -> File | None:
        made = orders_invoice.sync(order.id, client=client)
        return made if isinstance(made, File) else None

    say(f"invoice: {len(wait(invoice).payload.read())} bytes")
    confirmed = MoveOrder(status=OrderStatus.CONFIRMED)
    done(orders_move.sync_detailed(order.id, client=demo("staff"), body=confirmed), OrderView)
    cancelled = done(orders_cancel.sync_detailed(order.id, client=client), OrderView)
    history = done(orders_history.sync_detailed(order.id, client=client), list)
    steps: list[str] = [step.status for step in history]
    say(f"history: {' -> '.join(steps)}")
    if cancelled.status is not OrderStatus.CANCELLED or len(steps) != 3:
        raise SystemExit("the steps are not what was done")


def send_prices(supplier: AuthenticatedClient) -> None:
    """A supplier sends a price list and waits until it is applied."""
    content = io.BytesIO(b"sku;name;price;quantity\nPY-1;Kettle from Python;1499.00;12\n")
    form = PartnersSendPriceListForm(file=File(content, "prices.csv"), mode=PriceListMode.UPDATE)
    sent = done(partners_send_price_list.sync_detailed(client=supplier, body=form), SubmittedOut)

    def ended() -> PriceListOut | None:
        one = done(partners_read_price_list.sync_detailed(sent.id, client=supplier), PriceListOut)
        return one if one.status in {PriceListStatus.APPLIED, PriceListStatus.FAILED} else None

    ended_as = wait(ended)
    if ended_as.status is not PriceListStatus.APPLIED:
        raise SystemExit(f"the list ended as {ended_as.status}: {ended_as.error}")
    say(f"price list {ended_as.id}: {ended_as.counts.new} new, {ended_as.counts.errors} errors")


def main() -> None:
    product = look_around()
    client = new_buyer()
    order = buy(client, product)
    ask_too_much(client, product)
    follow(client, order)
    send_prices(demo("supplier"))
    say("sold")


if __name__ == "__main__":
    main()
