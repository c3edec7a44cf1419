"""`make module` in a copy of the project: what it lays out passes every check and its own tests at once."""

from pathlib import Path

import pytest

from tests.plugins.tree import copy_of_the_project, shell

# Once is enough, and it is the tools that are tested.
pytestmark = [pytest.mark.profile("embedded"), pytest.mark.slow]
LAY_OUT = """
make --no-print-directory module name=invoices_export
make --no-print-directory check
TORG_TEST_PROFILE=embedded .venv/bin/python -m pytest -q -p no:cacheprovider tests/invoices_export
bin/test-modules --list
"""


def test_a_new_module_passes_all_checks_at_once(tmp_path: Path) -> None:
    tree = copy_of_the_project(tmp_path / "torg")
    ran = shell(tree, LAY_OUT, seconds=400)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "All checks passed." in ran.stdout
    assert "invoices_export" in ran.stdout.splitlines()[-1].split()
    laid = {path.stem for path in (tree / "modules/invoices_export").rglob("*.py")}
    assert {"apps", "models", "services", "selectors", "schemas", "api", "admin", "errors", "public"} < laid
    assert "catalog,cart,orders,partners,support_chat,invoices_export" in (tree / ".env.example").read_text()
    assert '"/api/v1/invoices-export/"' in (tree / "openapi.json").read_text()
    assert "invoices_export.public.entries(" in (tree / "docs/promises.txt").read_text()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "cannot be a module's name"),
        ("Invoices", "cannot be a module's name"),
        ("../core", "cannot be a module's name"),
        ("a__b", "cannot be a module's name"),
        ("class", "cannot be a module's name"),
        ("a" * 25, "cannot be a module's name"),
        ("cart", "there is modules/cart"),
        ("flows", "there is tests/flows"),
        ("sessions", "a part of Torg or of Django"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_sentence(name: str, said: str) -> None:
    from tests.environment import ROOT

    ran = shell(ROOT, f"bin/module '{name}'")
    assert ran.returncode == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (ROOT / "modules" / "sessions").exists()
