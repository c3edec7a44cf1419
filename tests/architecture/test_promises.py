"""What authors of modules may lean on is written down, kept, and used by our own modules; each break is seen."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.serving.management.commands.promises import CHANGELOG, NOW, RELEASED
from core.serving.promises import promises

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_is_true_and_its_changes_are_named() -> None:
    assert (ROOT / RELEASED).exists()
    call_command("promises", check=True)


@pytest.fixture
def tree(tmp_path: Path, settings: Any) -> Path:
    """A copy of the sources, released as they stand."""
    settings.BASE_DIR = tmp_path
    for top in ("core", "modules"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=lambda _, names: {n for n in names if "__pycache__" in n})
    (tmp_path / "docs").mkdir()
    (tmp_path / CHANGELOG).write_text("# Changelog\n\n## Unreleased\n\n## 0.1.0\n- The first.\n")
    call_command("promises", release=True)
    call_command("promises", check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "said", "instead", "name"),
    [
        ("modules/catalog/public.py", "def release(", "def give_back(", "catalog.public.release"),
        ("modules/catalog/public.py", "(supplier_ids: Coll", "(ids: Coll", "catalog.public.terms"),
        ("modules/orders/events.py", "    user_id: int\n", "", "orders.events.OrderPlaced.user_id"),
        ("modules/orders/selectors/orders.py", "    comment: str\n", "", "orders.public.OrderView.comment"),
        ("modules/orders/ports.py", "Port[[int], Basket | None]", "Port[[], Basket]", "orders.ports.basket_of"),
        ("modules/cart/errors.py", '"cart_full"', '"full"', "cart.errors.CartFull.code"),
        ("core/cache.py", "ttl: int = 300) -> T", "seconds: int = 300) -> T", "core.cache.read"),
        ("core/queue.py", "def ring(call: TaskWrapper,", "def ring(task: TaskWrapper,", "core.queue.ring"),
    ],
)
def test_a_broken_promise_is_seen_until_the_changelog_names_it(
    tree: Path, file: str, said: str, instead: str, name: str
) -> None:
    source = (tree / file).read_text()
    assert said in source
    (tree / file).write_text(source.replace(said, instead, 1))
    with pytest.raises(CommandError, match=f"no longer matches the code: .*{name}\\b"):
        call_command("promises", check=True)
    call_command("promises")
    with pytest.raises(CommandError, match=f"must name under Unreleased.*{name}\\b"):
        call_command("promises", check=True)
    with pytest.raises(CommandError, match=name):
        call_command("promises", release=True)
    changelog = tree / CHANGELOG
    changelog.write_text(changelog.read_text() + f"- `{name}` is another one, said too late.\n")
    with pytest.raises(CommandError, match=name):
        call_command("promises", check=True)
    came = {line.partition("(")[0].partition(":")[0] for line in _came(tree)}
    told = "".join(f"- `{one}` has changed.\n" for one in {name, *came})
    changelog.write_text(changelog.read_text().replace("## Unreleased\n", f"## Unreleased\n{told}"))
    call_command("promises", check=True)


def _came(tree: Path) -> set[str]:
    before, after = ((tree / list).read_text().splitlines() for list in (RELEASED, NOW))
    return set(after) - set(before)


def core_names(folder: Path) -> Iterator[str]:
    """Yield what the source in a folder imports from the core, by dotted name."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "core":
                yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("folder", [*(ROOT / "modules").glob("[!_]*"), *(ROOT / "tests/plugins").glob("*/torg_*")])
def test_a_module_leans_on_nothing_but_promises(folder: Path) -> None:
    promised = promises(ROOT)
    whole = {name.rpartition(".")[0] for name in promised}  # `from core.accounts import public`
    assert set(core_names(folder)) - promised.keys() - whole == set()
