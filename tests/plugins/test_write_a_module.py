"""docs/write-a-module.md, followed to the letter by somebody with a fresh copy of Torg: its files, its commands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import environment
from tests.plugins.conftest import WISHLIST
from tests.plugins.tree import copy_of_the_project, shell
from tests.processes import ManagedProcess
from tests.servers.ports import free_port

# A file's name stands in bold before its block; what is typed stands in blocks of `sh`.
BLOCK = re.compile(
    r"(?:^\*\*`(?P<file>[^`]+)`\*\*(?:(?!\n\n).)*\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
# What tools make, what is empty, and what only our own suite needs.
NOT_TYPED = {"__init__.py", "py.typed", "django.mo", "0001_initial.py", "test_in_full.py"}


@dataclass(frozen=True, slots=True)
class Step:
    """One block: a file to be written, or (without a name) commands to be typed."""

    file: str | None
    text: str

    @property
    def serves(self) -> bool:
        return self.text.endswith("make run\n")


def steps() -> list[Step]:
    guide = (environment.ROOT / "docs" / "write-a-module.md").read_text(encoding="utf-8")
    found = [Step(match["file"], match["text"]) for match in BLOCK.finditer(guide)]
    assert len(found) == len(re.findall(r"^```\w+$", guide, re.MULTILINE))
    return found


def typed_files(folder: Path) -> dict[str, str]:
    """Return the files that somebody types, by their names in the folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(folder)): path.read_text() for path in files if path.name not in NOT_TYPED}


def migration(folder: Path) -> str:
    """Return the first migration without its date and its layout."""
    text = (folder / "torg_wishlist" / "migrations" / "0001_initial.py").read_text()
    return re.sub(r"[\s,]+", "", text.partition("\n")[2]).replace("'", '"')


def test_the_guide_builds_the_sample_plugin_word_for_word() -> None:
    assert {step.file: step.text for step in steps() if step.file} == typed_files(WISHLIST)


@pytest.mark.profile("embedded")
@pytest.mark.slow
def test_the_guide_works_as_printed(tmp_path: Path) -> None:
    torg, wishlist = copy_of_the_project(tmp_path / "torg"), tmp_path / "wishlist"
    typed = list(_before_serving(wishlist))
    offline = {"PIP_NO_INDEX": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    made = shell(torg, "".join(typed), **offline)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "3 passed" in made.stdout
    assert migration(wishlist) == migration(WISHLIST)

    (serving,), trying = [step for step in steps() if step.serves], steps()[-1]
    port = str(free_port())
    with ManagedProcess("sh", "-c", f"cd {torg} && {serving.text}", env=environment.bare() | {"PORT": port}) as server:
        server.wait_for(f"http://127.0.0.1:{port}/readyz")
        # An answer ends without a line's end; here each begins a line of its own.
        script = re.sub("^curl", "echo; curl", trying.text.replace(":8000", f":{port}"), flags=re.MULTILINE)
        tried = shell(torg, script)
        assert tried.returncode == 0, tried.stdout + tried.stderr
        wished, ordered, ticked_off = tried.stdout.strip().splitlines()[-3:]
        assert '"bought_at":null' in wished, tried.stdout
        assert '"number":' in ordered
        assert re.search(r'"bought_at":"20', ticked_off), tried.stdout


def _before_serving(wishlist: Path) -> Iterator[str]:
    """Yield the commands up to `make run`, in order; a file is written where the guide writes it."""
    wishlist.mkdir()
    for step in steps():
        if step.serves:
            return
        if step.file is None:
            yield step.text
        else:
            yield f"cat >{wishlist / step.file} <<'END OF FILE'\n{step.text}END OF FILE\n"
