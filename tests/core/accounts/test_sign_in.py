from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.utils import timezone

from core.accounts.models import Attempts, Session, User
from tests import contract
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(person: Any) -> User:
    user: User = person(username="anna.k", password=PASSWORD)
    return user


def attempt(api: Api, password: str = "wrong", **who: str) -> Any:
    return api.post("auth/login/", {**who, "password": password})


def test_by_email_in_any_case_and_by_user_name(api: Api, anna: User) -> None:
    assert attempt(api, PASSWORD, email=anna.email.upper()).status_code == 200
    assert attempt(api, PASSWORD, username="anna.k").status_code == 200
    assert attempt(api, PASSWORD, username=anna.email).status_code == 200


def test_what_is_wrong_is_not_said(api: Api, anna: User) -> None:
    User.objects.create_user("off@shop.example", PASSWORD, confirmed_at=timezone.now(), is_active=False)
    person_without = User.objects.create_user("none@shop.example", confirmed_at=timezone.now())
    wrong = [
        attempt(api, email=anna.email),
        attempt(api, PASSWORD, email="nobody@shop.example"),
        attempt(api, PASSWORD, username="nobody"),
        attempt(api, PASSWORD, email="off@shop.example"),
        attempt(api, "", email=person_without.email),
    ]
    bodies = [answer.json() | {"request_id": ""} for answer in wrong]
    assert {answer.status_code for answer in wrong} == {401}
    assert bodies == [bodies[0]] * 5
    assert bodies[0]["code"] == "invalid_credentials"


def test_unconfirmed_is_said_for_the_right_password_only(api: Api) -> None:
    User.objects.create_user("new@shop.example", PASSWORD)
    right, wrong = (attempt(api, password, email="new@shop.example") for password in (PASSWORD, "wrong"))
    assert (right.status_code, right.json()["code"]) == (403, "email_not_confirmed")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


def test_an_unknown_name_costs_what_a_known_one_costs(
    api: Api, anna: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHERS = ["core.accounts.hashers.Argon2Profile"]
    anna.set_password(PASSWORD)
    anna.save()
    hasher = hashers.get_hasher("argon2")
    runs: list[str] = []
    verify, encode = type(hasher).verify, type(hasher).encode
    monkeypatch.setattr(type(hasher), "verify", lambda *a: (runs.append("verify"), verify(*a))[1])
    monkeypatch.setattr(type(hasher), "encode", lambda *a, **k: (runs.append("encode"), encode(*a, **k))[1])
    attempt(api, email=anna.email)
    known = len(runs)
    attempt(api, email="nobody@shop.example")
    assert (known, len(runs)) == (1, 2)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"password": PASSWORD},
        {"email": "a@shop.example", "username": "a", "password": PASSWORD},
        {"email": "a@shop.example"},
        {"email": None, "username": None, "password": PASSWORD},
        {"email": "a@shop.example", "password": 5},
        {"email": "nonsense", "password": PASSWORD},
        {"username": "a\x00", "password": PASSWORD},
        {"username": "a", "password": "x\x00"},
        {"username": "x" * 300, "password": PASSWORD},
        {"username": "a", "password": PASSWORD, "otp": "1"},
        [],
        b'"login"',
    ],
)
def test_bad_input_is_a_problem(api: Api, body: Any) -> None:
    answer = api.post("auth/login/", body)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Attempts.objects.exists()


def test_five_failures_bring_a_wait_that_grows(api: Api, anna: User) -> None:
    answers = [attempt(api, email=anna.email) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[5]["Retry-After"]) <= 10
    assert answers[5].json()["code"] == "rate_limited"
    assert attempt(api, PASSWORD, username="anna.k").status_code == 429  # whichever name is used, and even if right
    wait_is_over()
    assert attempt(api, email=anna.email).status_code == 401
    assert 11 <= int(attempt(api, email=anna.email)["Retry-After"]) <= 20
    wait_is_over()
    assert attempt(api, PASSWORD, email=anna.email).status_code == 200
    assert [attempt(api, email=anna.email).status_code for _ in range(5)] == [401] * 5  # success began anew


def wait_is_over() -> None:
    Attempts.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))


def test_an_unknown_name_waits_the_same(api: Api) -> None:
    statuses = [attempt(api, email="nobody@shop.example").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_failures_are_forgotten_after_an_hour_of_peace(api: Api, anna: User) -> None:
    for _ in range(4):
        attempt(api, email=anna.email)
    Attempts.objects.update(blocked_until=timezone.now() - timedelta(hours=1, seconds=1))
    assert [attempt(api, email=anna.email).status_code for _ in range(6)] == [401] * 5 + [429]


def test_an_address_waits_after_thirty_and_success_forgives_only_itself(api: Api, anna: User) -> None:
    for number in range(29):
        assert attempt(api, email=f"a{number}@shop.example").status_code == 401
    for _ in range(3):
        assert attempt(api, PASSWORD, email=anna.email).status_code == 200
    assert attempt(api, email="last@shop.example").status_code == 401
    assert attempt(api, PASSWORD, email=anna.email).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    body = {"email": anna.email, "password": PASSWORD}
    assert api.post("auth/login/", body, **elsewhere).status_code == 200


def test_the_limit_needs_no_cache(api: Api, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    for name in ("get", "get_many", "set", "set_many", "add", "incr"):
        monkeypatch.setattr(cache, name, down, raising=False)
    assert [attempt(api, email=anna.email).status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_session_remembers_where_from(api: Api, anna: User) -> None:
    agent = "Kettle/1.0\x07 " + "я" * 300
    api.post("auth/login/", {"email": anna.email, "password": PASSWORD}, headers={"User-Agent": agent})
    session = Session.objects.filter(user=anna).latest("created_at")
    assert session.address == "127.0.0.1"
    assert session.user_agent.startswith("Kettle/1.0 я")
    assert len(session.user_agent) == 255
    anna.refresh_from_db()
    assert anna.last_login


def test_a_weaker_hash_is_replaced_and_signs_nobody_out(api: Api, anna: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "core.accounts.hashers.Argon2Profile",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert attempt(api, PASSWORD, email=anna.email).status_code == 200
    stored = User.objects.get(pk=anna.pk)
    assert stored.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert stored.epoch == 0
    assert anna.api.get("auth/profile/").status_code == 200


def test_the_schema_says_how_a_sign_in_is_refused() -> None:
    _name, login = contract.operations()["post", "api/v1/auth/login/"]
    assert login["401"]["x-problem-codes"] == ["invalid_credentials"]
    assert login["403"]["x-problem-codes"] == ["email_not_confirmed"]
    assert {"invalid"} == set(login["422"]["x-problem-codes"])
    assert "Retry-After" in login["429"]["headers"]
