"""Ids named twice are found, however many there are, in little memory."""

import sys

from modules.partners.formats.seen import Lines


def test_that_an_id_named_again_is_known_with_its_first_line():
    lines = Lines()
    many = 20_000
    assert [lines.note(f"A-{n}", n + 1) for n in range(many)] == [None] * many
    assert [lines.note(f"A-{n}", many + n) for n in range(many)] == list(range(1, many + 1))
    assert lines.note("A-x", 7) is None
    assert lines.note("A-x", 7) == 7  # two in one line of a file


def test_that_it_takes_little_memory():
    lines = Lines()
    many = 100_000
    for n in range(many):
        lines.note(f"A-{n}", n)
    kept = sys.getsizeof(lines._keys) + sys.getsizeof(lines._lines)
    assert kept < 36 * many
