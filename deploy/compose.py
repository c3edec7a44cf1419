"""docker-compose.yml and the Dockerfile as data, read the way Compose reads them, as far as the file uses it.

See the Compose Specification: interpolation, `depends_on`, `healthcheck`, `stop_signal`, `stop_grace_period`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<way>:[-?])(?P<word>[^}]*))?\}")


class Missing(Exception):
    """A variable that must be set is not; says which and what to do."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its whole command line, its environment, how it is asked for its health, and how it is ended."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]
    waits_for: dict[str, str]
    stop_signal: str
    grace: float


def services(variables: Mapping[str, str], *files: Path) -> dict[str, Service]:
    """Return the services by name, each after those it waits for; raises Missing for a variable without a value."""
    found: dict[str, Any] = {}
    for file in files or (ROOT / "docker-compose.yml",):
        for name, more in yaml.safe_load(file.read_text())["services"].items():
            found[name] = _over(found.get(name, {}), more)
    found = filled_in(found, variables)
    return {name: _service(name, found[name], variables) for name in _in_order(found)}


def filled_in(value: Any, variables: Mapping[str, str]) -> Any:
    """Return the value with `${NAME}`, `${NAME:-default}` and `${NAME:?sentence}` replaced in every text."""
    if isinstance(value, dict):
        return {name: filled_in(one, variables) for name, one in value.items()}
    if isinstance(value, list):
        return [filled_in(one, variables) for one in value]
    return VARIABLE.sub(lambda match: _value(match, variables), value) if isinstance(value, str) else value


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    if match[0] == "$$":
        return "$"
    given = variables.get(match["name"], "")
    if not given and match["way"] == ":?":
        raise Missing(f"{match['name']} {match['word']}")
    return given or match["word"] or ""


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    # As far as deploy/https.yml needs it: mappings are merged, lists are joined, the rest is replaced.
    merged = dict(below)
    for name, value in above.items():
        if isinstance(value, dict):
            merged[name] = _over(merged.get(name, {}), value)
        else:
            merged[name] = merged.get(name, []) + value if isinstance(value, list) else value
    return merged


def _service(name: str, body: dict[str, Any], variables: Mapping[str, str]) -> Service:
    built = "build" in body
    given = dict(variables) if "env_file" in body else {}
    return Service(
        name=name,
        command=(entrypoint() if built else []) + body["command"],
        environment=given | body.get("environment", {}),
        health=_test(body.get("healthcheck", {})),
        waits_for={other: how["condition"] for other, how in body.get("depends_on", {}).items()},
        stop_signal=body.get("stop_signal", "SIGTERM"),
        grace=float(body.get("stop_grace_period", "10s").removesuffix("s")),
    )


def entrypoint() -> list[str]:
    """Return what the Dockerfile says an image begins with; the service's command follows it."""
    found = re.search(r"^ENTRYPOINT (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    words: list[str] = json.loads(found[1]) if found else []
    return words


def _test(check: dict[str, Any]) -> list[str]:
    way, *words = check.get("test", ["NONE"])
    return {"CMD": words, "CMD-SHELL": ["sh", "-c", *words]}.get(way, [])


def _in_order(found: dict[str, Any]) -> list[str]:
    ordered: list[str] = []

    def add(name: str) -> None:
        for other in found[name].get("depends_on", {}):
            add(other)
        if name not in ordered:
            ordered.append(name)

    for name in found:
        add(name)
    return ordered
