"""What a run of the tests promises: its profile, and that nothing is left out unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import environment

SUITE = """
import os
import pytest

def test_environment():
    from django.conf import settings
    assert settings.PROFILE == os.environ["TORG_TEST_PROFILE"]
    assert settings.CURRENCY == "RUB"

@pytest.mark.profile("full")
def test_only_full(): pass

@pytest.mark.profile("embedded")
def test_only_embedded(): pass
"""
SKIPS = """
import pytest

def test_skips(): pytest.skip("for want of a server")
"""
SKIPS_WHOLLY = """
import pytest

pytest.skip("for want of a module", allow_module_level=True)
"""


pytestmark = pytest.mark.profile("full")  # once is enough, and one of the runs below needs servers


def run(folder: Path, *suites: str, **variables: str) -> str:
    """Run pytest anew on suites of its own and return what it printed."""
    for number, suite in enumerate(suites):
        (folder / f"test_suite_{number}.py").write_text(suite)
    here = environment.bare() | {"PATH": os.environ["PATH"], "TORG_REQUIRE_SERVERS": "0"} | variables
    options = ["-p", "no:cacheprovider", "--import-mode=importlib", "--continue-on-collection-errors"]
    options += ["-c", str(environment.ROOT / "pyproject.toml"), "--rootdir", str(folder), "--confcutdir", str(folder)]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    ran = subprocess.run(
        command, cwd=environment.ROOT, env=here, capture_output=True, text=True, timeout=120, check=False
    )
    return ran.stdout + ran.stderr


@pytest.mark.parametrize("profile", environment.PROFILES)
def test_the_profile_is_set_before_the_settings_and_the_shell_does_not_count(tmp_path: Path, profile: str) -> None:
    said = run(tmp_path, SUITE, TORG_TEST_PROFILE=profile, CURRENCY="USD", DATA_DIR="/nowhere")
    assert "2 passed, 1 deselected" in said, said


def test_an_unknown_profile_is_refused_with_a_sentence(tmp_path: Path) -> None:
    said = run(tmp_path, SUITE, TORG_TEST_PROFILE="fool")
    assert "TORG_TEST_PROFILE is one of embedded, full, not 'fool'" in said
    assert "Traceback" not in said


def test_the_full_profile_without_servers_is_refused_with_a_sentence(tmp_path: Path) -> None:
    elsewhere = tmp_path / "bin"
    elsewhere.mkdir()
    said = run(
        tmp_path, SUITE, TORG_TEST_PROFILE="full", PATH=str(elsewhere), TEST_DATABASE_URL="postgres://x@127.0.0.1/x"
    )
    assert "apt-get install redis-server" in said, said
    assert "Traceback" not in said


def test_a_skip_is_a_failure_where_nothing_may_be_left_out(tmp_path: Path) -> None:
    alone = {"TORG_TEST_PROFILE": "embedded"}  # on the full one each run would start servers of its own for nothing
    assert "2 skipped" in run(tmp_path, SKIPS, SKIPS_WHOLLY, **alone).splitlines()[-1]
    strict = run(tmp_path, SKIPS, SKIPS_WHOLLY, TORG_REQUIRE_SERVERS="1", **alone)
    assert "for want of a server" in strict
    assert "for want of a module" in strict
    assert "1 failed, 1 error" in strict.splitlines()[-1]
