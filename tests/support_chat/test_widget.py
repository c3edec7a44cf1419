"""The widget as it is served: one script for any origin, kept for minutes, and nothing in it that makes markup."""

import re

import pytest
from django.test import Client

from modules.support_chat.pages import widget

WIDGET = "/support/widget.js"
# Each turns text into markup or code; what people write must never come near one.
DANGEROUS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|javascript:"
)


def test_one_script_for_any_origin_that_is_asked_for_again_cheaply(client: Client) -> None:
    first = client.get(WIDGET, headers={"Origin": "https://shop.example"})
    assert (first.status_code, first["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=600" in first["Cache-Control"]
    assert "Cookie" not in first["Vary"]
    assert not first.cookies
    again = client.get(WIDGET, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = client.get(WIDGET, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < 23_000
    assert client.post(WIDGET).status_code == 405


def test_it_is_made_of_all_of_its_parts_and_of_nothing_dangerous() -> None:
    text = widget.script()
    files = {str(file.relative_to(widget.SOURCES).with_suffix("")) for file in widget.SOURCES.glob("widget/*.js")}
    assert files == {name for name in widget.PARTS if name.startswith("widget/")}
    for name in ("class Feed ", "class Widget ", "window.TorgSupport ??="):
        assert text.count(name) == 1
    assert "/**" not in text
    assert DANGEROUS.findall(text) == []


def test_no_size_hangs_on_the_page_around_it() -> None:
    """Shops say `html { font-size: 62.5% }`, by which everything in rem shrinks, in a shadow root as well."""
    style = (widget.SOURCES / "widget" / "widget.css").read_text()
    assert re.findall(r"[\d.]+rem\b", style) == []
    assert re.search(r"\.frame \{[^}]*font: \d+px", style)


@pytest.mark.django_db
def test_the_demo_page_runs_nothing_inline(client: Client) -> None:
    answer = client.get("/support/widget-demo/", headers={"Accept-Language": "ru"})
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    assert "Чат поддержки на странице магазина" in page
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script(?![^>]* src=)|\son\w+=|<style|\sstyle=", page) == []
