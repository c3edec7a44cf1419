"""Names in MODULES to apps in order; ports; what a broken installation is told."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from core import registry
from core.ports import Forum, Port, describes, provides, reference

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Packages made for one test, offered by entry points as a third party's would be."""
    points: dict[str, str] = {}
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        registry, "entry_points", lambda group: [EntryPoint(name, value, group) for name, value in points.items()]
    )

    def make(name: str, *requires: str, body: str = "") -> None:
        package = f"{tmp_path.name.replace('-', '_')}_{name}"
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / "apps.py").write_text(
            body
            or "from core.module import Module\n"
            f"class C(Module):\n    name = {package!r}\n    requires = {requires!r}\n"
        )
        points[name] = package

    return make


def names(packages: list[str]) -> list[str]:
    return [package.rpartition("_")[2].rpartition(".")[2] for package in packages]


def test_what_is_required_comes_first_and_once(world: Any) -> None:
    world("top", "left", "right")
    world("left", "base")
    world("right", "base")
    world("base")
    world("unasked")
    assert names(registry.resolve(["top", "base"])) == ["base", "left", "right", "top"]


def test_the_shops_own_modules_need_no_list() -> None:
    assert {"catalog", "cart", "orders", "partners"} <= registry.available().keys()
    assert registry.resolve(["cart"]) == ["modules.catalog", "modules.orders", "modules.cart"]


def test_an_unknown_name_is_refused_with_what_was_looked_for(world: Any) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"modules/wishlst/apps\.py .* entry point 'wishlst'.*Known: .*catalog"
    ):
        registry.resolve(["wishlst"])


def test_a_requirement_that_is_missing_names_who_asked(world: Any) -> None:
    world("top", "nothing")
    with pytest.raises(ImproperlyConfigured, match="required by 'top'"):
        registry.resolve(["top"])


def test_a_circle_is_shown(world: Any) -> None:
    world("a", "b")
    world("b", "c")
    world("c", "b")
    with pytest.raises(ImproperlyConfigured, match="b -> c -> b"):
        registry.resolve(["a"])


@pytest.mark.parametrize("body", ["X = 1\n", "from core.module import Module\n"])
def test_a_package_without_its_module_class_is_refused(world: Any, body: str) -> None:
    world("odd", body=body)
    with pytest.raises(ImproperlyConfigured, match="exactly one subclass"):
        registry.resolve(["odd"])


def start(env: dict[str, str], tmp_path: Path) -> str:
    base = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=base | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ran.stderr.strip().splitlines()[-1] if ran.returncode else "started"


FULL = {
    "DATABASE_URL": "postgres://shop@127.0.0.1:1/shop",
    "SECRET_KEY": "s" * 40,
    "JWT_SIGNING_KEY": "j" * 40,
    "ALLOWED_HOSTS": "shop.example",
}


def test_the_full_profile_starts_with_its_secrets_only(tmp_path: Path) -> None:
    assert start(FULL, tmp_path) == "started"
    for missing in ("SECRET_KEY", "JWT_SIGNING_KEY", "ALLOWED_HOSTS"):
        assert missing in start({name: value for name, value in FULL.items() if name != missing}, tmp_path)
    assert "JWT_SIGNING_KEY" in start(FULL | {"JWT_SIGNING_KEY": "short"}, tmp_path)


def test_the_embedded_profile_keeps_secrets_that_nobody_else_reads(tmp_path: Path) -> None:
    assert start({"MODULES": ","}, tmp_path) == "started"
    kept = tmp_path / "secrets.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.read_text()
    assert start({"MODULES": ","}, tmp_path) == "started"
    assert kept.read_text() == before


@pytest.mark.parametrize("wrong", [{"DEBUG": "perhaps"}, {"PORT": "80a"}, {"EMAIL_URL": "mail"}, {"MODULES": "nope"}])
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    said = start(wrong, tmp_path)
    assert said.startswith("Torg cannot start: ")
    assert next(iter(wrong)) in said


def test_a_port_has_one_answer_or_none() -> None:
    port: Port[[int], str] = Port("test.port")
    assert port(1) is None
    provides(port)(str)
    assert port(1) == "1"
    with pytest.raises(ImproperlyConfigured, match="filled twice"):
        provides(port)(repr)


def test_a_forum_answers_by_key() -> None:
    forum: Forum[[int], int] = Forum("test.forum")
    forum.fill("b", lambda n: n + 1)
    forum.fill("a", lambda n: n - 1)
    assert forum.ask("b", 1) == 2
    assert forum.ask("c", 1) is None
    assert list(forum.ask_all(1)) == [("a", 0), ("b", 2)]


def test_an_unknown_kind_of_thing_has_no_reference() -> None:
    assert reference("unicorn", 1, viewer_id=1) is None
    with pytest.raises(ImproperlyConfigured):
        describes("thing")(lambda id, viewer: None)
        describes("thing")(lambda id, viewer: None)


def test_a_shop_without_carts_describes_its_api(tmp_path: Path) -> None:
    script = "from core.urls import api; print('orders_place' in str(api.get_openapi_schema()))"
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", script],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "MODULES": "orders"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.stdout.strip() == "True", ran.stderr
