"""The doctor on a whole installation: well while it runs, and right about what is missing once it does not."""

import json
from typing import Any

import pytest

from tests.flows.shop import Shop
from tests.processes import manage
from tests.servers.process import wait_until
from tests.servers.smtp import SmtpSink

GIVEN = "Zq7-xM2_wK9p" * 4


def visit(shop: Shop, *words: str, **spoiled: str) -> tuple[int, str]:
    with manage("doctor", *words, env=shop.env | spoiled) as process:
        return process.wait(), process.output


@pytest.mark.profile("full")  # which has the most to look at
def test_well_while_it_runs_and_not_after(furnished: dict[str, str], smtp: SmtpSink) -> None:
    shop = Shop(furnished, smtp)
    with shop.server() as server:
        server.wait_for(f"{shop.url}/readyz")
        shop.boss()
        assert wait_until(lambda: visit(shop, "--only", "worker")[0] == 0, seconds=120)
        code, told = visit(shop, "--json")
        findings: list[dict[str, Any]] = json.loads(told)["findings"]
        assert (code, [one for one in findings if one["level"] == "wrong"]) == (0, [])
        server.terminate()
    code, told = visit(shop)
    assert (code, told.count("WRONG")) == (1, 1)
    assert "No worker runs" in told


def test_everything_down_at_once(installation: dict[str, str], smtp: SmtpSink) -> None:
    away = {"DATABASE_URL": "postgres://torg:hunter2@127.0.0.1:1/torg", "REDIS_URL": "redis://:hunter2@127.0.0.1:1/0"}
    away |= {"MEMCACHED_URL": "127.0.0.1:1", "EMAIL_URL": "smtp://shop:hunter2@127.0.0.1:1", "ALLOWED_HOSTS": "*"}
    code, told = visit(Shop(installation, smtp), **away, SECRET_KEY=GIVEN, JWT_SIGNING_KEY=GIVEN)
    assert code == 1
    for sentence in ("are the same", "The database at", "Redis at", "memcached at", "The mail server at", "No worker"):
        assert sentence in told
    for hidden in ("Traceback", "hunter2", GIVEN):
        assert hidden not in told


@pytest.mark.profile("full")
def test_settings_that_cannot_be_read_are_said_in_a_sentence(installation: dict[str, str], smtp: SmtpSink) -> None:
    code, told = visit(Shop(installation, smtp), SECRET_KEY="short")
    assert code == 1
    assert told.startswith("Torg cannot start: SECRET_KEY must be at least 32")
    assert "Traceback" not in told


@pytest.mark.parametrize("command", [("demo", "--products", "3"), ("demo",), ("check_cards",), ("sweep_pictures",)])
def test_a_database_without_tables_is_said_in_a_sentence(
    installation: dict[str, str], smtp: SmtpSink, command: tuple[str, ...]
) -> None:
    with manage(*command, env=Shop(installation, smtp).env) as process:
        assert process.wait() == 1
        assert "Run `manage.py migrate` first." in process.output
        assert "Traceback" not in process.output
