"""The support widget in a real browser: a customer in two tabs and an agent talk, whatever happens to the line."""

import functools
import http.server
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route

from tests.flows.browser import HOSTILE, Watched, chromium
from tests.flows.shop import Person, Shop, eventually
from tests.processes import ManagedProcess
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
DEMO = "/support/widget-demo/"
BUYER, AGENT = "buyer@torg.example", "agent@torg.example"
# What a browser says of a line that is down, a sign-in that was ended and a file that was refused: on purpose here.
OF_THE_LINE = ("net::ERR_", "401", "failed:", "503", "422")
STRICT = (
    "default-src 'none'; script-src 'self' {torg}; connect-src {torg}; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
HOST_PAGE = """<!DOCTYPE html><html lang="en"><head><script src="{torg}/support/widget.js" defer></script>
<script src="/own.js" defer></script></head><body>A shop of somebody else's</body></html>"""


# A cursor that the server does not take, as after a long absence: all begins anew, with a snapshot.
FORGE = """() => {
    const key = Object.keys(localStorage).find(name => name.endsWith(":state"));
    localStorage.setItem(key, JSON.stringify({...JSON.parse(localStorage.getItem(key)), cursor: "forged"}));
}"""


@dataclass
class Talk:
    """A customer with two tabs, and an agent who uses the API."""

    shop: Shop
    server: ManagedProcess
    agent: Person
    customer: Person
    context: BrowserContext
    tabs: list[Watched] = field(default_factory=list)
    id: int = 0

    def tab(self, *, width: int = 1280) -> Watched:
        """Open the demo page in another tab, and the window in it."""
        tab = Watched(self.context.new_page(), self.shop.url)
        tab.page.set_viewport_size({"width": width, "height": 844})
        self.tabs.append(tab)
        return tab

    def answer(self, text: str) -> None:
        body = {"client_msg_id": str(uuid.uuid4()), "text": text}
        assert self.agent.post(f"support/conversations/{self.id}/messages/", body).status_code == 201

    def said(self) -> list[str]:
        """Return what was said, as the server knows it."""
        items = self.agent.get(f"support/conversations/{self.id}/messages/", limit=100).json()["items"]
        return [one["text"] for one in items if one["text"]]

    def all_see(self, *texts: str) -> None:
        """Wait until every tab shows what was said, each once and in order, ending with these."""
        eventually(lambda: self._said_by_now()[-len(texts) :], list(texts), seconds=60)
        for tab in self.tabs:
            eventually(functools.partial(shown, tab.page), self.said(), seconds=60)

    def _said_by_now(self) -> list[str]:
        self.tabs[0].page.wait_for_timeout(50)  # what a test does with a request is done while its page is waited for
        return self.said()

    def all_read(self) -> None:
        """Wait until the server knows that the customer has read what stands before their eyes."""
        eventually(lambda: self.customer.get(f"support/conversations/{self.id}/").json()["unread"], 0, seconds=60)


def shown(page: Page) -> list[str]:
    """Return what stands in the open conversation and has arrived."""
    assert page.evaluate("window.hacked") is None
    arrived = page.locator("torg-support li:not(:has-text('Sending')) .said:not(:has(em))")
    return arrived.all_inner_texts()


def say(page: Page, text: str) -> None:
    page.locator("torg-support textarea").fill(text)
    page.keyboard.press("Enter")


def waits(page: Page, text: str) -> None:
    """Wait until the text stands in the widget, not sent yet."""
    page.locator("torg-support li", has_text=text).get_by_text("Sending…").wait_for()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    """Another origin, with a page of its own and a policy that lets nothing inline run."""
    folder = tmp_path / "host"
    folder.mkdir()
    with serving(folder) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Pages(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", (folder / "policy").read_text())
            super().end_headers()

        def log_message(self, *_said: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", free_port()), functools.partial(Pages, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def known(shop: Shop, email: str) -> Person:
    """Sign in one of the demo's people."""
    person = Person(shop.url, email)
    answer = person.post("auth/login/", {"email": email, "password": password(shop, email)})
    assert answer.status_code == 200, answer.text
    person.http.headers["Authorization"] = f"Bearer {answer.json()['access']}"
    return person


def password(shop: Shop, email: str) -> str:
    kept = json.loads(Path(shop.env["DATA_DIR"], "demo-accounts.json").read_text())
    return str(kept[email.partition("@")[0]])


@pytest.fixture
def talk(furnished: dict[str, str], smtp: SmtpSink, host: str) -> Iterator[Talk]:
    shop = Shop(furnished | {"CORS_ALLOWED_ORIGINS": host}, smtp)
    with shop.server() as server, chromium() as browser:
        server.wait_for(f"{shop.url}/readyz")
        context = browser.new_context(locale="en")
        context.set_default_timeout(60_000)
        yield Talk(shop, server, known(shop, AGENT), known(shop, BUYER), context)


def begin(talk: Talk) -> None:
    """Write as a customer who has never written, with a click too many."""
    first = talk.tab()
    first.sign_in(BUYER, password(talk.shop, BUYER), then=DEMO)
    first.page.locator("torg-support .launcher").click()
    box = first.page.locator("torg-support textarea")
    box.fill("Where is my order?")
    assert box.evaluate("one => one.getRootNode().activeElement === one")
    first.page.locator("torg-support .send").dblclick()
    first.page.get_by_text("Sent", exact=True).wait_for()
    waiting = talk.agent.get("support/queue/").json()["items"]
    talk.id = next(one["id"] for one in waiting if one["subject"] == "Where is my order?")
    second = talk.tab()
    second.open(DEMO)
    second.page.locator("torg-support .launcher").click()
    talk.all_see("Where is my order?")


def polls(asking: set[int], tab: int, request: Request) -> None:
    if "/updates/" in request.url:
        asking.add(tab)


def one_tab_polls(talk: Talk) -> None:
    """Both tabs hear of everything, and one of them asks."""
    asking = set[int]()
    for tab in talk.tabs:
        tab.page.on("request", functools.partial(polls, asking, id(tab)))
    for n in range(3):
        talk.answer(f"Let me see {n}")
        talk.all_see(f"Let me see {n}")
    assert len(asking) == 1
    talk.all_read()
    read = talk.agent.http.put(f"support/conversations/{talk.id}/read/", json={"up_to_seq": 100})
    assert read.status_code == 200
    for tab in talk.tabs:
        tab.page.get_by_text("Read", exact=True).wait_for()
    changed_and_taken_back(talk)
    assert talk.agent.post(f"support/conversations/{talk.id}/typing/").status_code == 204
    for tab in talk.tabs:
        tab.page.get_by_text("is typing…").wait_for()


def changed_and_taken_back(talk: Talk) -> None:
    path = f"support/conversations/{talk.id}/messages/"
    *_, first, second = talk.agent.get(path).json()["items"]
    assert talk.agent.patch(f"{path}{first['id']}/", {"text": "Let me see again"}).status_code == 200
    assert talk.agent.http.delete(f"{path}{second['id']}/").status_code == 204
    for tab in talk.tabs:
        tab.page.locator("torg-support li", has_text="Let me see again").get_by_text("edited").wait_for()
        tab.page.get_by_text("This message was deleted.").wait_for()


def across_a_restart(talk: Talk) -> None:
    first, second = (tab.page for tab in talk.tabs)
    assert talk.server.terminate() == 0
    say(first, "Are you there?")
    say(first, "Hello?")
    for page in (first, second):
        waits(page, "Are you there?")
        waits(page, "Hello?")
    talk.server.start().wait_for(f"{talk.shop.url}/readyz")
    talk.all_see("Are you there?", "Hello?")
    talk.answer("We are back")
    talk.all_see("Are you there?", "Hello?", "We are back")


def offline_and_online(talk: Talk) -> None:
    first, second = (tab.page for tab in talk.tabs)
    talk.context.set_offline(True)
    for page in (first, second):
        page.get_by_text("You are offline").wait_for()
    talk.answer("Are you there?")
    say(second, "I am in a tunnel")
    waits(second, "I am in a tunnel")
    talk.context.set_offline(False)
    talk.all_see("We are back", "Are you there?", "I am in a tunnel")
    first.get_by_text("You are offline").wait_for(state="hidden")


def kept_over_a_reload(talk: Talk) -> None:
    """A message that did not get out is sent by the next page; one whose answer did not come is said once."""
    page = talk.tabs[1].page
    page.route("**/messages/", lambda route: route.abort())
    say(page, "Kept over a reload")
    waits(page, "Kept over a reload")
    page.reload()
    page.locator("torg-support .launcher").click()
    waits(page, "Kept over a reload")
    page.unroute("**/messages/")
    talk.all_see("I am in a tunnel", "Kept over a reload")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/messages/", lose_the_answer, times=1)
    say(page, "Lost on the way")
    talk.all_see("Kept over a reload", "Lost on the way")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('draft'))") == []


def another_tab_takes_over(talk: Talk) -> None:
    first = talk.tabs.pop(0)
    assert unwanted(first) == []
    first.page.close()
    talk.answer("The first tab is gone")
    talk.all_see("The first tab is gone")


def a_token_ends(talk: Talk) -> None:
    """A token that does not count any more is exchanged for another, and what was said with it goes out once."""
    page = talk.tabs[0].page

    def too_late(route: Route) -> None:
        route.continue_(headers={**route.request.headers, "authorization": "Bearer an.old.one"})

    page.route("**/messages/", too_late, times=1)
    say(page, "With a token that is too old")
    talk.all_see("With a token that is too old")


def signed_out_everywhere(talk: Talk) -> None:
    """Who signed out of everything elsewhere is asked to sign in here, and nothing goes out in their name."""
    tab = talk.tab()
    tab.open(DEMO)
    page = tab.page
    page.locator("torg-support .launcher").click()
    page.get_by_role("button", name="Where is my order?").first.click()
    before = talk.said()
    assert talk.customer.post("auth/logout-all/").status_code in {200, 204}
    say(page, "Nobody says this")
    page.locator("torg-support a.main").wait_for()
    assert talk.said() == before


def a_file(talk: Talk, folder: Path) -> None:
    """A file is sent ahead, shown by its name, and given to whoever may read it.

    One of no known kind is refused in a sentence, and what was written goes with the others.
    """
    page = talk.tabs[0].page
    good, bad = folder / "<img src=x onerror=alert(1)>.txt", folder / "run.exe"
    good.write_text("a receipt")
    bad.write_bytes(b"MZ\0\1")
    page.locator("torg-support input[type=file]").set_input_files([good, bad])
    page.get_by_role("alert").get_by_text("run.exe: Send a picture").wait_for()
    page.get_by_role("button", name="Remove run.exe").wait_for(state="detached")
    page.locator("torg-support textarea").fill("Here it is")
    page.locator("torg-support .send:enabled").click()
    talk.all_see("Here it is")
    page.get_by_text("run.exe").wait_for(state="detached")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download <img").click()
    assert Path(saved.value.path()).read_text() == "a receipt"
    assert page.evaluate("window.hacked") is None


def hostile(talk: Talk) -> None:
    """Whatever people write stays text, in every place that shows it; were it markup, the policy would stop it."""
    tab = talk.tabs[0]
    for person in (talk.agent, talk.customer):
        assert person.patch("auth/profile/", {"first_name": HOSTILE[:60]}).status_code == 200
    link = "see javascript:alert(1) and https://example.org/?a=<b>x, or http://example.org."
    talk.answer(HOSTILE)
    talk.answer(link)
    begun = talk.customer.post("support/conversations/", {"subject": HOSTILE})
    assert begun.status_code == 201
    talk.all_see(HOSTILE, link)
    talk.all_read()
    root = tab.page.locator("torg-support")
    hrefs = root.locator(".log a").evaluate_all("all => all.map(one => [one.href, one.rel, one.target])")
    assert [href for href, *_ in hrefs] == ["https://example.org/?a=", "http://example.org/"]
    assert all((rel, target) == ("noopener noreferrer nofollow", "_blank") for _, rel, target in hrefs)
    tab.page.get_by_role("button", name="All conversations").click()
    root.get_by_text(HOSTILE).first.wait_for()
    assert root.locator("img, script, iframe").count() == 0
    assert unwanted(tab) == []
    stopped = tab.page.evaluate(
        """html => new Promise(done => {
        addEventListener("securitypolicyviolation", event => done(event.effectiveDirective), {once: true});
        document.body.insertAdjacentHTML("beforeend", html)})""",
        HOSTILE,
    )
    assert stopped.startswith(("script-src", "img-src"))
    assert tab.page.evaluate("window.hacked") is None


def on_a_phone(talk: Talk) -> None:
    last = talk.tabs.pop().page
    last.evaluate(FORGE)
    last.close()
    tab = talk.tab(width=390)
    tab.page.emulate_media(color_scheme="dark")
    tab.open(DEMO)
    talk.answer("Are you on the train?")
    launcher = tab.page.locator("torg-support .launcher")
    launcher.get_by_text("1", exact=True).wait_for()
    assert launcher.get_attribute("aria-label") == "Open the support chat, 1 unread"
    launcher.click()
    tab.page.get_by_role("button", name="Where is my order? 1 unread").click()
    talk.all_see("Are you on the train?")
    launcher.locator(".badge").wait_for(state="hidden")
    box = tab.page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.page.locator("torg-support textarea").focus()
    for key in ["Tab"] * 8:  # it covers the page, which is not to be reached behind it
        tab.page.keyboard.press(key)
        assert tab.page.evaluate("document.activeElement.localName") == "torg-support"
    tab.page.keyboard.press("Escape")
    tab.page.get_by_role("dialog").wait_for(state="hidden")
    assert launcher.evaluate("one => one.getRootNode().activeElement === one")
    about_a_product(tab)
    resolved(talk, tab)
    assert all("400" in wrong for wrong in unwanted(tab))  # the forged cursor


def about_a_product(tab: Watched) -> None:
    offered = tab.page.locator("#about button").first
    name = offered.inner_text()
    launcher = tab.page.locator("torg-support .launcher")
    box = tab.page.locator("torg-support textarea")
    launcher.click()
    box.fill("not finished")
    tab.page.keyboard.press("Escape")
    offered.click()
    assert box.input_value() == ""  # what was begun elsewhere stays there
    tab.page.locator("torg-support .about").get_by_text(f"About {name}").wait_for()
    say(tab.page, "Is it blue?")
    tab.page.get_by_text("Sent", exact=True).wait_for()
    tab.page.keyboard.press("Escape")
    offered.click()
    tab.page.locator("torg-support .said").get_by_text("Is it blue?").wait_for()  # the same conversation again


def resolved(talk: Talk, tab: Watched) -> None:
    about = talk.customer.get("support/conversations/").json()["items"][0]
    assert about["subject"] == "Is it blue?"
    assert talk.agent.post(f"support/conversations/{about['id']}/status/", {"status": "resolved"}).status_code == 200
    tab.page.get_by_text("This conversation is resolved.").wait_for()
    say(tab.page, "No, it is not")
    tab.page.get_by_text("This conversation is resolved.").wait_for(state="hidden")


def led_by_a_letter(talk: Talk) -> None:
    """A stranger signs in first and stands at the conversation then."""
    assert talk.context.browser is not None
    page = talk.context.browser.new_page(locale="en")
    page.set_default_timeout(60_000)
    page.goto(f"{talk.shop.url}{DEMO}#conversation={talk.id}")
    page.locator("torg-support a.main").click()
    page.locator("[name=username]").fill(BUYER)
    page.locator("[name=password]").fill(password(talk.shop, BUYER))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Where is my order?").wait_for()
    page.locator("torg-support .said").get_by_text("Where is my order?").wait_for()
    page.close()


def in_another_shop(talk: Talk, host: str, folder: Path) -> None:
    """The widget on a page of another origin, under the strictest policy, with a token that the page gives."""
    torg = talk.shop.url
    token = talk.customer.http.headers["Authorization"].removeprefix("Bearer ")
    (folder / "policy").write_text(STRICT.format(torg=torg))
    (folder / "index.html").write_text(HOST_PAGE.format(torg=torg))
    (folder / "own.js").write_text(f"TorgSupport.start({{lang: 'ru', token: async () => '{token}'}});")
    (folder / "favicon.ico").write_bytes(b"")
    page = Watched(talk.context.new_page(), host, torg)
    page.open("/")
    page.page.locator("torg-support .launcher").click()
    page.page.get_by_role("button", name="Where is my order?").first.click()
    say(page.page, "Пишу из другого магазина")
    eventually(lambda: talk.said()[-1], "Пишу из другого магазина", seconds=60)
    page.page.get_by_text("Отправлено", exact=True).wait_for()
    assert page.page.evaluate("Object.keys(window).filter(name => /torg/i.test(name))") == ["TorgSupport"]
    page.page.evaluate("TorgSupport.stop({forget: true})")
    assert page.page.locator("torg-support").count() == 0
    assert page.page.evaluate("localStorage.length") == 0
    nothing_of_others_is_kept(page.page, talk)
    assert page.wrongs == []


def nothing_of_others_is_kept(page: Page, talk: Talk) -> None:
    """What one person was told is gone when another one comes; an agent, who is told everything, leaves nothing."""
    start = "token => TorgSupport.start({lang: 'ru', token: async () => token})"
    left = "Object.keys(localStorage).map(key => key.split(':').slice(-2))"
    page.evaluate("torg => localStorage.setItem(`torg-support:${torg}:999999:state`, '{}')", talk.shop.url)
    for person in (talk.customer, talk.agent):
        page.evaluate(start, person.http.headers["Authorization"].removeprefix("Bearer "))
        page.locator("torg-support .launcher").click()
        if person is talk.customer:
            page.get_by_role("button", name="Where is my order?").first.wait_for()
            assert [what for id, what in page.evaluate(left) if id != "999999"] == ["state"]
            assert ["999999", "state"] not in page.evaluate(left)
    page.get_by_text("Вы отвечаете за поддержку").wait_for()
    assert page.evaluate("localStorage.length") == 0


def unwanted(tab: Watched) -> list[str]:
    return [wrong for wrong in tab.wrongs if not any(said in wrong for said in OF_THE_LINE)]


def test_the_widget_in_a_browser(talk: Talk, host: str, tmp_path: Path) -> None:
    begin(talk)
    one_tab_polls(talk)
    across_a_restart(talk)
    offline_and_online(talk)
    kept_over_a_reload(talk)
    another_tab_takes_over(talk)
    a_token_ends(talk)
    a_file(talk, tmp_path)
    hostile(talk)
    on_a_phone(talk)
    led_by_a_letter(talk)
    in_another_shop(talk, host, tmp_path / "host")
    signed_out_everywhere(talk)
