"""A copy of the project with an environment of its own: what is laid out or installed there stays there."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests import environment

LOCKS = ("requirements.lock", "requirements-dev.lock")
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "var", ".pytest_cache", ".import_linter_cache", ".hypothesis", "node_modules"
)


def copy_of_the_project(to: Path) -> Path:
    """Copy the project as it stands and give the copy a `.venv` that stands on this run's; return its folder."""
    shutil.copytree(environment.ROOT, to, ignore=LEFT_BEHIND)
    _make_environment(to)
    return to


def shell(tree: Path, script: str, *, seconds: float = 300, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script in the copy's folder as somebody would who has just cloned it; it ends at the first failure."""
    env = environment.bare() | variables
    env.pop("MODULES", None) if "MODULES" not in variables else None
    command = ["sh", "-c", f"set -eu\n{script}"]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, timeout=seconds, check=False)


def _make_environment(tree: Path) -> None:
    venv.create(tree / ".venv", with_pip=False, symlinks=True)
    inside = Path(sysconfig.get_path("purelib", vars={"base": str(tree / ".venv")}))
    # A line naming a folder adds it without its own .pth files, so the original's modules stay out of sight.
    ours = [folder for folder in sys.path if folder.endswith("site-packages")]
    (inside / "torg.pth").write_text("\n".join([str(tree), *ours, ""]))
    for script in Path(sysconfig.get_path("scripts")).iterdir():
        link = tree / ".venv" / "bin" / script.name
        link.exists() or os.symlink(script, link)
    # What `bin/setup` writes once everything is installed.
    stamp = f"{{ pwd -P; cksum {' '.join(LOCKS)}; }} >.venv/torg.stamp"
    subprocess.run(["sh", "-c", stamp], cwd=tree, check=True)
