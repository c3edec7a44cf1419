"""Files in and out: documents with and without a web server in front, too large bodies; roles and heartbeats."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from core.http.media import document
from core.serving import heartbeat, roles


@pytest.fixture
def kept(settings: Any) -> str:
    place = Path(settings.DOCUMENT_ROOT, "invoices", "№ 1.pdf")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"%PDF")
    return "invoices/№ 1.pdf"


def test_a_document_is_sent_from_here_where_nothing_stands_in_front(kept: str) -> None:
    answer = document(kept, media_type="application/pdf", save_as="invoice-1.pdf")
    assert b"".join(answer) == b"%PDF"  # type: ignore[arg-type]
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-cache")
    assert answer["Content-Disposition"] == 'attachment; filename="invoice-1.pdf"'


def test_a_document_is_named_to_the_web_server_that_stands_in_front(kept: str, settings: Any) -> None:
    settings.ACCEL_LOCATION = "/_documents/"
    answer = document(kept, media_type="application/pdf", save_as="invoice-1.pdf")
    assert answer["X-Accel-Redirect"] == "/_documents/invoices/%E2%84%96%201.pdf"
    assert (b"".join(answer), answer["Content-Type"]) == (b"", "application/pdf")


@pytest.mark.parametrize("name", ["invoices/2.pdf", "../secrets.json", "/etc/passwd", "a\x00b"])
def test_no_document_from_elsewhere(kept: str, name: str) -> None:
    with pytest.raises(Http404):
        document(name, media_type="application/pdf", save_as="invoice-1.pdf")


@pytest.mark.django_db
def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(api: Any, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    for path in ("auth/login/", "partner/price-lists/", "nowhere/"):
        answer = api.post(path, b"{}", CONTENT_LENGTH=str(1000 + 65 * 1024))
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert api.post("auth/login/", b"{}").status_code == 422


@pytest.mark.django_db
def test_options_says_what_an_address_takes(api: Any) -> None:
    answer = api("OPTIONS", "orders/1/")
    assert (answer.status_code, answer["Allow"], answer.content) == (204, "DELETE, GET, OPTIONS, PATCH", b"")
    assert api("OPTIONS", "nowhere/").status_code == 404


def test_every_role_has_one_command_line() -> None:
    web = roles.command("web", host="0.0.0.0", port=8000)
    assert web[:3] == [sys.executable, "-m", "granian"]
    assert web == roles.commands("0.0.0.0", 8000)["web"]
    assert roles.command("migrate", host="", port=0)[1:] == ["manage.py", "prepare"]
    assert roles.command("createsuperuser", "--noinput", host="", port=0)[2:] == ["createsuperuser", "--noinput"]


def test_a_consumer_gives_signs_of_life_until_it_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(heartbeat, "FOLDER", tmp_path / "heartbeats")
    monkeypatch.setattr(heartbeat, "EVERY", 0.05)
    assert not heartbeat.alive()
    heartbeat.Heart.start()
    left = heartbeat.FOLDER / "long-gone"
    try:
        time.sleep(0.1)
        os.utime(heartbeat.own(), (0, 0))  # it beats again and again, not once
        time.sleep(0.3)
        assert heartbeat.alive()
        left.touch()
        os.utime(left, (0, 0))
    finally:
        heartbeat.Heart.stop()
    assert not heartbeat.alive()
    heartbeat.Heart.start()
    heartbeat.Heart.stop()
    assert not left.exists()


def test_a_consumer_that_hangs_is_not_alive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(heartbeat, "FOLDER", tmp_path)
    heartbeat.own().touch()
    assert heartbeat.alive()
    old = time.time() - heartbeat.DEAD_AFTER - 1
    os.utime(heartbeat.own(), (old, old))
    assert not heartbeat.alive()
