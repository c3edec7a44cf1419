"""The processes that count together: what each takes of the machine, and which of them are gone."""

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import Metric, ProcessCollector
from prometheus_client.multiprocess import mark_process_dead

from core.environment import text


def told() -> Iterator[Metric]:
    """Yield memory, processor time, files and start of every process, under its `pid`."""
    families: dict[str, Metric] = {}
    for pid in _alive():
        for family in ProcessCollector(pid=lambda pid=pid: pid, registry=None).collect():  # type: ignore[misc]
            known = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                known.add_sample(sample.name, {"pid": str(pid)}, sample.value)
    yield from families.values()


def forget_dead(folder: Path) -> None:
    """Remove the present states (requests in flight, pools) of processes that have ended; what they counted stays."""
    for pid in _counting(folder):
        if not _runs(pid):
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


def _alive() -> list[int]:
    folder = text("PROMETHEUS_MULTIPROC_DIR")
    return sorted(filter(_runs, _counting(Path(folder)))) if folder else [os.getpid()]


def _counting(folder: Path) -> set[int]:
    # counter_4711.db, gauge_livesum_4711.db
    return {int(number) for file in folder.glob("*.db") if (number := file.stem.rpartition("_")[2]).isdigit()}


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
