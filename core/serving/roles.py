"""What each process of the full profile runs: the one place for these command lines.

`python -m core.serving <role>` becomes the role's program (a container's command), the Supervisor starts them side by
side on one machine.
"""

import os
import sys
from pathlib import Path

from core.environment import number


def web_workers() -> int:
    """Return how many web processes there are."""
    return number("WEB_WORKERS", max(2, os.cpu_count() or 2))


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Return each serving process's command line by name; in a container of its own each listens on the same port."""
    return {
        "web": _web("--host", host, "--port", str(port)),
        "poll": [sys.executable, "-m", "core.serving.polling", host, str(port)],
        "worker": [sys.executable, "manage.py", "run_huey"],
    }


def side_by_side(host: str, port: int, *, sockets: Path, polls: list[str]) -> dict[str, list[str]]:
    """Return the same for one machine, where a front door on the one port sends `polls` one way, all else the other."""
    web, poll = str(sockets / "web"), str(sockets / "poll")
    return commands(host, port) | {
        "web": _web("--uds", web),
        "poll": [sys.executable, "-m", "core.serving.polling", poll],
        "front": [sys.executable, "-m", "core.serving.front", host, str(port), web, poll, *polls],
    }


def _web(*where: str) -> list[str]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", *where]
    web += ["--workers", str(web_workers()), "--blocking-threads", str(number("WEB_THREADS", 4))]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "20", "--no-access-log", "--log-level", "warning"]
    return [*web, "core.wsgi:application"]


def command(role: str, *arguments: str, host: str, port: int) -> list[str]:
    """Return the command line of a role; any other name is a management command of that name."""
    serving = commands(host, port)
    if role in serving:
        return serving[role]
    return [sys.executable, "manage.py", "prepare" if role == "migrate" else role, *arguments]
