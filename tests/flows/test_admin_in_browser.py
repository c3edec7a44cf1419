"""The admin in a real browser: what it asks for, what it refuses, what it says, and two errands done with the mouse."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Page

from tests.environment import ROOT
from tests.flows.browser import HOSTILE, Watched, chromium
from tests.flows.shop import ADDRESS, ADMIN, PASSWORD, Shop, open_shop
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
ADMIN_LIKE = ("core/backoffice", "core/events", "core/accounts", "modules")
PRICE_LIST = """shop: Испытание
currency: RUB
categories: [{id: 1, name: Чай}]
goods:
  - {id: t1, category: 1, name: Чай чёрный, price: 100, quantity: 5}
  - {id: t2, category: 1, name: Чай зелёный, price: дорого, quantity: 5}
"""


@pytest.fixture
def shop(furnished: dict[str, str], smtp: SmtpSink) -> Iterator[Shop]:
    with open_shop(furnished, smtp) as opened:
        yield opened


@pytest.fixture
def desk(shop: Shop) -> Iterator[Watched]:
    """A member of staff with everything, signed in at 1280 pixels."""
    boss = shop.boss()
    product = boss.get("products/", in_stock="true").json()["items"][0]
    body = {"items": [{"product_id": product["id"], "quantity": 1}], "address": ADDRESS, "comment": HOSTILE}
    placed = boss.post("orders/", body)
    assert placed.status_code == 201
    made = {"revision": 0, "address": ADDRESS | {"street": "ъ" * 225}, "reason": "п" * 225}
    assert boss.post(f"admin/orders/{placed.json()['id']}/corrections/", made).status_code == 201
    assert boss.patch("auth/profile/", {"first_name": HOSTILE[:60], "company": HOSTILE}).status_code == 200
    assert boss.post("cart/items/", {"product_id": product["id"], "quantity": 1}).status_code == 201
    with chromium() as browser:
        desk = Watched(browser.new_page(locale="en", viewport={"width": 1300, "height": 900}), shop.url)
        desk.open("/admin/")
        desk.page.fill("[name=username]", ADMIN["DJANGO_SUPERUSER_EMAIL"])
        desk.page.fill("[name=password]", PASSWORD)
        desk.page.click("[type=submit]")
        yield desk


def english() -> set[str]:
    """Return what the admin says in English and has Russian for."""
    files = [file for part in ADMIN_LIKE for file in ROOT.joinpath(part).rglob("locale/ru/**/*.po")]
    entries = [entry for file in files for entry in polib.pofile(str(file)).translated_entries()]
    said = {entry.msgid for entry in entries if entry.msgstr != entry.msgid}
    return said | {text[:1].upper() + text[1:] for text in said}


def lines(page: Page) -> set[str]:
    """Return what a page says, but for its icons, words that a font draws, and the shop's own names to choose from."""
    names = "#result_list tbody :is(th, .field-name, .field-attribute, .field-sample, .field-alike)"
    page.add_style_tag(content=f".material-symbols-outlined, select, .select2, {names} {{ display: none }}")
    return {line.strip() for line in page.inner_text("body").splitlines()}


def addresses(page: Page, what: str) -> list[str]:
    found: list[str] = page.locator(what).evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return found


def walk(desk: Watched) -> Iterator[str]:
    """Open every page of the sidebar, its first row's page and the form that adds one."""
    desk.open("/admin/")
    pages = addresses(desk.page, "#nav-sidebar-apps a[href^='/admin/']")
    assert len(pages) > 10
    for path in pages:
        desk.open(path)
        yield path
        rows, adding = addresses(desk.page, "#result_list tbody th a"), addresses(desk.page, "a.addlink")
        for inner in (*rows[:1], *adding[:1]):
            desk.open(inner)
            yield inner


def switch_language(desk: Watched, name: str) -> None:
    desk.page.locator("#nav-sidebar-inner").get_by_text("boss@shop.example").last.click()
    desk.page.get_by_role("button", name=re.compile(name)).click()


