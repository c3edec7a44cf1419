"""The walls that import-linter cannot say: doors between modules, bare apps.py, and whose tables SQL may name."""

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
DOORS = {"public", "events", "errors", "ports"}
ACCOUNTS_DOORS = DOORS | {"models"}
APPS = {"accounts", "events", "http", "versions", *(path.parent.name for path in ROOT.glob("modules/*/apps.py"))}
TABLE = re.compile(rf"\b({'|'.join(sorted(APPS))})_[a-z]+\b")
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|COPY|JOIN|CREATE|LOCK)\b")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("core", "modules", "demo", cache_dir=None)


def _module(name: str) -> str:
    parts = name.split(".")
    return (
        ".".join(parts[:2])
        if parts[0] == "modules"
        else ".".join(parts[:2])
        if parts[1:2] == ["accounts"]
        else parts[0]
    )


def intrusions(graph: grimp.ImportGraph) -> list[str]:
    """Imports that enter a module other than by one of its doors."""
    found = []
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            target = _module(imported)
            if target == _module(importer) or not (target.startswith("modules.") or target == "core.accounts"):
                continue
            doors = ACCOUNTS_DOORS if target == "core.accounts" else DOORS
            room = imported.split(".")[2:3]
            if not room or room[0] not in doors:
                found.append(f"{importer} -> {imported}")
    return sorted(found)


def test_a_module_is_entered_by_its_doors_only(graph: grimp.ImportGraph) -> None:
    assert intrusions(graph) == []


def test_apps_import_almost_nothing(graph: grimp.ImportGraph) -> None:
    apps = [name for name in graph.modules if name.endswith(".apps")]
    assert {i for name in apps for i in graph.find_modules_directly_imported_by(name)} <= {"core.module"}
    assert len(apps) >= 6


def foreign_tables(package: Path) -> list[str]:
    """Places where a module's SQL names a table of another module."""
    own, found = package.name, []
    for path in package.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
                foreign = {match[0] for match in TABLE.finditer(node.value) if match[1] != own}
                found += [f"{path.name}:{node.lineno} {name}" for name in sorted(foreign)]
    return found


@pytest.mark.parametrize("package", sorted((ROOT / "modules").glob("*/apps.py")), ids=lambda path: path.parent.name)
def test_sql_names_only_its_own_modules_tables(package: Path) -> None:
    assert foreign_tables(package.parent) == []


def test_every_init_file_is_empty() -> None:
    full = [
        p for top in ("core", "modules", "demo") for p in (ROOT / top).rglob("__init__.py") if p.read_text().strip()
    ]
    assert full == []
