"""What deploy/monitoring asks Prometheus for is what /metrics tells."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from core.http.metrics import exposition, pool, sources
from tests.environment import ROOT

FOLDER = ROOT / "deploy" / "monitoring"
NAME = re.compile(r"\b(?:torg|process)_[a-z_]+\b")


def expressions() -> Iterator[tuple[str, str]]:
    """Yield (where, PromQL) of every alert and panel."""
    rules = yaml.safe_load((FOLDER / "torg.rules.yml").read_text())
    yield from ((rule["alert"], rule["expr"]) for group in rules["groups"] for rule in group["rules"])
    board = json.loads((FOLDER / "grafana-dashboard.json").read_text())
    yield from ((one["title"], target["expr"]) for one in board["panels"] for target in one["targets"])


@pytest.fixture
def told(transactional_db: None) -> set[str]:
    """The names of all samples there can be, on the profile that has them all."""
    pool._gauges(), pool._counters()
    sources.by_name()
    families = list(REGISTRY.collect())
    declared = {family.name + suffix for family in families for suffix in _suffixes(family.type)}
    text = exposition.exposition()[0].decode()
    return declared | set(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))


def _suffixes(kind: str) -> tuple[str, ...]:
    return {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(kind, ("",))


@pytest.mark.profile("full")
def test_every_metric_that_is_asked_for_exists(told: set[str]) -> None:
    asked = list(expressions())
    assert len(asked) > 20
    missing = {(where, name) for where, expression in asked for name in NAME.findall(expression) if name not in told}
    assert not missing


@pytest.mark.parametrize(("where", "expression"), list(expressions()), ids=lambda value: value[:30])
def test_brackets_close(where: str, expression: str) -> None:
    left = re.sub(r'"[^"]*"', "", expression)
    for pair in ("()", "[]", "{}"):
        assert left.count(pair[0]) == left.count(pair[1]), where
    assert left.count("(") >= 1 or NAME.match(left), where


def test_dashboard_has_no_address_of_its_own() -> None:
    assert "http" not in re.sub(r"torg_http_\w+", "", Path(FOLDER / "grafana-dashboard.json").read_text())
