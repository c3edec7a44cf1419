"""Runs of schemathesis, repeated with other seeds until enough calls were made."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.environment import ROOT
from tests.flows.shop import Shop, open_shop
from tests.fuzz.people import of_role
from tests.servers.smtp import SmtpSink

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
# They end the very session that the run calls with; each is called by somebody of its own, afterwards.
LAST = ("accounts_erase", "accounts_logout_all")
ALL_BUT_LAST = tuple(f"--exclude-operation-id={id}" for id in LAST)
UNLIMITED = {"RATE_LIMIT": "0", "REGISTRATIONS_PER_HOUR": "1000000", "ACCESS_TTL": "86400", "LOG_LEVEL": "ERROR"}
ENOUGH_TO_READ = 20


@dataclass
class Run:
    """What became of one role's calls; `statuses` are what the server itself counted: operation, class -> requests."""

    calls: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)
    statuses: dict[tuple[str, str], int] = field(default_factory=dict)

    def __str__(self) -> str:
        told = f"{self.calls} calls in {self.seconds:.0f} s, {self.reached} operations answered with a success"
        return f"{told}, {self.broken} requests with a 5xx, {len(self.failures)} failures"

    def count(self, shop: Shop) -> None:
        """Take down what the server has counted."""
        text = httpx.get(f"{shop.url}/metrics", timeout=10, trust_env=False).text
        families = [one for one in text_string_to_metric_families(text) if one.name == "torg_http_requests"]
        for sample in (sample for family in families for sample in family.samples):
            self.statuses[sample.labels["operation"], sample.labels["status"]] = int(sample.value)

    @property
    def reached(self) -> int:
        """Return how many operations were answered with a success at least once."""
        return len({operation for operation, status in self.statuses if status == "2xx" and "_" in operation})

    @property
    def broken(self) -> int:
        """Return how many requests were answered with a 5xx."""
        return sum(count for (_, status), count in self.statuses.items() if status == "5xx")


def fuzz(env: Mapping[str, str], smtp: SmtpSink, *, role: str, calls: int, seed: int, examples: int = 100) -> Run:
    """Serve a new shop and call it as one role, at least `calls` times; a failure is told with what was sent."""
    run, began = Run(), time.monotonic()
    with open_shop(dict(env) | UNLIMITED, smtp) as shop:
        token = of_role(shop, role).token
        while run.calls < calls and len(run.failures) < ENOUGH_TO_READ:
            call(run, shop, token, *ALL_BUT_LAST, examples=examples, seed=seed)
            seed += 1
        for id in LAST:
            call(run, shop, of_role(shop, role).token, f"--include-operation-id={id}", examples=10, seed=seed)
        run.count(shop)
    run.seconds = time.monotonic() - began
    return run


def call(run: Run, shop: Shop, token: str, *which: str, examples: int, seed: int) -> None:
    """Run schemathesis once and add what it did and found to the run."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{shop.url}/api/v1/openapi.json", *which]
        command += ["--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", str(seed), "--no-shrink"]
        command += ["--continue-on-failure", "--request-timeout", "30", "--warnings", "off", "--no-color"]
        command += ["--suppress-health-check", "all", "--report", "json", "--report-json-path", str(report)]
        command += ["--header", f"Authorization:{token}"] if token else []
        known = os.environ | {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks"}
        ran = subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False)
        told: dict[str, Any] = json.loads(report.read_text()) if report.exists() else {}
    if not told or not told["complete"]:
        raise RuntimeError(f"schemathesis did not come to its end:\n{ran.stdout}\n{ran.stderr}")
    run.calls += told["test_cases"]["generated"]
    if told["failures"] or told["errors"] or ran.returncode:
        run.failures.append(ran.stdout.partition("= FAILURES =")[2] or ran.stdout)
