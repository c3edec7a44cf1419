from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.accounts import tasks
from core.accounts.models import Attempts, Session, User
from core.accounts.services.sessions import open_session
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=3)


@pytest.fixture
def people() -> dict[str, User]:
    make = User.objects.create_user
    return {
        "old": make("old@shop.example", created_at=LONG_AGO),
        "switched off": make("off@shop.example", created_at=LONG_AGO, is_active=False),
        "fresh": make("fresh@shop.example"),
        "confirmed": make("confirmed@shop.example", created_at=LONG_AGO, confirmed_at=LONG_AGO),
        "staff": make("staff@shop.example", created_at=LONG_AGO, is_staff=True),
        "superuser": make("root@shop.example", created_at=LONG_AGO, is_superuser=True),
    }


def left(people: dict[str, User]) -> set[str]:
    return {name for name, user in people.items() if User.objects.filter(pk=user.pk).exists()}


def test_cleanup_takes_old_unconfirmed_accounts_only_and_counts(people: dict[str, User]) -> None:
    out = StringIO()
    call_command("cleanup_unverified", stdout=out)
    assert out.getvalue() == "2 unconfirmed accounts deleted.\n"
    assert left(people) == {"fresh", "confirmed", "staff", "superuser"}


def test_cleanup_runs_by_itself_and_by_the_setting(people: dict[str, User], settings: Any) -> None:
    settings.UNVERIFIED_TTL = timedelta(0)
    tasks.forget_unverified.call_local()
    assert left(people) == {"confirmed", "staff", "superuser"}


def test_an_email_is_free_after_the_cleanup(api: Api, people: dict[str, User]) -> None:
    call_command("cleanup_unverified", stdout=StringIO())
    assert api.post("auth/register/", {"email": "old@shop.example", "password": PASSWORD}).status_code == 201
    assert User.objects.get(email="old@shop.example").created_at > LONG_AGO


def test_old_sessions_and_failures_are_forgotten(buyer: Any) -> None:
    open_session(user=buyer)
    Session.objects.filter(user=buyer).update(expires_at=LONG_AGO)
    open_session(user=buyer)
    Attempts.objects.create(name="address:203.0.113.9", updated_at=LONG_AGO)
    Attempts.objects.create(name="address:203.0.113.10")
    tasks.forget_old_sessions.call_local()
    assert Session.objects.filter(user=buyer).count() == 1
    assert Attempts.objects.get().name == "address:203.0.113.10"


def createsuperuser(monkeypatch: pytest.MonkeyPatch, **variables: str) -> User:
    variables = {"EMAIL": "Boss@shop.example", "PASSWORD": PASSWORD} | variables
    for name, value in variables.items():
        monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
    call_command("createsuperuser", interactive=False, stdout=StringIO())
    return User.objects.get(email="boss@shop.example")


def test_a_superuser_is_confirmed_and_signs_in(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    boss = createsuperuser(monkeypatch)
    assert boss.confirmed_at
    assert boss.username is None
    answer = api.post("auth/login/", {"email": "boss@shop.example", "password": PASSWORD})
    assert answer.status_code == 200
    assert Api(answer.json()["access"]).get("auth/profile/").json()["is_staff"] is True


def test_a_superuser_with_a_user_name_signs_in_by_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    createsuperuser(monkeypatch, USERNAME="boss")
    assert api.post("auth/login/", {"username": "boss", "password": PASSWORD}).status_code == 200
