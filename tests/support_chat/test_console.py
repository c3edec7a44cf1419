"""The agents' console as a page: who gets it, under which policy, and what its address in the admin is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from core.ports import panels
from modules.support_chat.errors import ConversationResolved
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.pages import console
from modules.support_chat.providers import living
from modules.support_chat.rules.states import Status
from tests.support_chat.conftest import say

pytestmark = pytest.mark.django_db(transaction=True)
AT = "/support/console/"
POLICY = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self'; script-src 'self'; style-src 'self'"
)


def look(user: Any, path: str = AT, **headers: str) -> Any:
    browser = Client(headers=headers)
    if user is not None:
        browser.force_login(user)
    return browser.get(path)


def test_who_gets_in(buyer: Any, agent: Any, clerk: Any, person: Callable[..., Any]) -> None:
    stranger = look(None, f"{AT}?conversation=5")
    assert (stranger.status_code, stranger["Location"]) == (
        302,
        "/account/sign-in/?next=/support/console/%3Fconversation%3D5",
    )
    for user in (buyer, clerk, person(role="supplier")):
        refused = look(user)
        assert refused.status_code == 403
        assert "for support agents" in refused.content.decode()
        assert "console.js" not in refused.content.decode()
    for user in (agent, person(is_staff=True, is_superuser=True)):
        assert look(user).status_code == 200
    assert "сотрудников поддержки" in look(buyer, **{"Accept-Language": "ru"}).content.decode()


def test_a_conversation_is_resolved_in_one_word() -> None:
    with translation.override("ru"):
        said = [Status.RESOLVED.label, ConversationResolved.message, console.words()["nowResolved"]]
        field = Conversation._meta.get_field("resolved_at").verbose_name
        for text in map(str, [*said, field, console.words()["resolvedHint"], living().about]):
            assert "решен" in text.lower()


def test_nothing_foreign_can_run_there(agent: Any) -> None:
    agent.first_name = "</script><script>alert(1)</script>"
    agent.save()
    page = look(agent)
    told = "; ".join(sorted(page["Content-Security-Policy"].split("; ")))
    assert told == POLICY
    assert page["X-Frame-Options"] == "DENY"
    assert "no-store" in page["Cache-Control"]
    html = page.content.decode()
    scripts = re.findall(r"<script([^>]*)>", html)
    assert scripts
    assert all('src="/static/' in one or 'type="application/json"' in one for one in scripts)
    assert not re.search(r"<[^>]*\s(on\w+|style)=", html)


def test_the_admin_leads_there(buyer: Any, begun: Any, person: Callable[..., Any]) -> None:
    say(buyer, begun)
    for rights, led in (({"is_superuser": True}, True), ({"role": "agent"}, False)):
        user = person(is_staff=True, **rights)
        shown = look(user, "/admin/").content.decode()
        assert (f'href="{AT}"' in shown) is led
    with translation.override("ru"):
        panel = next(slot for slot in panels() if slot.name == "support_chat.waiting").read()
    assert [figure.value for figure in panel.figures] == ["1", "1", "1"]
    assert panel.table is not None
    assert panel.table.lines[0].cells[0] == begun["subject"]
    assert panel.table.lines[0].link == f"{AT}?conversation={begun['id']}"
