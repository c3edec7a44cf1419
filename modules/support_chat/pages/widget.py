"""The widget: one script that a shop's page loads from here, made of a few files, and a page that shows it."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

SOURCES = Path(__file__).parents[1] / "static" / "support_chat"
SHARED = ("feed", "drawing", "previews")
OWN = ("words", "keeping", "talk", "tabs", "sending", "files", "panel", "thread", "composer", "list", "show", "reading")
LAST = ("changing", "widget", "start")
PARTS = (*SHARED, *(f"widget/{name}" for name in (*OWN, *LAST)))
# Pages of shops keep their address for ever, so what it leads to may be kept for minutes only.
KEPT_SECONDS = 600
POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}


def script() -> str:
    """Return the widget as one script that leaves nothing but `TorgSupport` on the page that loads it."""
    style = json.dumps(_without_blanks("widget/widget.css"))
    parts = [_without_blanks(f"{name}.js") for name in PARTS]
    return "\n".join(['(() => {\n"use strict";', f"const STYLE = {style};", *parts, "})();\n"])


def _without_blanks(name: str) -> str:
    """Return a source without its comments and indentation: they are for whoever reads the files."""
    text = (SOURCES / name).read_text(encoding="utf-8")
    bare = re.sub(r"^\s*(/\*.*?\*/|//[^\n]*)$", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join(line.strip() for line in bare.splitlines() if line.strip())


@cache
def _kept() -> tuple[str, str]:
    text = script()
    return text, f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _current() -> tuple[str, str]:
    if settings.DEBUG:
        _kept.cache_clear()
    return _kept()


@gzip_page
@cache_control(public=True, max_age=KEPT_SECONDS)
@condition(etag_func=lambda request: _current()[1])
@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    """Answer the script, to pages of any origin; whom the API answers is for CORS_ALLOWED_ORIGINS to say."""
    response = HttpResponse(_current()[0], "text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@never_cache
@csp_override(POLICY)
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Show the widget on a page that stands for a shop's."""
    where = {"title": _("Support chat on a shop's page"), "public_url": settings.PUBLIC_URL}
    return render(request, "support_chat/widget_demo.html", where)


urlpatterns = [
    path("support/widget.js", widget, name="support_widget"),
    path("support/widget-demo/", demo, name="support_widget_demo"),
]
