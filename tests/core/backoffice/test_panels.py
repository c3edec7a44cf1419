"""The panels of the first page: who sees them, what they cost, and that a broken one is only that."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from core import ports
from core.ports import Chart, Figure, Line, Panel, Series, Table, panel

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
ASKED: list[str] = []


@pytest.fixture
def own_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's panels but those of the test."""
    monkeypatch.setattr(ports, "_panels", ports.Forum("panels"))
    ASKED.clear()


@pytest.fixture
def visit(person: Any) -> Callable[..., str]:
    """Open the first page with these rights, as somebody new."""

    def come(*rights: str, language: str = "en") -> str:
        clerk = person(is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client = Client()
        client.force_login(clerk)
        answer = client.get("/admin/", headers={"Accept-Language": language})
        assert answer.status_code == 200
        return answer.content.decode()

    return come


def tell(name: str = "test.one", *, rank: int = 50) -> None:
    @panel(name, title=f"Heading of {name}", right="events.view_delivery", rank=rank)
    def told() -> Panel:
        ASKED.append(name)
        chart = Chart("Days", ("Mo", "Tu"), (Series("now", (1.0, 2.5)), Series("then", (2.0, 1.0), past=True)))
        table = Table(("what", "how many"), (Line((HOSTILE, "7"), "/admin/x/"),))
        return Panel((Figure("Sum", "12 345", note="more than ever", tone="good"),), (chart,), table)


def test_a_panel_is_shown_as_text(own_panels: None, visit: Any) -> None:
    tell()
    page = visit("view_delivery")
    assert HOSTILE not in page
    for told in ("Heading of test.one", "12 345", "more than ever", "&lt;script&gt;", 'href="/admin/x/"'):
        assert told in page
    assert "&quot;data&quot;:[1.0,2.5]" in page
    assert "&quot;locale&quot;:&quot;en&quot;" in page


def test_without_the_right_there_is_no_panel_and_no_question(own_panels: None, visit: Any) -> None:
    tell()
    assert "Heading" not in visit("view_session")
    assert ASKED == []


def test_a_panel_is_asked_once_a_minute_and_language(own_panels: None, visit: Any) -> None:
    tell()
    for language in ("en", "en", "en", "en", "ru"):
        assert "Heading of test.one" in visit("view_delivery", language=language)
    assert 2 <= len(ASKED) <= 3  # a cache that was slow once under load is not believed, once


def test_one_that_fails_says_so_and_spoils_nothing(
    own_panels: None, visit: Any, caplog: pytest.LogCaptureFixture
) -> None:
    tell("test.first", rank=1)
    tell("test.third", rank=3)

    @panel("test.second", title="Broken", right="events.view_delivery", rank=2)
    def broken() -> Panel:
        raise ZeroDivisionError

    page = visit("view_delivery")
    assert page.index("test.first") < page.index("Broken") < page.index("cannot be shown") < page.index("test.third")
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in page
    assert "нельзя показать" in visit("view_delivery", language="ru")


def test_the_outbox_tells_its_troubles(visit: Any) -> None:
    from core.events.models import MAX_ATTEMPTS, Delivery

    assert "has arrived" in visit("view_delivery")
    Delivery.objects.create(event="a.B", listener="c", payload={}, attempts=MAX_ATTEMPTS, due_at=None)
    Delivery.objects.create(event="a.B", listener="c", payload={}, attempts=1)
    page = visit("view_delivery", language="ru")
    assert 'href="/admin/events/delivery/?state=given-up"' in page
    assert "Обзор" in visit(language="ru")