def confirm_the_order(desk: Watched) -> None:
    desk.open("/admin/orders/order/")
    desk.page.get_by_role("link", name="T-100001").click()
    desk.page.get_by_text("onerror=").first.wait_for()  # said as text, not run
    desk.page.get_by_role("button", name="Подтвердить").first.click()
    desk.page.get_by_text("Заказ: подтверждён").wait_for()
    assert desk.page.get_by_role("button", name="Подтвердить").count() == 0
    desk.page.once("dialog", lambda dialog: dialog.dismiss())
    desk.page.get_by_role("button", name="Отменить").first.click()
    desk.page.get_by_role("button", name="Отметить: собран").first.wait_for()  # asked, and thought better of it


def look_at_an_order(desk: Watched) -> None:
    """Whatever it is called, what an order costs and how it goes on is seen without a look to the side."""
    width = desk.page.evaluate("window.innerWidth")
    longest = "all => all.forEach(one => one.textContent = 'ы'.repeat(255))"
    beyond = "(all, width) => all.map(one => one.getBoundingClientRect().right).filter(right => right > width)"
    for path in ("order/", "order/1/change/", "order/1/correct/", "part/"):
        desk.open(f"/admin/orders/{path}")
        desk.page.locator(".field-title .readonly, .correcting-name").evaluate_all(longest)
        shown = ".field-sum, .field-quantity, .field-steps button, .correcting input[type=number], td.field-way"
        seen = desk.page.locator(shown)
        assert seen.count() > 0, path
        assert seen.evaluate_all(beyond, width) == [], path
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, path


def add_goods(desk: Watched) -> None:
    """One row waits, the next one as soon as it says something; what is wrong is said beside it."""
    desk.open("/admin/orders/order/1/correct/")
    rows = desk.page.locator(".adding-row:visible")
    assert rows.count() == 1
    desk.page.fill("[name=add-0-code]", "no-such")
    assert rows.count() == 2
    desk.page.fill("[name=add-0-quantity]", "1")
    desk.page.get_by_role("button", name="Сохранить исправление").click()
    desk.page.locator("#id_add-0-code_error").get_by_text("По коду «no-such» ничего нет.").wait_for()


def import_a_price_list(desk: Watched, file: Path) -> None:
    desk.open("/admin/partners/pricelist/")
    desk.page.locator("a.addlink").click()
    desk.page.select_option("[name=supplier]", index=1, force=True)
    desk.page.set_input_files("[name=file]", file)
    desk.page.get_by_text("только добавления").click()
    desk.page.get_by_role("button", name="Сохранить").click()
    desk.page.get_by_text("применён", exact=True).first.wait_for(timeout=20_000)  # the page looks again by itself
    assert "Чай зелёный" in desk.page.inner_text("#rows")  # what is wrong is shown first
    desk.page.get_by_role("link", name="Новые").click()
    desk.page.locator("#rows").get_by_text("Чай чёрный").first.wait_for()
    assert "→ 100,00" in desk.page.inner_text("#rows")


def roll_it_back(desk: Watched) -> None:
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.page.get_by_role("button", name="Откатить").click()
    desk.page.get_by_text("Прайс-лист откачен").wait_for()
    assert desk.page.get_by_role("button", name="Ещё раз").count() == 1


def map_a_category(desk: Watched) -> None:
    """File the first of the suppliers' categories elsewhere, by typing, where it is listed."""
    desk.open("/admin/catalog/suppliercategory/")
    chosen = desk.page.locator("#result_list tbody tr .select2-selection__rendered").first
    before = chosen.get_attribute("title")
    chosen.click()
    options = desk.page.locator(".select2-results__option:not(.loading-results)")
    options.first.wait_for()
    other = next(name for name in options.all_inner_texts() if name not in (before, ""))
    desk.page.locator(".select2-search__field").last.fill(other)
    desk.page.locator(".select2-results__option--highlighted", has_text=other).first.click()
    assert chosen.get_attribute("title") == other
    desk.page.get_by_role("button", name="Сохранить").last.click()
    desk.page.get_by_text("успешно").first.wait_for()
    assert chosen.get_attribute("title") == other


