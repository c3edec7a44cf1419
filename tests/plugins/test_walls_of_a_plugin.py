"""The walls hold for a stranger's package as they do for our own modules, and bite there, too."""

import shutil
from pathlib import Path

import grimp
import pytest

from tests.architecture.test_walls import ROOT, foreign_tables, intrusions
from tests.architecture.test_walls_bite import append, lint
from tests.plugins.conftest import WISHLIST


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house into which the package has moved as one of its own modules, on the topmost floor."""
    for top in ("core", "modules", "demo"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__", "*.ttf", "*.yaml"))
    shutil.copytree(WISHLIST / "torg_wishlist", tmp_path / "modules/wishlist")
    for path in (tmp_path / "modules/wishlist").rglob("*.py"):
        path.write_text(path.read_text().replace("torg_wishlist", "modules.wishlist"))
    contracts = (ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(contracts.replace('layers = ["cart', 'layers = ["wishlist | cart'))
    return tmp_path


def broken(house: Path) -> list[str]:
    """Return the numbers of the contracts that are broken."""
    return [line.partition(".")[0] for line in lint(house).splitlines()]


def test_the_sample_plugin_keeps_every_wall(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(house) == []
    assert foreign_tables(house / "modules/wishlist") == []
    monkeypatch.syspath_prepend(str(WISHLIST))
    graph = grimp.build_graph("core", "modules", "torg_wishlist", cache_dir=None)
    assert intrusions(graph) == []
    graph.add_import(importer="torg_wishlist.selectors", imported="modules.catalog.models")
    assert intrusions(graph) == ["torg_wishlist.selectors -> modules.catalog.models"]


def test_its_wrong_lines_are_refused(house: Path) -> None:
    append(house / "modules/wishlist/helpers.py", "X = 1")
    append(house / "modules/wishlist/services.py", "import core.http.auth")
    append(house / "modules/orders/services/wishing.py", "import modules.wishlist.models")
    assert broken(house) == ["2", "3", "5"]
