"""A supplier in its cabinet, in a real browser: a file is dropped, watched, read, approved and rolled back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.browser import HOSTILE, Watched, chromium
from tests.flows.shop import ADDRESS, Person, Shop, open_shop
from tests.flows.test_admin_in_browser import english
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
EMAIL = "supplier@torg.example"
PAGES = ("", "price-lists/", "columns/", "schedule/", "exports/", "orders/", "keys/")
DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    return carried;
}"""


@pytest.fixture
def desk(furnished: dict[str, str], smtp: SmtpSink) -> Iterator[Watched]:
    """The demo's supplier, signed in, with an order that waits and whose buyer means harm."""
    password = json.loads(Path(furnished["DATA_DIR"], "demo-accounts.json").read_text())["supplier"]
    with open_shop(furnished, smtp) as shop, chromium() as browser:
        _order_from(shop, password)
        desk = Watched(browser.new_page(locale="en", viewport={"width": 1280, "height": 900}), shop.url)
        desk.sign_in(EMAIL, password, then="/partner/")
        yield desk


def _order_from(shop: Shop, password: str) -> None:
    supplier, boss = Person(shop.url, EMAIL), shop.boss()
    access = supplier.post("auth/login/", {"email": EMAIL, "password": password}).json()["access"]
    supplier.http.headers["Authorization"] = f"Bearer {access}"
    mine = supplier.get("partner/price-lists/").json()["items"][0]["supplier"]["id"]
    product = boss.get("products/", in_stock="true", supplier=mine).json()["items"][0]["id"]
    offers = boss.get(f"products/{product}/").json()["offers"]
    items = [{"offer_id": next(one["id"] for one in offers if one["supplier"]["id"] == mine), "quantity": 1}]
    address = ADDRESS | {"recipient": HOSTILE}
    assert boss.post("orders/", {"items": items, "address": address, "comment": HOSTILE}).status_code == 201


def price_list(price: int) -> str:
    goods = [{"id": "b1", "category": 1, "name": HOSTILE, "price": price, "quantity": 5}]
    goods += [{"id": "b2", "category": 1, "name": "Чай зелёный", "price": "дорого", "quantity": 5}]
    return json.dumps({"shop": "Испытание", "categories": [{"id": 1, "name": "Чай"}], "goods": goods})


def drop(desk: Watched, text: str, *, until: str) -> None:
    """Drop a file, send it as an update, and watch its page change by itself."""
    desk.open("/partner/price-lists/")
    carried = desk.page.evaluate_handle(DROP, ["прайс <b>.json", text])
    desk.page.dispatch_event(".drop", "drop", {"dataTransfer": carried})
    desk.page.get_by_text("только добавления").check()
    desk.page.get_by_role("button", name="Отправить").click()
    desk.page.wait_for_url("**/price-lists/*/")
    desk.page.evaluate("window.sameDocument = true")
    desk.page.locator("#live .mark").get_by_text(until, exact=True).wait_for(timeout=60_000)
    assert desk.page.evaluate("window.sameDocument") is True
    assert desk.page.locator("h1").inner_text().endswith("прайс <b>.json")


def said(desk: Watched) -> set[str]:
    return {line.strip() for line in desk.page.inner_text("body").splitlines()}


def read_the_differences(desk: Watched) -> None:
    told = desk.page.inner_text("main")
    assert told.index("не менее чем в 10 раз") < told.index("Чай зелёный")  # warnings first, then what is wrong
    desk.page.get_by_role("link", name="Изменены").click()
    assert "100,00 → 9 000,00" in desk.page.inner_text(".stack").replace("\N{NO-BREAK SPACE}", " ")
    assert HOSTILE in desk.page.inner_text(".stack")


def approve_and_roll_back(desk: Watched) -> None:
    desk.page.get_by_role("button", name="Применить").click()
    desk.page.locator("#live .mark").get_by_text("применён", exact=True).wait_for(timeout=60_000)
    desk.page.once("dialog", lambda dialog: dialog.dismiss())
    desk.page.get_by_role("button", name="Откатить").click()
    assert desk.page.get_by_role("button", name="Откатить").count() == 1  # asked, and thought better of it
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.get_by_role("button", name="Откатить").click()
    desk.page.locator("#live .mark").get_by_text("откачен", exact=True).wait_for()


def take_the_order_on(desk: Watched) -> None:
    desk.open("/partner/")
    desk.page.get_by_role("link", name="T-1").click()
    assert ADDRESS["city"] not in desk.page.inner_text("main")
    desk.page.get_by_role("button", name="Подтвердить").click()
    desk.page.get_by_role("button", name="Собран").wait_for()
    told = desk.page.inner_text("main")
    assert ADDRESS["city"] in told
    assert told.count(HOSTILE) >= 2  # the comment and the recipient, as texts


def make_a_key(desk: Watched) -> str:
    desk.open("/partner/keys/")
    desk.page.fill("[name=name]", HOSTILE)
    desk.page.check("[value='prices:write']")
    desk.page.get_by_role("button", name="Создать").click()
    return desk.page.inner_text("#key")


def test_the_cabinet_in_a_browser(desk: Watched) -> None:
    desk.page.get_by_role("button", name="Русский").click()
    drop(desk, price_list(100), until="применён")
    drop(desk, price_list(9000), until="ждёт решения")
    waiting = desk.page.url.removeprefix(desk.url)
    read_the_differences(desk)
    approve_and_roll_back(desk)
    take_the_order_on(desk)
    part = desk.page.url.removeprefix(desk.url)
    key = make_a_key(desk)
    pages = [*(f"/partner/{page}" for page in PAGES), waiting, part]
    untranslated = {}
    for path in pages:
        desk.open(path)
        assert key not in desk.page.content()
        untranslated[path] = said(desk) & english()
    assert {path: found for path, found in untranslated.items() if found} == {}
    for width in (320, 390):
        desk.page.set_viewport_size({"width": width, "height": 844})
        for path in pages:
            desk.open(path)
            assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert desk.wrongs == []