def look_at_the_panels(desk: Watched) -> None:
    desk.open("/admin/")
    panels = desk.page.locator("[data-panel]").evaluate_all("all => all.map(one => one.dataset.panel)")
    assert panels[0] == "orders.sales"
    assert {"orders.waiting", "catalog.stock", "partners.price_lists", "events.outbox"} <= set(panels)
    assert "нельзя показать" not in desk.page.inner_text("body")
    drawn = """() => [...document.querySelectorAll("canvas.chart")].map(one => {
        const pixels = one.getContext("2d").getImageData(0, 0, one.width, one.height).data;
        return pixels.some(value => value > 0) && one.clientWidth > 200})"""
    desk.page.wait_for_function(f"() => ({drawn})().every(Boolean)")
    assert desk.page.evaluate(drawn) == [True]


def move_a_category(desk: Watched) -> None:
    """Put the second category into the first, with the keyboard alone."""
    desk.open("/admin/catalog/category/")
    first, second = desk.page.locator(".tree-name").all_inner_texts()[:2]
    desk.page.get_by_role("link", name=f"Переместить: {second}").focus()
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("button", name="В ту, что выше").focus()
    desk.page.keyboard.press("Enter")
    inside = desk.page.locator("li", has=desk.page.get_by_text(first, exact=True)).locator("ul .tree-name")
    inside.get_by_text(second, exact=True).wait_for()
    desk.page.get_by_role("button", name="Наружу").click()
    inside.wait_for(state="detached")
    desk.page.get_by_role("link", name="Готово").click()


def merge_two_products(desk: Watched) -> None:
    desk.open("/admin/catalog/product/?q=чай")
    names = desk.page.locator("#result_list tbody th a").all_inner_texts()[:2]
    for box in desk.page.locator("input.action-select").all()[:2]:
        box.check()
    desk.page.select_option("[name=action]", "merge", force=True)
    desk.page.locator("[name=action]").evaluate("one => one.form.submit()")
    desk.page.get_by_text("остаётся", exact=False).first.wait_for()
    assert desk.page.locator(".select2-container").count() == 1
    said = desk.page.inner_text("#merge")
    assert all(name in said for name in names)
    desk.page.get_by_role("button", name="Объединить", exact=True).click()
    desk.page.get_by_text("Объединены с ним").wait_for()
    assert desk.page.locator("#offers-group").get_by_text("лучшее").count() == 1


def test_the_admin_in_a_browser(desk: Watched, tmp_path: Path) -> None:
    assert not re.search("[а-я]", desk.page.inner_text("#nav-sidebar-apps"))
    switch_language(desk, "Русский")
    untranslated = {path: found for path in walk(desk) if (found := lines(desk.page) & english())}
    assert untranslated == {}
    confirm_the_order(desk)
    look_at_an_order(desk)
    add_goods(desk)
    file = tmp_path / "чай <b>.yaml"
    file.write_text(PRICE_LIST)
    import_a_price_list(desk, file)
    imported = desk.page.url.removeprefix(desk.url)
    roll_it_back(desk)
    map_a_category(desk)
    look_at_the_panels(desk)
    move_a_category(desk)
    merge_two_products(desk)
    merged = desk.page.url.removeprefix(desk.url)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    narrow = ("/admin/catalog/category/?moving=1", merged, merged.replace("change", "split"))
    mapping = ("/admin/catalog/suppliercategory/", "/admin/catalog/supplierattribute/")
    for path in ("/admin/", imported, *mapping, *narrow):
        desk.open(path)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390, path
    look_at_an_order(desk)
    assert desk.wrongs == []
