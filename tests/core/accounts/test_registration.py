from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.utils import timezone

from core.accounts.events import UserConfirmed
from core.accounts.models import User
from core.events import registry
from core.events.models import Delivery
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD, Mailbox, text

pytestmark = pytest.mark.django_db


def test_from_the_form_to_the_profile(api: Api, email: str, mailbox: Mailbox) -> None:
    answer = api.post("auth/register/", {"email": email, "password": PASSWORD, "password_confirm": PASSWORD})
    assert (answer.status_code, answer.json()) == (201, {"email": email, "status": "confirmation_sent"})
    login = {"email": email, "password": PASSWORD}
    assert api.post("auth/login/", login).json()["code"] == "email_not_confirmed"
    answer = api.post("auth/register/confirm/", {"email": email, "token": mailbox.token(email)})
    assert (answer.status_code, answer.json()) == (200, {"email": email, "status": "confirmed"})
    answer = api.post("auth/login/", login)
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    assert answer["Cache-Control"] == "no-store"
    profile = Api(answer.json()["access"]).get("auth/profile/").json()
    assert (profile["email"], profile["role"], profile["is_staff"]) == (email, "buyer", False)
    assert profile["confirmed_at"]


def test_a_token_confirms_once_and_only_its_own_account(api: Api, registered: str, mailbox: Mailbox) -> None:
    other = f"other-{registered}"
    api.post("auth/register/", {"email": other, "password": PASSWORD})
    token = mailbox.token(registered)
    answers = [
        api.post("auth/register/confirm/", {"email": email, "token": token})
        for email in (other, "nobody@shop.example", registered, registered)
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 200, 422]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 422} == {"token_invalid"}
    assert answers[0].json()["errors"][0]["loc"] == ["body", "token"]


@pytest.mark.parametrize("token", ["", "x", "1vabc.", ".", "é", "1" * 5000])
def test_a_made_up_token_is_refused(api: Api, registered: str, token: str) -> None:
    answer = api.post("auth/register/confirm/", {"email": registered, "token": token})
    assert (answer.status_code, answer.json()["code"]) == (422, "token_invalid")


def test_a_token_expires_with_the_account(api: Api, registered: str, mailbox: Mailbox, settings: Any) -> None:
    body = {"email": registered, "token": mailbox.token(registered)}
    settings.UNVERIFIED_TTL = timedelta(seconds=-1)
    assert api.post("auth/register/confirm/", body).status_code == 422
    settings.UNVERIFIED_TTL = timedelta(days=2)
    assert api.post("auth/register/confirm/", body).status_code == 200


def test_a_reset_token_confirms_nothing(api: Api, registered: str) -> None:
    from core.accounts.services.passwords import reset_token

    token = reset_token(User.objects.get(email=registered))
    assert api.post("auth/register/confirm/", {"email": registered, "token": token}).status_code == 422


def test_a_confirmed_account_is_not_confirmed_again(api: Api, confirmed: str) -> None:
    from core.accounts.services.registration import confirmation_token

    token = confirmation_token(User.objects.get(email=confirmed))
    assert api.post("auth/register/confirm/", {"email": confirmed, "token": token}).status_code == 422


def test_confirming_is_announced_once(api: Api, registered: str, mailbox: Mailbox, monkeypatch: Any) -> None:
    heard = registry.Listener("test.hear", UserConfirmed, lambda event: None, outside=False)
    monkeypatch.setitem(registry._by_event, UserConfirmed, [heard])
    body = {"email": registered, "token": mailbox.token(registered)}
    for _ in range(2):
        api.post("auth/register/confirm/", body)
    user = User.objects.get(email=registered)
    [announced] = Delivery.objects.filter(event="accounts.UserConfirmed")
    assert announced.payload == {"user_id": user.pk, "email": registered, "role": "buyer", "company": ""}


