"""JSON as a stream of values: objects of any size are walked, only the values asked for are built.

The standard library's decoder (in C) builds one value at a time from a window of the text; numbers stay as written.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from modules.partners.formats.content import Number
from modules.partners.formats.encodings import DecodedText
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown

# What one value may take of memory.
_MAX_VALUE = 1 << 22
_MAX_DEPTH = 50
_MAX_DIGITS = 20
_BLANK = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]|[^"\[\]{}]+', re.DOTALL)


class Members(dict[str, "Json"]):
    """An object, and a key that stood in it twice."""

    twice: str | None = None


type Json = str | bool | list[Json] | Members | None


def _members(pairs: list[tuple[str, "Json"]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        members.twice = Counter(key for key, _value in pairs).most_common(1)[0][0]
    return members


def _real(written: str) -> Number:
    """A number with a dot or an exponent: the exponent is written out, as far as a price or a quantity can have it."""
    mantissa, has_exponent, exponent = written.casefold().partition("e")
    is_short = has_exponent and len(mantissa) <= _MAX_DIGITS and len(exponent) < 4
    return Number(f"{Decimal(written):f}" if is_short and abs(int(exponent)) <= _MAX_DIGITS else written)


_DECODER = json.JSONDecoder(
    parse_int=Number, parse_float=_real, parse_constant=Number, strict=False, object_pairs_hook=_members
)


class Values:
    """A cursor in the text; all that can be wrong with it raises UnreadablePriceList."""

    def __init__(self, text: DecodedText) -> None:
        self._text = text
        self._window = ""
        self._place = self._counted = 0
        self._line = 1
        self._is_over = False

    @property
    def line(self) -> int:
        self._line += self._window.count("\n", self._counted, self._place)
        self._counted = self._place
        return self._line

    def peek(self) -> str:
        """The next character that is not blank, "" at the end."""
        while True:
            found = _BLANK.match(self._window, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._window) or not self._more():
                return self._window[self._place : self._place + 1]

    def take(self, char: str) -> bool:
        """Go past this character if it is the next one."""
        if self.peek() != char:
            return False
        self._place += 1
        return True

    def want(self, char: str) -> None:
        if not self.take(char):
            raise self.broken()

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; whoever draws one reads its value."""
        self.want("{")
        if self.take("}"):
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise self.broken()
            self.want(":")
            yield key
            if not self.take(","):
                break
        self.want("}")

    def items(self) -> Iterator[None]:
        """Stand at each item of the array that begins here; whoever draws one reads its value."""
        self.want("[")
        if self.take("]"):
            return
        while True:
            yield None
            if not self.take(","):
                break
        self.want("]")

    def value(self) -> Json:
        """Build the value that begins here."""
        self.peek()
        while True:
            try:
                value, end = cast("tuple[Json, int]", _DECODER.raw_decode(self._window, self._place))
            except json.JSONDecodeError:
                if not self._more():
                    raise self.broken() from None
                continue
            except RecursionError:
                raise self._too_deep() from None
            # A number at the end of the window may go on.
            if end < len(self._window) or not self._more():
                self._place = end
                return value

    def skip(self) -> None:
        """Go past the value that begins here, whatever its size."""
        if self.peek() not in ("{", "["):
            self.value()
            return
        depth = 0
        while True:
            if (token := self._token()) in ("{", "["):
                depth += 1
            elif token in ("}", "]"):
                depth -= 1
            if depth > _MAX_DEPTH:
                raise self._too_deep()
            if depth == 0:
                return

    def broken(self) -> UnreadablePriceList:
        """What to say of a text that cannot go on like this."""
        near = shown(self._window[self._place : self._place + 30])
        sentence = _("The file is not sound JSON here: “%(near)s”.")
        return UnreadablePriceList("bad_json", sentence, self.line, near=near)

    def _token(self) -> str:
        while True:
            found = _TOKEN.match(self._window, self._place)
            if found and (found.end() < len(self._window) or not self._more()):
                self._place = found.end()
                return found[0]
            if not found and not self._more():
                raise self.broken()

    def _too_deep(self) -> UnreadablePriceList:
        sentence = _("Values are nested more than %(most)d deep.")
        return UnreadablePriceList("too_deep", sentence, self.line, most=_MAX_DEPTH)

    def _more(self) -> bool:
        """Widen the window; what is behind the cursor goes."""
        if self._is_over:
            return False
        kept = len(self._window) - self._place
        if kept > _MAX_VALUE:
            raise UnreadablePriceList("too_long", _("One value takes more than 4 MiB."), self.line)
        # Each time at least as much again: a long value is not tried once for each little piece of it.
        piece = self._text.read(max(1 << 16, kept))
        self._is_over = not piece
        self._line = self.line
        self._window = self._window[self._place :] + piece
        self._place = self._counted = 0
        return bool(piece)
