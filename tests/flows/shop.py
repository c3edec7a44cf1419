"""A whole installation over a real port, as its users meet it: addresses, JSON, and mails that arrive."""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tests.environment import profile
from tests.processes import ManagedProcess, manage
from tests.servers.ports import free_port
from tests.servers.process import wait_until
from tests.servers.smtp import SmtpSink

PASSWORD = "Kettle-and-lamp-7"
ADDRESS = {
    "city": "Тверь",
    "street": "Советская",
    "house": "7",
    "recipient": "Анна Ёлкина",
    "phone": "+7 900 000",
}
ADMIN = {"DJANGO_SUPERUSER_EMAIL": "boss@shop.example", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}


class Person:
    """Somebody with a client of their own."""

    def __init__(self, url: str, email: str) -> None:
        self.email = email
        self.http = httpx.Client(base_url=f"{url}/api/v1/", timeout=30, trust_env=False, verify=False)

    def login(self) -> "Person":
        answer = self.post("auth/login/", {"email": self.email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access']}"
        return self

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.http.get(path, params=query or None)

    def post(self, path: str, data: Any = None, **headers: str) -> httpx.Response:
        return self.http.post(path, json=data, headers=headers)

    def patch(self, path: str, data: Any) -> httpx.Response:
        return self.http.patch(path, json=data)


class Shop:
    """An installation and what can be seen of it from outside."""

    def __init__(self, env: Mapping[str, str], smtp: SmtpSink) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.smtp = smtp
        own = {"PORT": str(self.port), "PUBLIC_URL": self.url, "DEMO": "1", "RATE_LIMIT": "0"}
        self.env = own | ADMIN | dict(env)
        if profile() == "full":
            self.env["EMAIL_URL"] = smtp.url

    def server(self) -> ManagedProcess:
        """Return the one command that serves everything."""
        return manage("serve", env=self.env)

    def run(self, *command: str) -> None:
        """Run a management command to its end."""
        with manage(*command, env=self.env) as process:
            assert process.wait() == 0, process.output

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Return the mails that arrived, in order: at the SMTP server, or as `.eml` files when embedded."""
        if profile() == "full":
            return self.smtp.to(to) if to else list(self.smtp.messages)
        files = sorted(Path(self.env["DATA_DIR"], "mail").glob("[!.]*.eml"))
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if not to or to in str(mail["To"])]

    def wait_for_mails(self, count: int, *, to: str, seconds: float = 120) -> list[EmailMessage]:
        assert wait_until(lambda: len(self.mails(to)) >= count, seconds=seconds), (
            f"{len(self.mails(to))} of {count} mails to {to} came in {seconds:g} s"
        )
        return self.mails(to)

    def wait_for_mail(self, said: str, *, to: str, seconds: float = 120) -> EmailMessage:
        """Return the first mail to somebody whose subject has these words."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.mails(to) if said in str(mail["Subject"])]

        assert wait_until(lambda: bool(found()), seconds=seconds), f"no mail about {said} to {to} came in {seconds:g} s"
        return found()[0]

    def stranger(self) -> Person:
        return Person(self.url, f"{uuid.uuid4().hex[:8]}@buyer.example")

    def buyer(self) -> Person:
        """Register somebody, confirm them with the mailed token, and sign them in."""
        person = self.stranger()
        answer = person.post("auth/register/", {"email": person.email, "password": PASSWORD, "first_name": "Анна"})
        assert answer.status_code == 201, answer.text
        token = token_in(self.wait_for_mails(1, to=person.email)[0])
        answer = person.post("auth/register/confirm/", {"email": person.email, "token": token})
        assert answer.status_code == 200, answer.text
        return person.login()

    def boss(self) -> Person:
        """Sign in the superuser, who is made on the first call."""
        person = Person(self.url, ADMIN["DJANGO_SUPERUSER_EMAIL"])
        if person.post("auth/login/", {"email": person.email, "password": PASSWORD}).status_code != 200:
            self.run("createsuperuser", "--noinput")
        return person.login()


def token_in(mail: EmailMessage) -> str:
    """Return the token of a confirmation mail, as a person would copy it."""
    found = re.search(r"^(?:Token|Код|Токен): *(\S+)$", text_of(mail), re.MULTILINE)
    assert found, text_of(mail)
    return found[1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@contextmanager
def open_shop(env: Mapping[str, str], smtp: SmtpSink) -> Iterator[Shop]:
    """Serve a new shop until the end of the block."""
    shop = Shop(env, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        yield shop


def eventually[T](ask: Callable[[], T], expected: T, *, seconds: float = 120) -> None:
    """Fail unless the answer becomes the expected one in time."""
    assert wait_until(lambda: ask() == expected, seconds=seconds), f"{ask()!r} is not {expected!r} after {seconds:g} s"