def test_a_known_email_is_not_told_to_a_stranger_but_to_its_owner(api: Api, confirmed: str, mailbox: Mailbox) -> None:
    before = User.objects.filter(email=confirmed).values().get()
    stranger = {"email": confirmed.upper(), "password": "Another-lamp-8", "first_name": "Eve", "type": "buyer"}
    answer = api.post("auth/register/", stranger)
    fresh = api.post("auth/register/", {"email": f"new-{confirmed}", "password": PASSWORD})
    assert answer.status_code == fresh.status_code == 201
    assert answer.json() == {"email": confirmed, "status": "confirmation_sent"}
    assert set(answer.headers) == set(fresh.headers)
    assert User.objects.filter(email=confirmed).values().get() == before
    letter = mailbox.letters(confirmed)[-1]
    assert letter["Subject"] == "You already have an account"
    assert "Token:" not in text(letter)
    assert "Eve" not in text(letter)


def test_a_known_email_costs_the_same_hashing(api: Api, confirmed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *a, **k: (hashed.append("x"), encode(*a, **k))[1])
    costs = []
    for email in (confirmed, f"new-{confirmed}", f"new-{confirmed}"):  # taken, free, taken and unconfirmed
        before = len(hashed)
        assert api.post("auth/register/", {"email": email, "password": PASSWORD}).status_code == 201
        costs.append(len(hashed) - before)
    assert costs == [2, 2, 2]


def test_an_unconfirmed_email_may_register_again(api: Api, registered: str, mailbox: Mailbox) -> None:
    first = mailbox.token(registered)
    assert api.post("auth/register/", {"email": registered, "password": PASSWORD}).status_code == 201
    assert len(mailbox.letters(registered)) == 2
    assert api.post("auth/register/confirm/", {"email": registered, "token": first}).status_code == 200


def test_a_stranger_who_was_first_gets_nothing_of_the_account(api: Api, registered: str, mailbox: Mailbox) -> None:
    """Pre-hijacking: the account is made with the stranger's password, and the owner then registers."""
    strangers = mailbox.token(registered)
    api.post("auth/register/", {"email": registered, "password": "The-owners-own-9", "last_name": "Ёлкина"})
    assert api.post("auth/register/confirm/", {"email": registered, "token": strangers}).status_code == 422
    owners = {"email": registered, "token": mailbox.token(registered)}
    assert api.post("auth/register/confirm/", owners).status_code == 200
    assert api.post("auth/login/", {"email": registered, "password": PASSWORD}).status_code == 401
    assert api.post("auth/login/", {"email": registered, "password": "The-owners-own-9"}).status_code == 200
    assert User.objects.get(email=registered).last_name == "Ёлкина"


def test_registering_overwrites_nobody_who_was_given_rights(api: Api, registered: str) -> None:
    User.objects.filter(email=registered).update(is_staff=True)
    api.post("auth/register/", {"email": registered, "password": "The-owners-own-9"})
    user = User.objects.get(email=registered)
    assert user.check_password(PASSWORD)


def test_a_user_name_belongs_to_one(api: Api, email: str, mailbox: Mailbox) -> None:
    body = {"email": email, "password": PASSWORD, "username": "anna.k"}
    assert api.post("auth/register/", body).status_code == 201
    assert api.post("auth/register/", body).status_code == 201  # one's own, while unconfirmed
    answer = api.post("auth/register/", body | {"email": f"b{email}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "username_taken")
    assert answer.json()["errors"][0]["loc"] == ["body", "username"]
    assert not User.objects.filter(email=f"b{email}").exists()


def test_a_suppliers_registration_needs_a_company(api: Api, email: str) -> None:
    body = {"email": email, "password": PASSWORD, "type": "supplier"}
    answer = api.post("auth/register/", body)
    assert answer.status_code == 422
    assert [(e["loc"], e["code"]) for e in answer.json()["errors"]] == [(["body", "company"], "company_required")]
    assert api.post("auth/register/", body | {"company": "Лампы и чайники"}).status_code == 201
    assert User.objects.values_list("role", "company").get(email=email) == ("supplier", "Лампы и чайники")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short7!", "password_too_short"),
        ("password", "password_too_common"),
        ("8340917245", "password_entirely_numeric"),
    ],
)
def test_an_easy_password_is_refused_with_every_reason(api: Api, email: str, password: str, code: str) -> None:
    answer = api.post("auth/register/", {"email": email, "password": password})
    assert (answer.status_code, answer.json()["code"]) == (422, "password_refused")
    assert code in {error["code"] for error in answer.json()["errors"]}
    assert {tuple(error["loc"]) for error in answer.json()["errors"]} == {("body", "password")}
    assert not User.objects.filter(email=email).exists()


