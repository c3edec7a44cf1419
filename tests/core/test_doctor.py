"""The doctor: each thing broken for real, and the sentence that says so."""

import io
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
import reportlab
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import checkup
from core.checkup import Finding, well
from core.events.models import Delivery
from core.serving import heartbeat
from core.serving.doctor import machine, rounds
from core.serving.management.commands import doctor  # registers the checks
from tests.servers.memcached import Memcached
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink

full = pytest.mark.profile("full")


def found(name: str, language: str = "en") -> list[Finding]:
    """Ask one check, as the doctor does."""
    chosen = [check for check in checkup.checks() if check.name == name]
    assert chosen, f"no check is called {name}"
    (report,) = rounds.ask(chosen, language=language)
    return report.findings


def said(name: str, level: str = "wrong", language: str = "en") -> str:
    return " | ".join(finding.said for finding in found(name, language) if finding.level == level)


@pytest.fixture
def asked(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An installation with nothing to complain of; each test spoils one thing."""
    settings.SECRET_KEY, settings.JWT_SIGNING_KEY = "kV9-pQ2_zX7w" * 4, "Lm4_tY8-rB1n" * 4
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://shop.torg.test", ["shop.torg.test"]
    settings.SECURE_SSL_REDIRECT, settings.TRUSTED_PROXIES = True, ["10.0.0.0/8"]
    return settings


def spoil_equal(s: Any) -> None:
    s.JWT_SIGNING_KEY = s.SECRET_KEY


def spoil_sample(s: Any) -> None:
    s.SECRET_KEY = "change-me-change-me-change-me-change-me"


def spoil_host(s: Any) -> None:
    s.ALLOWED_HOSTS = ["other.test"]


def spoil_proxy(s: Any) -> None:
    s.TRUSTED_PROXIES = []


def spoil_everybody(s: Any) -> None:
    s.TRUSTED_PROXIES = ["0.0.0.0/0"]


def spoil_network(s: Any) -> None:
    s.TRUSTED_PROXIES = ["10.0.0.0/8", "proxy"]


def spoil_debug(s: Any) -> None:
    s.DEBUG = True


def spoil_folder(s: Any) -> None:
    s.MEDIA_ROOT = Path("/proc/torg/media")


def spoil_static(s: Any) -> None:
    s.COLLECTED, s.STATIC_ROOT = True, Path("/nowhere")


@pytest.mark.parametrize(
    ("spoil", "check", "sentence"),
    [
        (spoil_equal, "secrets", "are the same"),
        (spoil_sample, "secrets", "SECRET_KEY looks like a sample"),
        (spoil_host, "addresses", "shop.torg.test, is not in ALLOWED_HOSTS"),
        (spoil_proxy, "addresses", "no proxy is trusted"),
        (spoil_everybody, "addresses", "trusts everybody"),
        (spoil_network, "addresses", "names proxy, which is neither"),
        (spoil_debug, "debug", "DEBUG is on where others can reach it"),
        (spoil_folder, "folders", "Nothing can be written to /proc"),
        (spoil_static, "static", "holds no collected files"),
    ],
)
def test_what_is_set_wrong(asked: Any, spoil: Callable[[Any], None], check: str, sentence: str) -> None:
    assert said(check) == ""
    spoil(asked)
    assert sentence in said(check)
    assert asked.SECRET_KEY not in str(found(check))


def test_secrets_that_others_can_read(asked: Any, tmp_path: Path) -> None:
    asked.DATA_DIR = tmp_path
    file = tmp_path / "secrets.json"
    file.touch(0o600)
    assert said("secrets") == ""
    file.chmod(0o644)
    assert f"can read {file}" in said("secrets")


def test_a_disk_that_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((5_000, "well"), (900, "warning"), (50, "wrong")):
        usage = (10**12, 0, free * machine.MIB)
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda path, usage=usage: type("U", (), {"free": usage[2]}))
        assert [finding.level for finding in found("disk")] == [level]


def test_a_font_without_cyrillic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("modules.orders.providers.checks")
    assert said("fonts") == ""
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        shutil.copy(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", tmp_path / name)
    monkeypatch.setattr("modules.orders.providers.checks.FONTS", tmp_path)
    assert said("fonts").count("no Cyrillic letters") == 2


def test_a_shipping_service_that_has_no_address(settings: Any) -> None:
    settings.SHIPPING_API_URL = "https://shipping.invalid/parcels"
    assert "shipping.invalid, has no address" in said("shipping")


def test_a_worker_that_was_never_there_one_that_died_and_one_that_lives(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(heartbeat, "FOLDER", tmp_path)
    assert "No worker runs" in said("worker")
    sign = tmp_path / "box-1"
    sign.touch()
    assert "box-1" in said("worker", "well")
    os.utime(sign, (time.time() - 300,) * 2)
    assert "no sign of life for 300 s" in said("worker")


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_is_not_applied() -> None:
    assert said("migrations") == ""
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("events", "0002_given_up_index")
    try:
        assert said("migrations") == "1 migration is not applied."
    finally:
        recorder.record_applied("events", "0002_given_up_index")


@pytest.mark.django_db(transaction=True)
def test_nobody_for_the_admin(person: Any) -> None:
    assert "Nobody may enter the admin" in said("staff", "warning")
    person(is_staff=True)
    assert said("staff", "warning") == ""


@pytest.mark.django_db(transaction=True)
def test_an_outbox_that_is_stuck() -> None:
    assert said("outbox", "well") == "Nothing is stuck in the outbox."
    row = {"event": "x.Y", "payload": {}}
    Delivery.objects.create(**row, listener="x.hear", due_at=None)
    assert "1 delivery was given up" in said("outbox", "warning")
    late = timezone.now() - timezone.timedelta(minutes=5)
    Delivery.objects.create(**row, listener="core.accounts.subscribers.mail_confirmation", due_at=late, rung_at=late)
    assert "1 delivery is overdue. | Nobody sweeps" in said("outbox")
    Delivery.objects.update(rung_at=timezone.now())
    assert "Nobody sweeps" not in said("outbox")


@full
def test_redis_down_hanging_and_set_to_forget(settings: Any, redis: Redis) -> None:
    settings.REDIS_URL = redis.url
    assert said("redis") == ""
    administrator = redis_client.Redis.from_url(redis.url)
    administrator.config_set("maxmemory-policy", "allkeys-lru")
    assert "maxmemory-policy is allkeys-lru" in said("redis")
    administrator.config_set("requirepass", "another")
    settings.REDIS_URL = redis.url.replace("redis://", "redis://:hunter2@")
    assert "cannot be used: AuthenticationError" in said("redis")
    redis.freeze()
    assert "cannot be used: TimeoutError" in said("redis")
    redis.kill()
    assert "Connection refused" in said("redis")
    assert "hunter2" not in str(found("redis"))


@full
def test_a_node_of_memcached_down(settings: Any, memcached: Memcached) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": [memcached.url, nobody]}}
    assert f"at {memcached.url} answers" in said("memcached", "well")
    assert f"memcached at {nobody} does not answer" in said("memcached")


def test_a_mail_server_that_is_down_or_offers_less(settings: Any, smtp: SmtpSink) -> None:
    options = {"host": "127.0.0.1", "port": smtp.port, "username": "", "password": "", "use_ssl": False}
    known = {"use_tls": False, **options}
    settings.MAILERS = {"default": {"BACKEND": "x", "OPTIONS": known}}
    assert said("mail") == ""
    assert "takes mail from us" in said("mail", "well")
    assert smtp.messages == []
    known["use_tls"] = True
    assert "does not offer what EMAIL_URL asks for" in said("mail")
    known |= {"use_tls": False, "username": "shop", "password": "hunter2"}
    assert "does not offer what EMAIL_URL asks for" in said("mail")
    smtp.stop()
    assert "cannot be used: ConnectionRefusedError" in said("mail")
    assert "hunter2" not in str(found("mail"))


@full
def test_a_database_that_is_away_frozen_or_another(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    known = connections.settings["default"]
    monkeypatch.setitem(known, "HOST", "127.0.0.1")
    monkeypatch.setitem(known, "PORT", str(postgres.port))
    for name, value in {"NAME": "postgres", "USER": "postgres", "PASSWORD": "hunter2"}.items():
        monkeypatch.setitem(known, name, value)
    assert "answers" in said("database", "well")
    assert said("database") == ""
    monkeypatch.setattr("core.serving.doctor.database.time.time", lambda: 1e9)
    assert "clocks of this machine and of the database" in said("database")
    monkeypatch.setitem(known, "NAME", "nobody")
    assert 'database "nobody" does not exist' in said("database")
    monkeypatch.setitem(known, "NAME", "postgres")
    postgres.freeze()
    began = time.monotonic()
    assert "does not answer" in said("database") or "No answer" in said("database")
    assert time.monotonic() - began < 13
    postgres.kill()
    assert "Connection refused" in said("database")
    assert "hunter2" not in str(found("database"))


def test_one_that_hangs_and_one_that_breaks_stop_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "_checks", {})

    @checkup.check("hangs", seconds=0.2)
    def hangs() -> Any:
        yield well("so far")
        time.sleep(5)

    @checkup.check("breaks")
    def breaks() -> Any:
        yield well("so far")
        raise ValueError("postgres://torg:hunter2@db/torg is no good")

    @checkup.check("after", needs="breaks")
    def after() -> Any:
        yield well("never asked")

    @checkup.check("long-after", needs="after")
    def long_after() -> Any:
        yield well("never asked")

    began = time.monotonic()
    reports = {report.name: [finding.said for finding in report.findings] for report in _ask()}
    assert time.monotonic() - began < 2
    assert reports == {
        "hangs": ["so far", "No answer within 0.2 s."],
        "breaks": ["so far", "The check itself failed: ValueError: postgres://torg:...@db/torg is no good"],
    }


def _ask() -> list[rounds.Report]:
    return list(rounds.ask(checkup.checks(), language="en"))


def test_in_russian_for_machines_and_only_what_is_asked_for(asked: Any, monkeypatch: Any) -> None:
    asked.DEBUG = True
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", only=["debug"], json=True, language="ru", stdout=out)
    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    assert told["healthy"] is False
    assert [(one["check"], one["level"]) for one in told["findings"]] == [("debug", "wrong")]
    assert "DEBUG включён там, где он доступен другим" in told["findings"][0]["said"]
    with pytest.raises(CommandError, match="No check is called 'feet'"):
        call_command("doctor", only=["feet"])


def test_warnings_alone_end_well_unless_one_is_strict(asked: Any) -> None:
    asked.ALLOWED_HOSTS = ["*"]
    out = io.StringIO()
    call_command("doctor", only=["addresses"], stdout=out)
    assert "ALLOWED_HOSTS lets every host name in" in out.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", only=["addresses"], strict=True, stdout=io.StringIO())
    assert ended.value.code == 2
    assert doctor.MARKS["warning"].strip() in out.getvalue()
