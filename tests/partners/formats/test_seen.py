"""Ids named twice are found, however many there are, in little memory."""

import subprocess
import sys

from modules.partners.formats.seen import Lines
from tests.environment import ROOT


def test_that_an_id_named_again_is_known_with_its_first_line():
    lines = Lines()
    many = 20_000
    for n in range(many):
        assert lines.find(f"A-{n}") is None
        lines.note(f"A-{n}", n + 1, "Чай" if n < 300 else "Кофе")
    assert [lines.find(f"A-{n}") for n in range(many)] == [(n + 1, "Чай" if n < 300 else "Кофе") for n in range(many)]
    assert lines.find("A-x") is None


NOTING = """
import re
from modules.partners.formats.seen import Lines

def peak():  # not ru_maxrss, which begins with what the starting process had
    return int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])

def note(first, many):
    for n in range(first, first + many):
        lines.note(f"A-{n}", n)

lines = Lines()
note(0, 50_000)
before = peak()
note(50_000, 150_000)
print(lines.find("A-0") == (0, "") and peak() - before)
"""


def test_that_many_take_no_more_memory_than_few():
    said = subprocess.run([sys.executable, "-c", NOTING], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() not in {"False", ""}
    assert int(said) < 4096  # KiB
