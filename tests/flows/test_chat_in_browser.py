"""The widget and the console side by side in a real browser: what each side sees of what the other does."""

import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.flows.browser import Watched, chromium
from tests.flows.shop import Person, Shop, eventually
from tests.flows.test_widget_in_browser import AGENT, BUYER, DEMO, known, password
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
CONSOLE = "/support/console/"
# Browsers have collected these as rubbish before they fired: nothing may lean on them.
WITHOUT = "delete AbortSignal.any; delete AbortSignal.timeout"
RED = (200, 30, 30)
# The colour in the middle of what was painted.
PAINTED = """canvas => [...canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data]"""
TOO_LARGE = "<html><h1>413 Request Entity Too Large</h1></html>"


@dataclass
class Both:
    """A customer in the widget, in English, and an agent in the console, in Russian."""

    shop: Shop
    customer: Person
    agent: Person
    widget: Watched
    console: Watched
    id: int = 0

    def lines(self) -> Locator:
        return self.widget.page.locator("torg-support .log li")

    def bubbles(self) -> Locator:
        return self.console.page.locator("#said li")

    def said(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.agent.get(f"support/conversations/{self.id}/messages/").json()["items"]
        return found


@pytest.fixture
def both(furnished: dict[str, str], smtp: SmtpSink) -> Iterator[Both]:
    shop = Shop(furnished, smtp)
    expect.set_options(timeout=60_000)
    with shop.server() as server, chromium() as browser:
        server.wait_for(f"{shop.url}/readyz")
        pages = []
        for email, locale, where in ((BUYER, "en", DEMO), (AGENT, "ru", CONSOLE)):
            context = browser.new_context(locale=locale, viewport={"width": 1300, "height": 850})
            context.set_default_timeout(60_000)
            context.add_init_script(WITHOUT)
            pages.append(Watched(context.new_page(), shop.url))
            pages[-1].sign_in(email, password(shop, email), then=where)
        yield Both(shop, known(shop, BUYER), known(shop, AGENT), *pages)


def write(page: Page, text: str) -> None:
    page.locator("torg-support textarea").fill(text)
    page.keyboard.press("Enter")


def they_meet(both: Both) -> None:
    """Each sees that the other is there, once there is an answer to tell it with."""
    widget, console = both.widget.page, both.console.page
    widget.locator("torg-support .launcher").click()
    write(widget, "Helo")
    expect(widget.get_by_text("Sent", exact=True)).to_be_visible()
    both.id = next(one["id"] for one in both.agent.get("support/queue/").json()["items"] if one["subject"] == "Helo")
    console.goto(f"{both.shop.url}{CONSOLE}?conversation={both.id}")
    expect(both.bubbles()).to_contain_text(["Helo"])
    expect(console.locator("#about-line")).to_contain_text("на связи")
    expect(console.locator("#customer .present")).to_have_text("на связи")
    console.fill("#text", "Здравствуте!")
    console.keyboard.press("Control+Enter")
    expect(both.lines()).to_contain_text(["Helo", "Здравствуте!"])
    expect(widget.locator("torg-support .here")).to_have_text("Support is online")


def words_are_changed(both: Both) -> None:
    """By whoever said them, with keys alone; what was begun to be written is there again."""
    widget, console = both.widget.page, both.console.page
    box = widget.locator("torg-support textarea")
    box.fill("unfinished")
    expect(both.lines().nth(1).get_by_role("button", name="Edit")).to_have_count(0)
    both.lines().nth(0).get_by_role("button", name="Edit").press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("Helo")
    widget.keyboard.press("Escape")
    expect(box).to_have_value("unfinished")
    both.lines().nth(0).get_by_role("button", name="Edit").press("Enter")
    box.fill("Hello")
    widget.keyboard.press("Enter")
    expect(box).to_have_value("unfinished")
    expect(both.lines().nth(0)).to_contain_text("edited")
    expect(both.bubbles().nth(0)).to_contain_text("Hello")
    expect(both.bubbles().nth(0)).to_contain_text("изменено")
    box.fill("")
    console.fill("#text", "недописано")
    expect(both.bubbles().nth(0).get_by_role("button", name="Изменить")).to_have_count(0)
    both.bubbles().nth(1).get_by_role("button", name="Изменить").press("Enter")
    expect(console.locator("#text")).to_be_focused()
    console.fill("#text", "Здравствуйте!")
    console.keyboard.press("Control+Enter")
    expect(console.locator("#text")).to_have_value("недописано")
    expect(both.lines().nth(1)).to_contain_text("Здравствуйте!")
    expect(both.lines().nth(1)).to_contain_text("edited")
    assert [one["text"] for one in both.said()] == ["Hello", "Здравствуйте!"]
    console.fill("#text", "")


def words_are_taken_back(both: Both) -> None:
    widget, console = both.widget.page, both.console.page
    write(widget, "Never mind")
    line = both.lines().filter(has_text="Never mind")
    line.get_by_role("button", name="Delete").press("Enter")
    expect(line.get_by_role("button", name="Keep")).to_be_focused()
    widget.keyboard.press("Enter")
    expect(line.get_by_role("button", name="Delete")).to_be_focused()
    widget.keyboard.press("Enter")
    line.get_by_role("button", name="Delete").press("Enter")
    expect(both.lines().nth(2)).to_contain_text("This message was deleted.")
    expect(both.lines().nth(2).get_by_role("button")).to_have_count(0)
    expect(both.bubbles().nth(2)).to_contain_text("Сообщение удалено")
    both.bubbles().nth(1).get_by_role("button", name="Удалить").press("Enter")
    console.get_by_text("Удалить сообщение?").get_by_role("button", name="Удалить").press("Enter")
    expect(both.bubbles().nth(1)).to_contain_text("Сообщение удалено")
    expect(both.lines().nth(1)).to_contain_text("This message was deleted.")
    assert [one["text"] for one in both.said()] == ["Hello", "", ""]


def picture(width: int, height: int) -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (width, height), RED).save(file, "PNG")
        return file.getvalue()


