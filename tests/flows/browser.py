"""A real browser, and pages with all that went wrong while they were looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", *QUIET]
HOSTILE = "<img src=x onerror='window.hacked = 1'><script>window.hacked = 1</script>"


class Watched:
    """A page and all that went wrong while it was looked at; requests go to its own server and to `also` alone."""

    def __init__(self, page: Page, url: str, *also: str) -> None:
        self.page, self.url, self._known = page, url, (url, "data:", "blob:", *also)
        self.wrongs: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        page.on("requestfailed", lambda request: self._failed(request))
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)
        assert self.page.evaluate("window.hacked") is None

    def sign_in(self, email: str, password: str, *, then: str) -> None:
        """Sign in on the sign-in page, and go on to an address of this server."""
        self.open(f"/account/sign-in/?next={then}")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", password)
        self.page.click("main [type=submit], main button.main")
        self.page.wait_for_url(self.url + then)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":  # a refusal of the content security policy is one
            self.wrongs.append(f"console at {self.page.url}: {message.text}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the browser's own: a page was left while it loaded
            self.wrongs.append(f"failed: {request.url} {request.failure}")

    def _asked(self, address: str) -> None:
        if not address.startswith(self._known):
            self.wrongs.append(f"outside: {address}")

    def _answered(self, status: int, address: str) -> None:
        if status >= 400:
            self.wrongs.append(f"{status}: {address}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the machine's own Chromium until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
