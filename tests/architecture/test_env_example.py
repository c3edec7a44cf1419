"""`.env.example` names exactly what the code reads from its environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "names", "flag", "number", "networks", "numbers", "one_of", "percentage", "secret", "time_zone"}
NOT_OURS = ("DJANGO_", "TORG_TESTING")  # createsuperuser's own; the tests' own
NAME = re.compile(r"^[A-Z][A-Z_]+$")


def variables_read(tree: ast.AST) -> Iterator[str]:
    """Yield the first argument of each call of a reader of `core.environment`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id=reader) | ast.Attribute(attr=reader), args=[ast.Constant(value=str(name)), *_]
            ):
                if reader in READERS and NAME.match(name):
                    yield name


def test_every_variable_is_explained_and_none_is_invented() -> None:
    sources = [path for top in ("core", "modules", "demo") for path in (ROOT / top).rglob("*.py")]
    read = {name for path in sources for name in variables_read(ast.parse(path.read_text()))}
    read = {name for name in read if not name.startswith(NOT_OURS)}
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {"DATABASE_URL", "PORT", "SECRET_KEY"} <= read
    assert explained == read
