import re
import shlex
from typing import Any

import pytest

from core.accounts.models import User
from core.accounts.subscribers import mail_confirmation
from core.events.models import Delivery
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD, Mailbox, text

pytestmark = pytest.mark.django_db
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def register(api: Api, email: str, language: str) -> None:
    body = {"email": email, "password": PASSWORD}
    assert api.post("auth/register/", body, headers={"Accept-Language": language}).status_code == 201


def confirm(api: Api, email: str, mailbox: Mailbox) -> None:
    assert api.post("auth/register/confirm/", {"email": email, "token": mailbox.token(email)}).status_code == 200


@pytest.mark.parametrize("language", ["ru", "en"])
def test_letters_are_in_the_persons_language_whoever_asks(
    api: Api, email: str, mailbox: Mailbox, language: str
) -> None:
    register(api, email, language)
    confirm(api, email, mailbox)
    register(api, email, "en" if language == "ru" else "ru")
    api.post("auth/password/reset/", {"email": email}, headers={"Accept-Language": "de"})
    letters = mailbox.letters(email)
    subjects = [letter["Subject"] for letter in letters]
    assert (
        subjects
        == {
            "en": ["Confirm your e-mail", "You already have an account", "A new password"],
            "ru": ["Подтвердите e-mail", "У вас уже есть учётная запись", "Новый пароль"],
        }[language]
    )
    for letter in letters:
        assert bool(CYRILLIC.search(text(letter))) == (language == "ru")
        assert letter.get_content_type() == "text/plain"


def test_a_letter_can_be_answered_from_a_shell(api: Api, email: str, mailbox: Mailbox, settings: Any) -> None:
    """The call in the letter, pasted into a shell, says exactly what the API needs."""
    settings.PUBLIC_URL = "https://shop.example"
    email = f"o'brien+{email}"
    register(api, email, "ru")
    letter = text(mailbox.letters(email)[0])
    call = shlex.split(letter[letter.index("curl") :].split("\n\n")[0].replace("\\\n", " "))
    assert call[:4] == ["curl", "-X", "POST", "https://shop.example/api/v1/auth/register/confirm/"]
    assert api("POST", "auth/register/confirm/", call[-1].encode()).status_code == 200


def test_the_token_is_readable_in_the_raw_file(api: Api, email: str, mailbox: Mailbox) -> None:
    for language in ("en", "ru"):
        register(api, f"{language}-{email}", language)
        token = mailbox.token(f"{language}-{email}")
        assert any(token.encode() in file.read_bytes() for file in mailbox.folder.glob("*.eml"))


def test_a_letter_sent_twice_is_known_as_a_copy(api: Api, email: str, mailbox: Mailbox) -> None:
    from core.accounts.events import ConfirmationAsked

    register(api, email, "en")
    [first] = mailbox.letters(email)
    user, delivery = User.objects.get(email=email), Delivery.objects.get(event="accounts.ConfirmationAsked")
    mail_confirmation(ConfirmationAsked(user.pk), f"delivery-{delivery.pk}")
    assert [letter["Message-ID"] for letter in mailbox.letters(email)] == [first["Message-ID"]] * 2
    assert str(delivery.pk) in first["Message-ID"]


def test_nothing_secret_lies_in_the_outbox(api: Api, email: str, mailbox: Mailbox) -> None:
    register(api, email, "en")
    token = mailbox.token(email)
    kept = str(list(Delivery.objects.values()))
    assert token not in kept
    assert email not in kept
    assert PASSWORD not in kept


def test_a_letter_waits_for_a_mail_server_that_is_down(api: Api, email: str, work: Any, settings: Any) -> None:
    options = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    register(api, email, "en")
    work()
    delivery = Delivery.objects.get(event="accounts.ConfirmationAsked")
    assert delivery.done_at is None
    assert delivery.due_at
    assert delivery.attempts == 1


def test_a_confirmed_account_gets_no_late_letter(api: Api, email: str, mailbox: Mailbox) -> None:
    register(api, email, "en")
    user = User.objects.get(email=email)
    from django.utils import timezone

    user.confirmed_at = timezone.now()
    user.save()
    assert mailbox.letters(email) == []


def test_refusals_speak_the_readers_language(api: Api, db: None) -> None:
    body = {"email": "a@shop.example", "password": "1234567"}
    english = api.post("auth/register/", body).json()
    russian = api.post("auth/register/", body, headers={"Accept-Language": "ru"}).json()
    assert CYRILLIC.search(russian["detail"])
    assert not CYRILLIC.search(english["detail"])
    assert russian["code"] == english["code"]
    login = {"email": "a@shop.example", "password": "x"}
    wrong = api.post("auth/login/", login, headers={"Accept-Language": "ru"}).json()
    assert wrong["detail"] == "Неверное имя или пароль."
    nobody = api.get("auth/profile/", headers={"Accept-Language": "ru"}).json()
    assert CYRILLIC.search(nobody["detail"])
