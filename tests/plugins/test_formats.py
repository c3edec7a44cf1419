"""A format of a third party is found by its entry point, with no line of ours changed."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

SAMPLE = Path(__file__).parent / "paperlist"
READ = """
from io import BytesIO
from modules.partners.formats.reader import open_price_list
reader = open_price_list(BytesIO("Чайник ..... 1299,90 x 4\\nЧашка ... 99 x 2\\nкривая строка\\n".encode()))
rows = [(row.line, row.name, str(getattr(row, "price", row.__class__.__name__))) for row in reader]
print(reader.format, rows)
"""


def test_a_package_brings_a_format(tmp_path: Path) -> None:
    """The package is laid out as an installer leaves it: the module, and its entry points beside it."""
    project = tomllib.loads((SAMPLE / "pyproject.toml").read_text())["project"]
    info = tmp_path / "torg_paperlist-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    points = [
        f"[{group}]\n" + "".join(f"{name} = {at}\n" for name, at in named.items())
        for group, named in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(points))
    (tmp_path / "torg_paperlist.py").write_bytes((SAMPLE / "torg_paperlist.py").read_bytes())
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path.cwd())])}
    run = subprocess.run([sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert run.stderr == ""
    assert run.stdout.startswith("paper [(1, 'Чайник', '1299.90'), (2, 'Чашка', '99.00'), (3, '', 'BadRow')]")
