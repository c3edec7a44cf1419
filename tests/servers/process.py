"""Child processes as the tests need them: with a log, tied to the test run, and mortal with all their children."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil

TETHER = Path(__file__).with_name("tether.py")
SHORTEST, LONGEST = 0.02, 0.15  # seconds between two looks


def spawn(
    command: list[str],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    user: str = "",
    at_parents_death: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start the command, its output appended to `log`; it ends with the thread that started it at the latest."""
    tied = [sys.executable, "-I", "-S", str(TETHER), str(int(at_parents_death)), str(os.getpid()), user, *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            tied, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def signal_tree(process: subprocess.Popen[bytes], signum: signal.Signals) -> None:
    """Send a signal to the process and all that descends from it."""
    for member in _tree(process):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(signum)


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all that descends from it, and return when none of them runs any more."""
    members = list(_tree(process))
    for member in members:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()
    wait_until(lambda: not any(map(_runs, members)), seconds=60)


def wait_until(holds: Callable[[], bool], *, seconds: float) -> bool:
    """Wait until the condition holds; return whether it did within the time.

    Asked often at first and then less so: what is waited for runs on the same machine.
    """
    deadline, pause = time.monotonic() + seconds, SHORTEST
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.2, LONGEST)
    return True


def _tree(process: subprocess.Popen[bytes]) -> Iterator[psutil.Process]:
    if process.poll() is not None:
        return  # its number may be another's by now
    with contextlib.suppress(psutil.NoSuchProcess):
        head = psutil.Process(process.pid)
        yield head  # first, so that it makes no new children meanwhile
        yield from head.children(recursive=True)


def _runs(member: psutil.Process) -> bool:
    # An orphan that has ended stays a zombie where the machine's first process reaps none.
    with contextlib.suppress(psutil.NoSuchProcess):
        return member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    return False
