"""The agents' console in a real browser: two agents, a customer who writes by the API, and a desk of 5,000."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.flows.browser import HOSTILE, Watched, chromium
from tests.flows.shop import PASSWORD, Person, Shop, eventually
from tests.flows.test_admin_in_browser import english
from tests.processes import manage
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
CONSOLE = "/support/console/"
MAKE = """
from django.utils import timezone
from core.accounts.models import User
from modules.support_chat.services import replies
from tests.support_chat.filling import filled
for email, role, name in (("olga", "agent", "Ольга"), ("ivan", "agent", "Иван"), ("anna", "buyer", %r)):
    User.objects.create_user(
        email=f"{email}@chat.example", password=%r, role=role, first_name=name, last_name="Опора",
        confirmed_at=timezone.now(),
    )
replies.write(title="Привет <b>", text="Здравствуйте, {{ customer }}! " + %r)
filled(5000)
"""
HOSTILE_NAME = HOSTILE[:60]


@dataclass
class Desk:
    shop: Shop
    anna: Person
    olga: Watched
    ivan: Watched
    conversation: dict[str, Any]

    @property
    def at(self) -> str:
        return f"support/conversations/{self.conversation['id']}/"

    def writes(self, text: str, **more: Any) -> None:
        """Say something as the customer."""
        body = {"client_msg_id": str(uuid.uuid4()), "text": text} | more
        assert self.anna.post(f"{self.at}messages/", body).status_code == 201

    def said(self) -> list[str]:
        return [one["text"] for one in self.anna.get(f"{self.at}messages/", limit=100).json()["items"]]

    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.anna.get(self.at).json()
        return found


def sign_in(shop: Shop, name: str) -> Person:
    person = Person(shop.url, f"{name}@chat.example")
    return person.login()


@pytest.fixture
def desk(furnished: dict[str, str], smtp: SmtpSink) -> Iterator[Desk]:
    shop = Shop(furnished, smtp)
    making = MAKE % (HOSTILE_NAME, PASSWORD, HOSTILE)
    with manage("shell", "--verbosity=0", "--command", making, env=shop.env) as process:
        assert process.wait(seconds=120) == 0, process.output
    expect.set_options(timeout=60_000)
    with shop.server() as server, chromium() as browser:
        server.wait_for(f"{shop.url}/readyz")
        anna = sign_in(shop, "anna")
        conversation = anna.post("support/conversations/", {"subject": f"Где заказ? {HOSTILE}"}).json()
        pages = []
        for name, locale, scheme in (("olga", "en", "light"), ("ivan", "ru", "dark")):
            context = browser.new_context(locale=locale, color_scheme=scheme, viewport={"width": 1300, "height": 850})
            context.set_default_timeout(60_000)
            pages.append(Watched(context.new_page(), shop.url))
            pages[-1].sign_in(f"{name}@chat.example", PASSWORD, then=CONSOLE)
        yield Desk(shop, anna, pages[0], pages[1], conversation)


def rows_after_more(page: Page) -> int:
    page.evaluate("desk.list.more()")
    return page.locator("#rows .row").count()


def find(page: Page, words: str) -> None:
    page.fill("#narrow [name=search]", words)
    expect(page.locator("#rows .row")).to_have_count(1)


def the_desk_is_bounded(desk: Desk) -> None:
    page = desk.olga.page
    expect(page.locator("#rows .row")).to_have_count(50)
    expect(page.locator("[data-list=queue] .count")).to_have_text("2501")
    first = page.locator("#rows .row").first.inner_text()
    assert "waiting" in first, "who waits comes first"
    page.click("[data-list=all]")
    expect(page.locator("#rows .row").first).to_contain_text("Где заказ?")
    eventually(lambda: rows_after_more(page) > 150, True)
    assert page.locator("#rows .row").count() <= 200
    assert page.evaluate("document.querySelectorAll('*').length") < 3000
    find(page, "t-204321")
    page.click("[data-list=queue]")
    expect(page.locator("#rows .row").first).to_contain_text("4998")


def one_takes_it(desk: Desk) -> None:
    """Both see it unowned, and take it."""
    olga, ivan = desk.olga.page, desk.ivan.page
    desk.writes(f"Помогите! {HOSTILE}")
    for page in (olga, ivan):
        find(page, "Где заказ? <img")
        page.locator("#rows .row").click()
        expect(page.locator("#said")).to_contain_text(HOSTILE)
        expect(page.locator("#subject")).to_have_text(f"Где заказ? {HOSTILE}")
        expect(page.locator("#take")).to_be_visible()
    ivan.evaluate("desk.feed.stop()")  # hears of nothing from now on
    olga.click("#take")
    expect(olga.locator("#notice")).to_have_text("It is yours now.")
    ivan.click("#take")
    expect(ivan.locator("#notice")).to_contain_text("Вас опередили: обращение уже взял сотрудник Ольга Опора")
    assert desk.standing()["assigned_to"]["name"] == "Ольга Опора"
    expect(ivan.locator("#take")).to_have_text("Взять себе")
    desk.ivan.wrongs = [wrong for wrong in desk.ivan.wrongs if "409" not in wrong]
    ivan.reload()
    expect(ivan.locator("#subject")).to_have_text(f"Где заказ? {HOSTILE}")


def they_talk(desk: Desk) -> None:
    page = desk.olga.page
    page.keyboard.press("r")
    page.keyboard.type("Ищем ваш заказ.")
    page.keyboard.press("Control+Enter")
    eventually(lambda: desk.said()[-1], "Ищем ваш заказ.")
    expect(page.locator(".said.agent:not(.unsent) .state")).to_contain_text("sent")
    page.evaluate("document.hasFocus = () => false")
    desk.writes("Спасибо, жду")
    expect(page.locator("#said li").last).to_contain_text("Спасибо, жду")
    expect(desk.ivan.page.locator("#said li").last).to_contain_text("Спасибо, жду")
    assert page.title().startswith("(1) ")
    page.evaluate("delete document.hasFocus; dispatchEvent(new Event('focus'))")
    assert not page.title().startswith("(")
    eventually(lambda: desk.standing()["read_up_to"]["agent"], 3)
    desk.anna.http.put(f"{desk.at}read/", json={"up_to_seq": 3})
    expect(page.locator(".said.agent:not(.unsent) .state")).to_contain_text("read")
    eventually(lambda: typing_is_seen(desk), True)


def typing_is_seen(desk: Desk) -> bool:
    """Say that the customer types, which nobody keeps, and look whether the agent has heard of it."""
    assert desk.anna.post(f"{desk.at}typing/").status_code == 204
    return "is typing…" in desk.olga.page.inner_text("#typing")


def a_note_stays_inside(desk: Desk) -> None:
    page = desk.olga.page
    before = desk.anna.get("support/updates/", timeout=0).json()["next_cursor"]
    page.keyboard.press("Escape")
    page.locator("#subject").focus()
    page.keyboard.press("n")
    page.keyboard.type(f"Только для своих {HOSTILE}")
    page.keyboard.press("Control+Enter")
    for one in (page, desk.ivan.page):
        expect(one.locator(".said.note:not(.unsent)")).to_contain_text("Только для своих <img")
    told = desk.anna.get("support/updates/", timeout=0, cursor=before).text + desk.anna.get(f"{desk.at}messages/").text
    assert "Только для своих" not in told


def ready_answers_and_files(desk: Desk, tmp_path: Path) -> None:
    page = desk.olga.page
    page.click("[data-mode=reply]")
    page.fill("#text", "До  после")
    page.evaluate("document.getElementById('text').setSelectionRange(3, 3)")
    page.click("#show-replies")
    page.fill("#find-reply", "привет")
    page.locator("#reply-list button").click()
    assert page.input_value("#text") == f"До Здравствуйте, {HOSTILE_NAME} Опора! {HOSTILE} после"
    page.fill("#text", "Минуту.")
    page.click("#show-replies")
    page.locator("#reply-list button").first.click()
    assert page.input_value("#text").startswith("Минуту.\nЗдравствуйте, ")
    name = "счёт <img src=x onerror=alert(1)>.txt"
    file = tmp_path / name
    file.write_text("Итого: 100")
    page.set_input_files("#file", file)
    expect(page.locator("#files")).to_contain_text(name)
    expect(page.locator("#send")).to_be_enabled()
    page.click("#send")
    with desk.ivan.page.expect_download() as saved:
        desk.ivan.page.locator(".said .file").click()
    assert saved.value.path().read_text() == "Итого: 100"
    assert saved.value.suggested_filename.endswith(".txt")


def the_line_breaks(desk: Desk) -> None:
    """What is written offline goes out once, by itself."""
    page = desk.olga.page
    page.context.set_offline(True)
    page.fill("#text", "Нашли!")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said.unsent")).to_contain_text("sending…")
    desk.writes("Алло?")
    page.context.set_offline(False)
    eventually(lambda: desk.said().count("Нашли!"), 1)
    expect(page.locator(".said.unsent")).to_have_count(0)
    expect(page.locator("#said li", has_text="Алло?")).to_have_count(1)
    expect(page.locator("#said li", has_text="Нашли!")).to_have_count(1)
    desk.olga.wrongs = [wrong for wrong in desk.olga.wrongs if "net::ERR_" not in wrong]


def it_is_resolved_and_opened_again(desk: Desk) -> None:
    page = desk.olga.page
    page.locator("#subject").focus()
    page.keyboard.press("e")
    expect(page.locator("#reopen")).to_be_visible()
    expect(page.locator("#send")).to_be_disabled()
    assert desk.standing()["status"] == "resolved"
    desk.writes("А где он?")
    expect(page.locator("#resolve")).to_be_visible()
    expect(page.locator("#send")).to_be_enabled()
    page.select_option("#assign", label="Иван Опора")
    expect(page.locator("#notice")).to_have_text("Given to Иван Опора.")
    desk.ivan.page.click("[data-list=mine]")
    expect(desk.ivan.page.locator("#rows .row")).to_have_count(1)


def it_is_russian_and_fits_a_phone(desk: Desk) -> None:
    page = desk.ivan.page
    said = {line.strip() for line in page.inner_text("body").splitlines()}
    assert said & english() == set()
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("desk.beside.toggle(false)")
    for shown, hidden in (("#talk", "#conversations"), ("#conversations", "#talk")):
        expect(page.locator(shown)).to_be_visible()
        expect(page.locator(hidden)).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if shown == "#talk":
            page.click("#back")
    unnamed = """[...document.querySelectorAll("button, input:not([type=hidden]), select, textarea")].filter(one =>
        !(one.innerText || one.textContent).trim() && !one.getAttribute("aria-label") && !one.labels?.length).length"""
    assert page.evaluate(unnamed) == 0


def test_the_console_in_a_browser(desk: Desk, tmp_path: Path) -> None:
    the_desk_is_bounded(desk)
    one_takes_it(desk)
    they_talk(desk)
    a_note_stays_inside(desk)
    ready_answers_and_files(desk, tmp_path)
    the_line_breaks(desk)
    it_is_resolved_and_opened_again(desk)
    it_is_russian_and_fits_a_phone(desk)
    for watched in (desk.olga, desk.ivan):
        assert watched.page.evaluate("window.hacked") is None
        assert watched.page.locator("#console img, #console script").count() == 0
        assert watched.wrongs == []
