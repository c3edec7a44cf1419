"""What a number format of Excel shows around a number: a currency, a unit, thousands left out (ECMA-376, 18.8.31).

A price is read as it is shown, so that what its format says of it counts as if it were written in the cell.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from modules.partners.formats.content import Number

# Those built in that show more than a number, which may be in the file without a code of their own: 18.8.30.
_BUILT_IN = {**dict.fromkeys([*range(5, 9), 42, 44], '"$"0.00'), 9: "0%", 10: "0.00%"}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<symbol>[^\]-]*)(?:-(?P<place>[^\]]*))?\]|(?P<bracket>\[[^\]]*\])'
    r"|[_*](?:.|$)|(?P<digits>[0#?]|General|Основной|[Ee][+-])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"\[[<>=]")
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*', re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].', re.DOTALL)
_SCALED = re.compile(r"[0#?]\s*,+\s*(?:\.|$)|[0#?],+(?=[^0#?,\s])")
# A dollar of these places, or of none, is that of the United States.
_AMERICAN = frozenset({"", "409", "0409", "540A", "EN-US", "ES-US"})
_MOST = 255


class Affixes(NamedTuple):
    """What is shown before and after a number; `is_scaled` where that is not the number itself."""

    before: str = ""
    after: str = ""
    is_scaled: bool = False


class Formatted(Number):
    """A number that is shown with something around it, or shortened."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> "Formatted":
        made = super().__new__(cls, text)
        made.code = code
        return made

    @property
    def affixes(self) -> Affixes:
        return affixes(self.code)


def number(text: str, code: str) -> Number:
    """A number of a cell with what its format says of it."""
    return Formatted(text, code) if code else Number(text)


def telling(kind: int, code: str) -> str:
    """The code of a number format, if it shows more than a number; "" where there is nothing to tell."""
    code = (code or _BUILT_IN.get(kind, ""))[:_MOST]
    return code if affixes(code) != Affixes() else ""


@lru_cache(maxsize=1024)
def affixes(code: str) -> Affixes:
    """What a format shows around a number above zero; with conditions, what any of its sections shows."""
    sections = [found[0] for found in _SECTION.finditer(code[:_MOST]) if found[0]] or [""]
    if any(_CONDITION.search(one) for one in sections):
        shown = [_of_section(one) for one in sections[:3]]
        return max(shown, key=lambda one: (one.is_scaled, len(one.before + one.after)))
    return _of_section(sections[0])


def _of_section(section: str) -> Affixes:
    before, inside, after, are_met = [], list[str](), list[str](), False
    for token in _TOKEN.finditer(section):
        if token["digits"]:
            before += after if not are_met else []
            inside += after if are_met else []
            after, are_met = [], True
        else:
            after.append(_literal(token, are_met=are_met))
    if not are_met:
        return Affixes()
    words = [one for one in inside if any(map(str.isalpha, one))]
    is_scaled = bool(_SCALED.search(_QUOTED.sub("", section)))
    return Affixes("".join(before).strip(), "".join([*words, *after]).strip(), is_scaled)


def _literal(token: re.Match[str], *, are_met: bool) -> str:
    """What a part of a format shows beside the digits."""
    if token["symbol"] is not None:
        symbol, place = token["symbol"], (token["place"] or "").upper()
        return symbol if symbol != "$" or place in _AMERICAN else f"${place}"
    for kind in ("quoted", "escaped"):
        if token[kind] is not None:
            return token[kind].replace("\xa0", " ")
    other = token["other"] or ""
    return "" if other in ",.@()/+-;" or (not are_met and other == " ") else other
