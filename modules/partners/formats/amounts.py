"""Numbers as people write them, read strictly: what can be read two ways is refused."""

import re
from decimal import Decimal

from core.money import rounded
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.rows import Value
from modules.partners.formats.texts import shown

MAX_QUANTITY = 2_147_483_647
MAX_PRICE = Decimal("9999999999.99")
_ABOVE_PRICES = MAX_PRICE + 1
_MAX_WRITTEN = 40

_EVERYDAY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_TYPED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def price(text: str) -> tuple[Decimal, bool]:
    """A price above zero with two places, and whether it had to be rounded; refuses with `bad_price`."""
    exact = _number(text, "bad_price")
    # The cap first: rounding itself fails on numbers longer than the context's precision.
    amount = rounded(min(exact, _ABOVE_PRICES))
    if not 0 < amount <= MAX_PRICE:
        sentence = _("“%(value)s”: a price is more than 0 and less than 10,000,000,000.")
        raise Refused("bad_price", sentence, value=shown(text))
    return amount, amount != exact


def quantity(text: str) -> int:
    """A whole number of pieces; refuses with `bad_quantity`."""
    exact = _number(text, "bad_quantity")
    if exact != int(exact) or exact > MAX_QUANTITY:
        sentence = _("“%(value)s”: a quantity is a whole number from 0 to %(most)d.")
        raise Refused("bad_quantity", sentence, value=shown(text), most=MAX_QUANTITY)
    return int(exact)


def typed(text: str) -> Value:
    """A bare word as number or boolean where it can be nothing else: `010`, `1_000`, `NO` and `12:30` stay text."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return Decimal(text) if _TYPED_NUMBER.fullmatch(text) else text


def _number(text: str, code: str) -> Decimal:
    if _EVERYDAY.fullmatch(text):
        return Decimal(text)
    if len(text) > _MAX_WRITTEN:
        raise Refused(code, _("“%(value)s” is too long for a number."), value=shown(text))
    written = " ".join(text.split())
    if _TWO_WAYS.fullmatch(written):
        sentence = _("“%(value)s” can be read as thousands or as decimals; write it without the comma.")
        raise Refused(code, sentence, value=shown(text))
    if _PLAIN.fullmatch(written) or _BLANK_GROUPS.fullmatch(written):
        return Decimal(written.replace(" ", "").replace(",", "."))
    if _COMMA_GROUPS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    raise Refused(code, _("“%(value)s” is not a number that can be taken here."), value=shown(text))
