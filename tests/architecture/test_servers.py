"""The ground the other tests stand on: servers that die and come back, and runs that leave nothing out or behind."""

import contextlib
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import psutil
import psycopg
import pytest
import redis as redis_client
from pymemcache.client.base import Client as MemcachedClient
from pymemcache.exceptions import MemcacheError

from tests import environment
from tests.processes import ManagedProcess
from tests.servers import installed, server
from tests.servers.memcached import Memcached
from tests.servers.ports import free_port
from tests.servers.postgres import Postgres, new_database
from tests.servers.process import wait_until
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("full")  # the embedded one is tested without any server


def test_postgres_keeps_what_was_committed_when_it_is_killed(postgres: Postgres) -> None:
    with new_database(postgres.url) as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('слово')")
        before = postgres.url
        postgres.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        assert postgres.start().url == before
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT upper(word) FROM kept").fetchone() == ("СЛОВО",)


def test_a_frozen_postgres_answers_nobody_until_it_thaws(postgres: Postgres) -> None:
    with contextlib.closing(psycopg.connect(postgres.url, autocommit=True)) as connection:
        postgres.freeze()
        connection.pgconn.send_query(b"SELECT 1")  # the backend that serves this connection hangs too
        assert not wait_until(lambda: _answered(connection), seconds=0.5)
        postgres.thaw()
        assert wait_until(lambda: _answered(connection), seconds=60)


def _answered(connection: psycopg.Connection) -> bool:
    connection.pgconn.consume_input()
    return not connection.pgconn.is_busy()


@pytest.mark.parametrize("keeps", [True, False])
def test_redis_keeps_what_it_was_told_only_where_asked_to(keeps: bool) -> None:
    with Redis(keeps=keeps) as server:
        client = redis_client.Redis.from_url(server.url, retry=None)
        client.set("key", "value")
        server.stop()
        with pytest.raises(redis_client.ConnectionError):
            client.ping()
        server.start()
        assert client.exists("key") == int(keeps)


def test_memcached_dies_freezes_and_comes_back(memcached: Memcached) -> None:
    client = MemcachedClient(memcached.url, connect_timeout=0.3, timeout=0.3)
    client.set("key", b"value")
    memcached.freeze()
    with pytest.raises(TimeoutError):
        client.get("key")
    memcached.thaw()
    assert client.get("key") == b"value"
    memcached.kill()
    with pytest.raises((OSError, MemcacheError)):
        client.get("key")
    memcached.start()
    assert client.get("key") is None


def test_a_port_lost_between_finding_and_using_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        lost, free = taken.getsockname()[1], free_port()
        offered = iter([lost, free])
        monkeypatch.setattr(server, "free_port", lambda: next(offered))
        with Redis() as started:
            assert started.port == free


def test_a_port_is_given_once_though_nobody_listens_on_it_yet() -> None:
    port = free_port()
    drawn = [port, *range(port + 1, port + 20)]
    script = f"import random; drawn = iter({drawn}); random.randint = lambda *bounds: next(drawn); "
    script += "from tests.servers.ports import free_port; print(free_port())"
    other = subprocess.check_output([sys.executable, "-c", script], cwd=environment.ROOT, text=True)
    assert int(other) in drawn[1:]


def test_servers_of_a_killed_run_die_with_it() -> None:
    script = "from tests.servers.redis import Redis; r = Redis().start(); print(r.pid, r.folder, flush=True); input()"
    run = subprocess.Popen(
        [sys.executable, "-c", script], cwd=environment.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    pid, folder = run.stdout.readline().split()
    child = psutil.Process(int(pid))
    assert "redis" in " ".join(child.cmdline()) or "valkey" in " ".join(child.cmdline())
    run.kill()
    run.communicate()
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=60)
    shutil.rmtree(folder)  # which a killed run cannot do


@pytest.mark.parametrize(("find", "packages"), [(installed.redis, "redis-server"), (installed.memcached, "memcached")])
def test_a_missing_server_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, find: object, packages: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert callable(find)
    with pytest.raises(installed.MissingServer, match=f"apt-get install {packages}"):
        find()


def test_mail_is_kept_and_refused(smtp: SmtpSink) -> None:
    smtp.refuse("nobody@shop.example")
    letter = EmailMessage()
    letter["Subject"] = "Счёт"
    letter.set_content("Спасибо")
    with smtplib.SMTP("127.0.0.1", smtp.port, timeout=5) as client:
        refused = client.send_message(letter, "shop@shop.example", ["anna@shop.example", "nobody@shop.example"])
    assert list(refused) == ["nobody@shop.example"]
    (kept,) = smtp.wait_for(1)
    assert (kept["Subject"], kept.get_content().strip()) == ("Счёт", "Спасибо")
    assert smtp.to("anna@shop.example") == [kept]
    assert smtp.to("nobody@shop.example") == []


def test_a_process_is_waited_for_and_ended(tmp_path: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(tmp_path),
        str(port),
    ]
    with ManagedProcess(*command, env=environment.bare()) as process:
        assert process.wait_for(f"http://127.0.0.1:{port}/").status_code == 200
        process.wait_for_output("GET / ")
        assert process.terminate(signal.SIGTERM) == -signal.SIGTERM


def test_a_process_that_ends_early_is_not_waited_for() -> None:
    began = time.monotonic()
    process = ManagedProcess(sys.executable, "-c", "print('no such luck')", env=environment.bare())
    with process, pytest.raises(AssertionError, match="no such luck"):
        process.wait_for(f"http://127.0.0.1:{free_port()}/", seconds=120)
    assert time.monotonic() - began < 60
