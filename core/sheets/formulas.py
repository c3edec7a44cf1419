"""Texts that a spreadsheet would take for a formula, made to stay texts, and back again without loss.

What opens a formula is as OWASP's "CSV Injection" has it: = + - @, tab, CR, LF, and the full-width forms of the four.
"""

import re

OPENS = "=+\\-@\t\r\n＝＋－＠"
_DANGEROUS = re.compile(f"'*[{OPENS}]")
_GUARDED = re.compile(f"'+[{OPENS}]")


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may run the text, were it typed into a cell."""
    return _DANGEROUS.match(text) is not None


def guarded(text: str) -> str:
    """Return the text with an apostrophe in front where a spreadsheet would run it; `bared` takes it away again."""
    return f"'{text}" if is_formula(text) else text


def bared(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
