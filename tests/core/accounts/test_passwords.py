from datetime import timedelta
from typing import Any

import pytest

from core.accounts.models import User
from core.events.models import Delivery
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD, Mailbox, text

pytestmark = pytest.mark.django_db
NEW = "Another-lamp-8"


def test_a_forgotten_password_is_set_anew(api: Api, signed_in: dict[str, str], email: str, mailbox: Mailbox) -> None:
    answer = api.post("auth/password/reset/", {"email": email})
    assert (answer.status_code, answer.json()) == (202, {"status": "reset_sent"})
    body = {"email": email, "token": mailbox.token(email), "password": NEW}
    assert api.post("auth/password/reset/confirm/", body).status_code == 200
    again = api.post("auth/password/reset/confirm/", body)
    assert (again.status_code, again.json()["code"]) == (422, "token_invalid")
    assert Api(signed_in["access"]).get("auth/profile/").status_code == 401
    assert api.post("auth/refresh/", {"refresh": signed_in["refresh"]}).status_code == 401
    assert api.post("auth/login/", {"email": email, "password": PASSWORD}).status_code == 401
    assert api.post("auth/login/", {"email": email, "password": NEW}).status_code == 200


def test_an_unknown_email_gets_the_same_answer_and_no_letter(api: Api, confirmed: str, mailbox: Mailbox) -> None:
    User.objects.create_user("off@shop.example", PASSWORD, is_active=False)
    before = len(mailbox.letters())
    emails = [confirmed, "nobody@shop.example", "off@shop.example"]
    answers = [api.post("auth/password/reset/", {"email": email}) for email in emails]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert Delivery.objects.filter(event="accounts.PasswordResetAsked").count() == 3  # the same work either way
    assert [letter["To"] for letter in mailbox.letters()[before:]] == [confirmed]


def test_who_has_not_confirmed_gets_that_letter_again(api: Api, registered: str, mailbox: Mailbox) -> None:
    api.post("auth/password/reset/", {"email": registered})
    assert [letter["Subject"] for letter in mailbox.letters(registered)] == ["Confirm your e-mail"] * 2


def test_the_letter_names_the_public_address_whatever_the_host_says(
    api: Api, confirmed: str, mailbox: Mailbox, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert api.post("auth/password/reset/", {"email": confirmed}, headers=headers).status_code == 202
    letter = mailbox.letters(confirmed)[-1]
    assert "https://shop.example/api/v1/auth/password/reset/confirm/" in text(letter)
    assert "evil" not in letter.as_string()


def reset_token(email: str) -> str:
    from core.accounts.services import passwords

    return passwords.reset_token(User.objects.get(email=email))


def test_a_reset_token_expires(api: Api, confirmed: str, settings: Any) -> None:
    body = {"email": confirmed, "token": reset_token(confirmed), "password": NEW}
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert api.post("auth/password/reset/confirm/", body).json()["code"] == "token_invalid"


def test_a_reset_token_is_of_one_account_and_one_state(api: Api, confirmed: str, person: Any) -> None:
    other = person(password=PASSWORD)
    token = reset_token(confirmed)
    wrong = [
        {"email": other.email, "token": token, "password": NEW},
        {"email": "nobody@shop.example", "token": token, "password": NEW},
        {"email": confirmed, "token": token + "x", "password": NEW},
        {"email": confirmed, "token": "", "password": NEW},
    ]
    for body in wrong:
        answer = api.post("auth/password/reset/confirm/", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "token_invalid")
    user = User.objects.get(email=confirmed)
    user.sign_out()
    assert api.post("auth/password/reset/confirm/", wrong[0] | {"email": confirmed}).status_code == 422


def test_a_reset_to_an_easy_password_leaves_the_token(api: Api, confirmed: str) -> None:
    body = {"email": confirmed, "token": reset_token(confirmed), "password": "12345678"}
    answer = api.post("auth/password/reset/confirm/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_refused")
    assert api.post("auth/password/reset/confirm/", body | {"password": NEW}).status_code == 200


def test_a_reset_ends_the_wait_after_failures(api: Api, confirmed: str) -> None:
    for _ in range(6):
        answer = api.post("auth/login/", {"email": confirmed, "password": "wrong"})
    assert answer.status_code == 429
    body = {"email": confirmed, "token": reset_token(confirmed), "password": NEW}
    assert api.post("auth/password/reset/confirm/", body).status_code == 200
    assert api.post("auth/login/", {"email": confirmed, "password": NEW}).status_code == 200


def test_a_change_ends_every_session(api: Api, signed_in: dict[str, str], email: str) -> None:
    other = api.post("auth/login/", {"email": email, "password": PASSWORD}).json()
    mine = Api(signed_in["access"])
    answer = mine.post("auth/password/change/", {"old_password": PASSWORD, "password": NEW})
    assert (answer.status_code, answer.json()) == (200, {"status": "password_changed"})
    for tokens in (signed_in, other):
        assert Api(tokens["access"]).get("auth/profile/").status_code == 401
        assert api.post("auth/refresh/", {"refresh": tokens["refresh"]}).status_code == 401
    assert api.post("auth/login/", {"email": email, "password": NEW}).status_code == 200


def test_a_change_needs_the_old_password_which_cannot_be_guessed(signed_in: dict[str, str]) -> None:
    mine = Api(signed_in["access"])
    body = {"old_password": "wrong", "password": NEW}
    answers = [mine.post("auth/password/change/", body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert (answers[0].json()["code"], answers[0].json()["errors"][0]["loc"]) == (
        "wrong_password",
        ["body", "old_password"],
    )
    assert mine.get("auth/profile/").status_code == 200


def test_a_change_to_an_easy_password_is_refused(signed_in: dict[str, str]) -> None:
    body = {"old_password": PASSWORD, "password": "password"}
    answer = Api(signed_in["access"]).post("auth/password/change/", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_refused")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reset/", {}),
        ("reset/", {"email": "nonsense"}),
        ("reset/", {"email": "a\x00@shop.example"}),
        ("reset/", {"email": "a@shop.example", "url": "https://evil.example"}),
        ("reset/confirm/", {"email": "a@shop.example", "token": 5, "password": NEW}),
        ("reset/confirm/", {"email": "a@shop.example", "token": "a\x00", "password": NEW}),
        ("reset/confirm/", {"email": "a@shop.example", "token": "a"}),
        ("change/", {"password": NEW}),
        ("change/", {"old_password": "x", "password": True}),
    ],
)
def test_bad_input_is_a_problem(buyer: Any, path: str, body: Any) -> None:
    answer = buyer.api.post(f"auth/password/{path}", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_resets_are_limited_by_address(api: Api, settings: Any, db: None) -> None:
    settings.REGISTRATIONS_PER_HOUR = 1
    statuses = [api.post("auth/password/reset/", {"email": "a@shop.example"}).status_code for _ in range(2)]
    assert statuses == [202, 429]


def test_a_token_from_before_a_long_time_is_told_by_its_own_clock(
    api: Api, confirmed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    body = {"email": confirmed, "token": reset_token(confirmed), "password": NEW}
    later = time.time() + timedelta(days=1, seconds=5).total_seconds()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: later)
        assert api.post("auth/password/reset/confirm/", body).status_code == 422
    assert api.post("auth/password/reset/confirm/", body).status_code == 200
