"""What each process of the full profile runs: the one place for these command lines.

`python -m core.serving <role>` becomes the role's program (a container's command), the Supervisor starts them side by
side on one machine.
"""

import os
import sys

from core.environment import number


def web_workers() -> int:
    """Return how many web processes there are."""
    return number("WEB_WORKERS", max(2, os.cpu_count() or 2))


def commands(host: str, port: int) -> dict[str, list[str]]:
    """Return each serving process's command line by name."""
    web = ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(web_workers()), "--blocking-threads", str(number("WEB_THREADS", 4))]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "20", "--no-access-log", "--log-level", "warning"]
    return {
        "web": [sys.executable, *web, "core.wsgi:application"],
        "worker": [sys.executable, "manage.py", "run_huey"],
    }


def command(role: str, *arguments: str, host: str, port: int) -> list[str]:
    """Return the command line of a role; any other name is a management command of that name."""
    serving = commands(host, port)
    if role in serving:
        return serving[role]
    return [sys.executable, "manage.py", "prepare" if role == "migrate" else role, *arguments]
