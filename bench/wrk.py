"""The client: wrk (github.com/wg/wrk), one thread, so that it takes as little as possible of what it measures."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PATHS = Path(__file__).with_name("paths.lua")


class NoClient(Exception):
    """wrk is not installed."""

    def __init__(self) -> None:
        super().__init__("The load comes from wrk, and none was found: apt-get install wrk.")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: `refused` are statuses from 400 on, `broken` what got no answer; times in milliseconds."""

    requests: int
    seconds: float
    bytes: int
    hits: int
    refused: int
    broken: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second that were what was asked for."""
        return (self.requests - self.refused) / self.seconds

    @property
    def errors(self) -> int:
        return self.refused + self.broken


def load(root: str, paths: Iterable[str], *, seconds: float, connections: int = 16, hits: bool = False) -> Load:
    """Ask `root` for the paths in turn, over so many connections; begin anew where they end."""
    program = shutil.which("wrk")
    if program is None:
        raise NoClient
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [program, "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s", "-s", str(PATHS), root]
        command += ["--", file.name, *(["hits"] if hits else [])]
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    told = next(line.removeprefix("TOLD ") for line in said.splitlines() if line.startswith("TOLD "))
    return Load(**json.loads(told))
