"""A mailbox of real `.eml` files, read as a person would, and somebody who registers."""

import re
import uuid
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Api

PASSWORD = "Kettle-and-lamp-7"


class Mailbox:
    """The letters that arrived, once the background work is done."""

    def __init__(self, folder: Path, work: Callable[[], int]) -> None:
        self.folder, self._work = folder, work

    def letters(self, to: str = "") -> list[EmailMessage]:
        self._work()
        files = sorted(self.folder.glob("[!.]*.eml")) if self.folder.exists() else []
        letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in letters if not to or letter["To"] == to]

    def token(self, to: str) -> str:
        """Return the token of the last letter to somebody: it stands on a line of its own."""
        found = re.search(r"^Token: (\S+)$", text(self.letters(to)[-1]), re.MULTILINE)
        assert found
        return found[1]


def text(letter: EmailMessage) -> str:
    return str(letter.get_content())


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path, work: Callable[[], int]) -> Mailbox:
    folder = tmp_path / "mail"
    settings.MAILERS = {"default": {"BACKEND": "core.mailing.files.EmlFiles", "OPTIONS": {"folder": str(folder)}}}
    return Mailbox(folder, work)


@pytest.fixture
def email() -> str:
    return f"{uuid.uuid4().hex[:10]}@shop.example"


@pytest.fixture
def registered(api: Api, email: str, db: None) -> str:
    """Somebody who has registered and not confirmed; returns the e-mail."""
    assert api.post("auth/register/", {"email": email, "password": PASSWORD}).status_code == 201
    return email


@pytest.fixture
def confirmed(api: Api, registered: str, mailbox: Mailbox) -> str:
    """Somebody who has confirmed, through the letter; returns the e-mail."""
    body = {"email": registered, "token": mailbox.token(registered)}
    assert api.post("auth/register/confirm/", body).status_code == 200
    return registered


@pytest.fixture
def signed_in(api: Api, confirmed: str) -> dict[str, str]:
    """The tokens of somebody who has just signed in."""
    answer = api.post("auth/login/", {"email": confirmed, "password": PASSWORD})
    assert answer.status_code == 200
    return dict(answer.json())
