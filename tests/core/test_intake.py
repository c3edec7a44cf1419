"""Bodies as servers hand them on: in chunks without a length, too long, or not wanted at all."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections
from django.test import RequestFactory

from core.wsgi import application

pytestmark = pytest.mark.django_db
NOBODY = json.dumps({"email": "nobody@shop.example", "password": "wrong-password"}).encode()
AROUND = 64 * 1024


@pytest.fixture(autouse=True)
def the_connection_is_the_tests_own() -> Iterator[None]:
    ends = (signals.request_started, signals.request_finished)  # as Django's own test client does
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


class Sent:
    """A body on its way in, and the answer to it."""

    def __init__(self, path: str, body: bytes, *, length: bool = False, **headers: str) -> None:
        self.body = io.BytesIO(body)
        environ = RequestFactory().post(f"/api/v1/{path}", b"", "application/json", headers=headers).environ
        environ |= {"wsgi.input": self.body, "CONTENT_LENGTH": str(len(body))}
        if not length:
            del environ["CONTENT_LENGTH"]
            environ["HTTP_TRANSFER_ENCODING"] = "chunked"
        self.answer = json.loads(b"".join(application(environ, self._started)))

    def _started(self, status: str, headers: Any) -> None:
        self.status = int(status.split()[0])


def test_a_body_in_chunks_is_a_body() -> None:
    sent = Sent("auth/login/", b" " * 100_000 + NOBODY)
    assert (sent.status, sent.answer["code"]) == (401, "invalid_credentials")


def test_one_in_chunks_is_bounded_too(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    sent = Sent("partner/price-lists/", b" " * 10_000_000)
    assert (sent.status, sent.answer["code"]) == (413, "too_large")
    assert sent.body.tell() < 1000 + 3 * AROUND


def test_what_nobody_wanted_is_read_all_the_same() -> None:
    sent = Sent("partner/price-lists/", b" " * 1_000_000, length=True)
    assert (sent.status, sent.body.tell()) == (401, 1_000_000)


def test_who_asks_first_sends_nothing_after_a_refusal() -> None:
    sent = Sent("partner/price-lists/", b" " * 1000, length=True, expect="100-continue")
    assert (sent.status, sent.body.tell()) == (401, 0)


def test_what_is_too_long_is_left_where_it_is(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    sent = Sent("partner/price-lists/", b" " * 1_000_000, length=True)
    assert (sent.status, sent.body.tell()) == (413, 0)
