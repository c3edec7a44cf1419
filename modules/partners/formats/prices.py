"""Prices as one file writes them: what its first goods show of its marks tells decimals from thousands in the others.

“12.500” is two numbers. It is read only where it is typed as a number, or where another price shows that dots stand
before decimals here and none shows the contrary: asking for it again costs less than a guess that goes live.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from modules.partners.formats import amounts
from modules.partners.formats.content import Number, RawGood
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.number_formats import Formatted
from modules.partners.formats.texts import shown

WITHOUT = amounts.Price(Decimal())
_FIELDS = ("price", "price_rrp")
_NONE = re.compile(r"(?:0+(?:[.,]0+)?)?")
_DECIMAL_COMMA = re.compile(r"\d,\d{1,2}(?!\d)")


class Prices:
    """Reads the prices of one file."""

    def __init__(self, sample: Iterable[RawGood]) -> None:
        told = [text for raw in sample for field in _FIELDS if (text := raw.fields.get(field))]
        written = [text for text in told if not isinstance(text, Number)]
        self.have_commas = any(map(_DECIMAL_COMMA.search, written))
        has_thousands = self.have_commas or any(map(amounts.has_dot_of_thousands, written))
        self._are_dots_decimal = not has_thousands and any(map(amounts.has_decimal_dot, written))

    def price(self, text: str) -> amounts.Price:
        """The price of a good; refuses with `missing_price`, `bad_price` or `price_on_request`."""
        if text.strip():
            return self._read(text)
        raise Refused("missing_price", _("The good has no price."))

    def recommended(self, text: str) -> amounts.Price:
        """The recommended retail price; zero is how many programs write that there is none."""
        return WITHOUT if _NONE.fullmatch(text.strip()) else self._read(text)

    def _read(self, text: str) -> amounts.Price:
        if isinstance(text, Formatted):
            return amounts.price(_as_shown(text), is_dot_decimal=True)
        return amounts.price(text, is_dot_decimal=self._are_dots_decimal or isinstance(text, Number))


def _as_shown(number: Formatted) -> str:
    """A price with the currency that the format of its cell shows; refuses with `bad_price`."""
    before, after, is_scaled = number.affixes
    if is_scaled:
        sentence = _(
            "“%(value)s” is shown in thousands, or in millions, by the number format of its cell (%(format)s): nobody "
            "can tell which is meant. Give the price a plain number format."
        )
        raise Refused("bad_price", sentence, value=shown(number), format=shown(number.code))
    return " ".join(filter(None, (before, number, after)))