def pictures_are_seen(both: Both, folder: Path) -> None:
    """Painted from their bytes; what only says that it is a picture, or is a bomb of one, is a file like any other."""
    widget, console = both.widget.page, both.console.page
    good, bomb = folder / "room.png", folder / "bomb.png"
    good.write_bytes(picture(960, 480))
    sent = picture(1, 1)
    bomb.write_bytes(sent[:16] + (60_000).to_bytes(4) * 2 + sent[24:])
    widget.locator("torg-support input[type=file]").set_input_files([good, bomb])
    widget.locator("torg-support .send:enabled").click()
    for page, files in ((widget, widget.locator("torg-support .file")), (console, console.locator(".said .file"))):
        expect(files).to_have_count(2)
        canvas = files.locator("canvas[data-painted]")
        expect(canvas).to_have_count(1)
        assert canvas.evaluate(PAINTED) == [*RED, 255]
        assert canvas.evaluate("one => [one.width, one.height, one.offsetWidth <= 240]") == [480, 240, True]
        assert page.locator("torg-support img, #said img").count() == 0
        with page.expect_download() as saved:
            canvas.click()
        assert saved.value.path().read_bytes() == good.read_bytes()


def too_much_is_told_of(both: Both, folder: Path) -> None:
    """In a sentence, once: what a proxy does not take now it will not take later."""
    widget, console = both.widget.page, both.console.page
    files = [folder / f"{number}.txt" for number in range(12)]
    for file in files:
        file.write_text(file.name)
    widget.locator("torg-support input[type=file]").set_input_files(files)
    expect(widget.locator("torg-support .chips li")).to_have_count(10)
    refused = widget.locator("torg-support .refusals p")
    expect(refused).to_have_text([f"{name}.txt: left out: a message takes ten files" for name in (10, 11)])
    widget.locator("torg-support .send:enabled").click()
    console.set_input_files("#file", files)
    expect(console.locator("#notice")).to_contain_text("Не приложены: 10.txt, 11.txt")
    expect(console.locator("#files li")).to_have_count(10)
    asked = list[str]()
    widget.route("**/support/**", lambda route: proxied(route, asked))
    widget.locator("torg-support input[type=file]").set_input_files(files[0])
    expect(refused).to_have_text(["0.txt: This is more than the server takes."])
    write(widget, "x" * 10_000)
    expect(widget.locator("torg-support .stands.wrong")).to_contain_text(
        "Not sent: This is more than the server takes."
    )
    assert len(asked) == 2
    widget.unroute("**/support/**")
    widget.get_by_role("button", name="Try again").click()
    expect(widget.locator("torg-support .stands.wrong")).to_have_count(0)
    expect(both.bubbles().last).to_contain_text("xxxxx")


def proxied(route: Route, asked: list[str]) -> None:
    if route.request.method != "POST" or "typing" in route.request.url:
        return route.fallback()
    asked.append(route.request.url)
    route.fulfill(status=413, content_type="text/html", body=TOO_LARGE)


def older_ones_are_reached(both: Both) -> None:
    """A customer of many matters finds them all, and is told of what is new in the oldest."""
    for number in range(51):
        both.customer.post("support/conversations/", {"subject": f"Matter {number}"})
    first = next(one["id"] for one in both.agent.get("support/queue/").json()["items"] if one["id"] != both.id)
    body = {"client_msg_id": str(uuid.uuid4()), "text": "Done"}
    assert both.agent.post(f"support/conversations/{first}/messages/", body).status_code == 201
    page = both.widget.page
    page.evaluate("localStorage.clear()")
    page.reload()
    unread = both.customer.get("support/updates/").json()["snapshot"]["unread"]
    expect(page.locator("torg-support .launcher .badge")).to_have_text(str(unread))
    page.locator("torg-support .launcher").click()
    back = page.get_by_role("button", name="All conversations")
    if back.is_visible():
        back.click()
    rows = page.locator("torg-support .list li")
    expect(rows).to_have_count(50)
    older = page.get_by_role("button", name="Earlier conversations")
    older.click()
    known = both.customer.get("support/conversations/", limit=1, count=True).json()["count"]
    expect(rows).to_have_count(known)
    expect(older).to_be_hidden()
    expect(page.locator("torg-support .launcher .badge")).to_have_text(str(unread))


def test_the_widget_and_the_console_together(both: Both, tmp_path: Path) -> None:
    they_meet(both)
    words_are_changed(both)
    words_are_taken_back(both)
    pictures_are_seen(both, tmp_path)
    too_much_is_told_of(both, tmp_path)
    older_ones_are_reached(both)
    eventually(lambda: both.said()[-1]["text"][:5], "xxxxx")
    for watched in (both.widget, both.console):
        assert [wrong for wrong in watched.wrongs if "413" not in wrong] == []
