"""Each wall is seen to bite: a copy of the tree gets one wrong line, and the check must say so."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.architecture.test_walls import ROOT, foreign_tables, intrusions


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for top in ("core", "modules", "demo"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__", "*.ttf", "*.yaml"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> str:
    """Return the names of the contracts that broke, or an empty string."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    assert "Analyzed" in ran.stdout, ran.stdout + ran.stderr
    return "\n".join(line for line in ran.stdout.splitlines() if line.endswith("BROKEN"))


def append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")


def test_the_tree_as_it_stands_keeps_every_wall(tree: Path) -> None:
    assert lint(tree) == ""


@pytest.mark.parametrize(
    ("wall", "file", "line"),
    [
        ("1.", "core/queue.py", "import modules.catalog.public"),
        ("2.", "modules/catalog/services.py", "import modules.orders.public"),
        ("2.", "modules/newcomer/__init__.py", ""),
        ("3.", "modules/orders/helpers.py", "X = 1"),
        ("3.", "modules/catalog/rules.py", "import modules.catalog.models"),
        ("3.", "core/accounts/rules.py", "import core.accounts.models"),
        ("5.", "modules/cart/selectors.py", "import ninja"),
        ("5.", "modules/cart/rules.py", "import core.http.shapes"),
        ("6.", "core/cache.py", "import core.http.caching"),
        ("7.", "core/events/sweep.py", "import core.http.shapes"),
        ("7.", "core/misc.py", "X = 1"),
    ],
)
def test_a_wrong_line_is_refused(tree: Path, wall: str, file: str, line: str) -> None:
    path = tree / file
    if not path.exists() and path.with_suffix("").is_dir():
        path = path.with_suffix("") / "wrong.py"  # a file that has grown into a folder
    append(path, line)
    assert any(broken.startswith(wall) for broken in lint(tree).splitlines()), lint(tree)


def test_the_back_door_is_seen(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = grimp.build_graph("core", "modules", "demo", cache_dir=None)
    graph.add_import(importer="modules.cart.apps", imported="modules.orders.models")
    assert intrusions(graph) == ["modules.cart.apps -> modules.orders.models"]


def test_foreign_sql_is_seen(tree: Path) -> None:
    append(tree / "modules/orders/selectors_sql.py", 'QUERY = "SELECT id FROM catalog_offer"')
    assert foreign_tables(tree / "modules/orders") == ["selectors_sql.py:2 catalog_offer"]
