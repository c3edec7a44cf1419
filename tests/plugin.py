"""The test run's own hooks, loaded before Django reads its settings (`-p tests.plugin` in pyproject.toml)."""

import atexit
import os
from collections.abc import Generator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests import environment, furnishing
from tests.servers.installed import MissingServer

pytest_plugins = ["tests.servers.fixtures"]
TOGETHER = "tests/deploy/"
SHOPS = {"installation", "furnished"}
LEFT_OUT = "This run may leave nothing out (TORG_REQUIRE_SERVERS=1), and this was skipped: "


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Set the environment; pytest-django imports the settings in this same hook, inside the wrapper."""
    try:
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        if worker:
            environment.prepare_worker(worker)
        else:
            environment.prepare_run()
            atexit.register(furnishing.remove, environment.run_folder())
    except (MissingServer, ValueError) as problem:
        raise pytest.UsageError(str(problem)) from None
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "profile(name): a test of what only the embedded or only the full profile has")
    config.addinivalue_line("markers", "slow: a test that waits or takes long; left out where modules are tested alone")


def pytest_report_header() -> str:
    """Say which profile is tested, and on which servers."""
    servers = [os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "MEMCACHED_URL") if name in os.environ]
    return " ".join(["torg:", environment.profile(), "profile", *servers])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what belongs to another run, and begin with what takes long: nobody waits for it at the end."""
    other = [item for item in items if _belongs_elsewhere(item) or _was_asked_alone(item)]
    if other:
        config.hook.pytest_deselected(items=other)
    items[:] = sorted((item for item in items if item not in other), key=_takes_long, reverse=True)


def _takes_long(item: pytest.Item) -> bool:
    return not SHOPS.isdisjoint(getattr(item, "fixturenames", ())) or item.get_closest_marker("slow") is not None


def _belongs_elsewhere(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("profile")
    return mark is not None and mark.args != (environment.profile(),)


def _was_asked_alone(item: pytest.Item) -> bool:
    """Say whether bin/test-modules had it on this profile; with all modules on, the full profile asks it again."""
    folder = item.nodeid.removeprefix("tests/").partition("/")[0]
    is_left_out_there = item.get_closest_marker("slow") or item.nodeid.startswith("tests/partners/formats/")
    return folder in os.environ.get("TORG_ASKED_ALONE", "").split() and not is_left_out_there


class OneByOne(LoadScopeScheduling):
    """Each test goes to whoever is free; those behind one nginx share its servers, so they go to one worker, first."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)  # where pytest runs without -n too
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    return OneByOne(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _nothing_left_out((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _nothing_left_out((yield))


def _nothing_left_out[R: (pytest.TestReport, pytest.CollectReport)](report: R) -> R:
    if report.skipped and os.environ.get("TORG_REQUIRE_SERVERS") == "1":
        reason: Any = report.longrepr
        report.outcome = "failed"
        report.longrepr = LEFT_OUT + (reason[2] if isinstance(reason, tuple) else str(reason))
    return report