def test_a_password_like_the_persons_name_is_refused(api: Api, email: str) -> None:
    body = {"email": email, "password": "annaelkina", "first_name": "Anna", "last_name": "Annaelkina"}
    assert api.post("auth/register/", body).json()["errors"][0]["code"] == "password_too_similar"


GOOD = {"email": "anna@shop.example", "password": PASSWORD}


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"password": PASSWORD}, "email"),
        (GOOD | {"email": "not an address"}, "email"),
        (GOOD | {"email": f"{'a' * 250}@shop.example"}, "email"),
        (GOOD | {"email": "a\x00b@shop.example"}, "email"),
        (GOOD | {"email": 5}, "email"),
        (GOOD | {"email": ["anna@shop.example"]}, "email"),
        (GOOD | {"password": 12345678}, "password"),
        (GOOD | {"password": None}, "password"),
        (GOOD | {"password": "Kettle\x00and-lamp"}, "password"),
        (GOOD | {"password": "Kx7-" * 60}, "password"),
        (GOOD | {"password_confirm": "other"}, "password_confirm"),
        (GOOD | {"username": "two words"}, "username"),
        (GOOD | {"username": "boss@shop.example"}, "username"),
        (GOOD | {"username": ""}, "username"),
        (GOOD | {"username": "x" * 151}, "username"),
        (GOOD | {"first_name": "x" * 151}, "first_name"),
        (GOOD | {"first_name": "\u200b"}, "first_name"),
        (GOOD | {"first_name": "   "}, "first_name"),
        (GOOD | {"last_name": "a\nb"}, "last_name"),
        (GOOD | {"phone": True}, "phone"),
        (GOOD | {"phone": "5" * 41}, "phone"),
        (GOOD | {"company": {"a": 1}}, "company"),
        (GOOD | {"type": "staff"}, "type"),
        (GOOD | {"is_staff": True}, "is_staff"),
        (GOOD | {"role": "agent"}, "role"),
        (GOOD | {"confirmed_at": "2026-01-01T00:00:00Z"}, "confirmed_at"),
    ],
)
def test_what_cannot_be_taken_is_named(api: Api, body: dict[str, Any], loc: str) -> None:
    answer = api.post("auth/register/", body)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["loc"] for error in answer.json()["errors"]] == [["body", loc]]
    assert all(error["code"] for error in answer.json()["errors"])
    assert not User.objects.exists()


def test_a_lone_surrogate_is_refused(api: Api) -> None:
    body = b'{"email": "anna@shop.example", "password": "Kettle-\\ud800-lamp-7"}'
    assert api("POST", "auth/register/", body).status_code == 422


def test_registrations_are_limited_by_address(api: Api, settings: Any) -> None:
    settings.REGISTRATIONS_PER_HOUR = 2
    answers = [api.post("auth/register/", {"email": f"a{i}@shop.example", "password": PASSWORD}) for i in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_a_repeated_registration_is_one(api: Api, email: str, mailbox: Mailbox) -> None:
    body, headers = {"email": email, "password": PASSWORD}, {"Idempotency-Key": "one"}
    first, again = (api.post("auth/register/", body, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert again["Idempotency-Replayed"] == "true"
    assert len(mailbox.letters(email)) == 1


def test_the_account_remembers_the_language(api: Api, email: str) -> None:
    api.post("auth/register/", {"email": email, "password": PASSWORD}, headers={"Accept-Language": "ru"})
    user = User.objects.get(email=email)
    assert user.language == "ru"
    assert user.created_at <= timezone.now()
