"""The outbox as the staff see it: what is on its way, what was given up and why, and how it is sent again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from core.events.models import MAX_ATTEMPTS, Delivery

pytestmark = pytest.mark.django_db
LIST = "/admin/events/delivery/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def clerk(person: Any) -> Client:
    """Somebody who may read the outbox and send again."""
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_delivery", "change_delivery"]))
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def rows(db: None) -> dict[str, Delivery]:
    now = timezone.now()
    states: dict[str, dict[str, Any]] = {
        "waiting": {},
        "failing": {"attempts": 2, "due_at": now + timedelta(hours=1), "last_error": f"Traceback\nOSError: {HOSTILE}"},
        "given-up": {"attempts": MAX_ATTEMPTS, "due_at": None, "last_error": "OSError: no printer"},
        "done": {"attempts": 1, "due_at": None, "done_at": now},
    }
    return {
        state: Delivery.objects.create(
            event="orders.Sold", listener="x.subscribers.y", payload={"имя": HOSTILE}, **more
        )
        for state, more in states.items()
    }


def test_filters_by_state(clerk: Client, rows: dict[str, Delivery]) -> None:
    for state, row in rows.items():
        assert list(clerk.get(LIST, {"state": state}).context["cl"].result_list) == [row], state
    assert len(clerk.get(LIST, {"event": "orders.Sold"}).context["cl"].result_list) == 4
    assert list(clerk.get(LIST, {"event": "orders.Other"}).context["cl"].result_list) == []


def test_what_is_told_can_be_read_and_is_text(clerk: Client, rows: dict[str, Delivery]) -> None:
    page = clerk.get(f"{LIST}{rows['failing'].pk}/change/").content.decode()
    assert "имя" in page
    assert "OSError" in clerk.get(LIST).content.decode()
    assert HOSTILE not in page + clerk.get(LIST).content.decode()


def test_trying_again(clerk: Client, rows: dict[str, Delivery]) -> None:
    given_up, done = rows["given-up"], rows["done"]
    path = f"{LIST}{given_up.pk}/"
    assert 'value="again"' in clerk.get(f"{path}change/").content.decode()
    assert 'value="again"' not in clerk.get(f"{LIST}{done.pk}/change/").content.decode()
    assert clerk.post(f"{path}step/", {"step": "again"}).status_code == 302
    clerk.post(f"{LIST}{done.pk}/step/", {"step": "again"})
    given_up.refresh_from_db()
    done.refresh_from_db()
    assert given_up.attempts == 0
    assert given_up.due_at is not None
    assert done.due_at is None


def test_who_may_only_read_sends_nothing_again(person: Any, rows: dict[str, Delivery]) -> None:
    reader = person(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_delivery"))
    client = Client()
    client.force_login(reader)
    path = f"{LIST}{rows['given-up'].pk}/"
    assert 'value="again"' not in client.get(f"{path}change/").content.decode()
    assert client.post(f"{path}step/", {"step": "again"}).status_code == 403
    client.post(LIST, {"action": "try_again", "_selected_action": [rows["given-up"].pk]})
    assert Delivery.objects.get(pk=rows["given-up"].pk).due_at is None
