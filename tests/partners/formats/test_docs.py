"""What docs/price-lists.md shows is what the code does: its examples, its names of columns, and every code there is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from modules.partners.formats.columns import FIELDS, Columns
from modules.partners.formats.notices import SENTENCES
from modules.partners.formats.rows import Good
from modules.partners.rules import RowWarning
from tests.partners.formats.reading import notices, rows

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "price-lists.md").read_text()
SOURCES = [
    path for folder in ("formats", "services", "clients") for path in (ROOT / "modules/partners" / folder).glob("*.py")
]
# By what is called with a code: at which place it stands.
OF_LISTS = {"UnreadablePriceList": 0, "UnknownFormat": 0, "Unfetched": 0, "fail": 1}
OF_ROWS = {"Refused": 0, "refuse": 1, "Problem": 1}
OF_WARNINGS = {"warning": 0}


def table(title: str) -> dict[str, list[str]]:
    """The rows of the first table below a heading, by the code in their first cells."""
    found = DOC.partition(f"\n{title}\n")[2].partition("\n#")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in found.splitlines() if line[:3] == "| `"]
    return {first.strip("`"): rest for first, *rest in cells}


def codes(called: dict[str, int]) -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if name in called and len(node.args) > called[name]:
                code = node.args[called[name]]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def kept(path: str) -> Iterator[str]:
    """Codes that a file keeps with their sentences, to be raised as `Error(*PAIR)`."""
    for node in ast.walk(ast.parse((ROOT / "modules/partners" / path).read_text())):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[1], ast.Call):
            yield ast.literal_eval(node.elts[0])


@pytest.mark.parametrize("kind", ["csv", "yaml"])
def test_the_examples_are_read_without_a_word(kind: str) -> None:
    (example,) = re.findall(rf"^```{kind}\n(.*?)^```$", DOC, re.DOTALL | re.MULTILINE)
    first, second = rows(example)
    assert isinstance(first, Good)
    assert isinstance(second, Good)
    assert (first.external_id, str(first.price), first.quantity, first.category_name) == (
        "LN-1",
        "2490.00",
        14,
        "Чайники",
    )
    assert set(notices(example)) <= {"missing_model", "vague_quantity"}


def test_the_names_of_columns_are_understood() -> None:
    told = table("## Columns, keys and elements")
    assert list(told) == list(FIELDS)
    for field, names in told.items():
        for name in ", ".join(names).split(", "):
            assert Columns().meaning(name) == field, name


def test_every_code_is_told() -> None:
    lists = {*codes(OF_LISTS), *kept("clients/fetching.py"), "bad_currency", "url_refused"}
    assert set(table("### Why a list failed (`error.code`)")) == lists
    of_rows = {*codes(OF_ROWS), *kept("services/reading.py")} - {"bad_gtin"}
    assert set(table("### What is wrong with a row (`errors[].code`)")) == of_rows
    warnings = {*SENTENCES, *map(str, RowWarning), *codes(OF_WARNINGS)}
    assert set(table("### What a list is warned of (`warnings[].code`)")) == warnings
    for title in re.findall(r"^### .*$", DOC, re.MULTILINE):
        assert all(len(sentence) > 10 for (sentence,) in table(title).values())
