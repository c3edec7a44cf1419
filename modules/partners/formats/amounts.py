"""Numbers as people write them, read strictly: what can be read two ways is refused."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from modules.partners.formats import codes
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.rows import Value
from modules.partners.formats.texts import shown
from modules.partners.formats.vocabulary import IN_STOCK, OUT_OF_STOCK

MAX_QUANTITY = 2_147_483_647
MAX_PRICE = Decimal("9999999999.99")
_ABOVE_PRICES = MAX_PRICE + 1
_CENT = Decimal("0.01")
_MAX_WRITTEN = 40
_NOT_A_NUMBER = _("“%(value)s” is not a number that can be taken here.")
_NO_GROUPS = str.maketrans("", "", " '’")

_EVERYDAY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_DOT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_ZERO_DECIMALS = re.compile(r",0{3}(?!\d)")
_DOT_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DOT_OF_DECIMALS = re.compile(r"[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})|(?:0[0-9]*|[0-9]{4,})\.[0-9]{3}")
_DOTS_OF_THOUSANDS = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9.])")
_TYPED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_SIGNED = re.compile(r"([^\s\d.,+-]{0,5})\s?(\d[\d\s.,'’]*?)\s?([^\s\d,+-][^\d,+-]{0,15})?")
_PER_PIECE = re.compile(r"\s?(?:/|за)\s?(?:1\s?)?(?:шт|ед|pcs|pc|piece|unit|each)\.?$", re.IGNORECASE)
_NO_PRICE = ("запрос", "договор", "уточн", "звоните", "request", "on call", "call for", "tbd", "n/a", "poa")

_FROM = re.compile(r"^\s*(?:от|from|ab)\s?(?=[\d$€£₽])", re.IGNORECASE)
_PIECES = re.compile(r"\s?(?:шт|штук|штуки|штука|ед|pcs|pc|pieces|units)\.?$", re.IGNORECASE)
_AT_LEAST = re.compile(r"(?:>=?|≥|более|больше|свыше|от|over|more than|min\.?)\s?([0-9]{1,9})|([0-9]{1,9})\s?\+")
_AT_MOST = re.compile(r"(?:<=?|≤|менее|меньше|до|less than|under)\s?([0-9]{1,9})")
_RANGE = re.compile(r"([0-9]{1,9})\s?(?:-|–|—|\.\.+)\s?[0-9]{1,9}")
# No name of a place begins with a blank: what could be read in two ways each time takes two to the n of them.
_BY_PLACE = re.compile(r"[^=,\s][^=,]{0,79}=[0-9]{1,9}(?:\s?,\s?[^=,\s][^=,]{0,79}=[0-9]{1,9}){0,50}")
_LEFT = re.compile(r"(?:в наличии|есть|осталось|остаток|in stock|left|available)[\s:(–-]{1,3}([0-9]{1,9})\)?")
_BEGIN_SOME = ("в наличии", "есть ", "много", "достаточно", "мало", "in stock", "available")
_BEGIN_NONE = ("нет", "под заказ", "ожида", "предзаказ", "в пути", "снят", "out of stock", "pre-order", "backorder")
_NEGATIVE = re.compile(r"[-−–] ?[0-9][0-9\s.,]*\D{0,5}")
_SOME = frozenset(IN_STOCK.split(", "))
_NONE = frozenset(OUT_OF_STOCK.split(", "))

_ERROR = re.compile(
    r"#(?:N/?A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!|SPILL!|ПЕРЕНОС!|CALC!"
    r"|ВЫЧИСЛ!|FIELD!|GETTING_DATA|ERR!|#+)",
    re.IGNORECASE,
)


class Price(NamedTuple):
    amount: Decimal
    is_rounded: bool = False
    currency: str | None = None
    is_vague: bool = False


class Pieces(NamedTuple):
    number: int
    is_vague: bool = False


def refuse_broken_cell(text: str, code: str) -> None:
    """Refuse what a spreadsheet shows in place of a value: “#N/A”, “#REF!”, a row of “#”."""
    if _ERROR.fullmatch(text.strip()[:_MAX_WRITTEN]):
        sentence = _("“%(value)s” is an error of the spreadsheet and no value: mend the formula of the cell.")
        raise Refused(code, sentence, value=shown(text))


def price(text: str, *, is_dot_decimal: bool) -> Price:
    """A price above zero with two places, and the currency written with it; refuses with `bad_price`.

    Unless `is_dot_decimal` is known, “1.234” is refused: it can be read as thousands or as decimals.
    """
    refuse_broken_cell(text, "bad_price")
    begun = _FROM.sub("", text)
    number, currency = (text, None) if _EVERYDAY.fullmatch(text) else _without_currency(begun)
    if not is_dot_decimal:
        _refuse_dot_of_thousands(number, text, "bad_price")
    exact = _number(number, "bad_price", text)
    # The cap first: rounding itself fails on numbers longer than the context's precision.
    amount = min(exact, _ABOVE_PRICES).quantize(_CENT, rounding=ROUND_HALF_UP)
    if not 0 < amount <= MAX_PRICE:
        sentence = _("“%(value)s”: a price is more than 0 and less than 10,000,000,000.")
        raise Refused("bad_price", sentence, value=shown(text))
    return Price(amount, amount != exact, currency, begun != text)


def is_currency(text: str) -> bool:
    """Whether it is a currency, by its code or its sign."""
    try:
        return bool(codes.currency(text))
    except Refused:
        return False


def has_decimal_dot(text: str) -> bool:
    """Whether the dot in a price can only stand before decimals: “2.50”, “0.500”, “1299.000”, “1,299.000”."""
    try:
        number, _currency = _without_currency(_FROM.sub("", text))
    except Refused:
        return False
    plain = "".join(number[: _MAX_WRITTEN + 1].split()).translate(_NO_GROUPS).replace(",", "")
    return len(plain) <= _MAX_WRITTEN and bool(_DOT_OF_DECIMALS.fullmatch(plain))


def has_dot_of_thousands(text: str) -> bool:
    """Whether the dots in a price can only stand between thousands: “1.299.000”."""
    return len(text) <= _MAX_WRITTEN and bool(_DOTS_OF_THOUSANDS.search(text))


def quantity(text: str) -> Pieces:
    """A whole number of pieces; “>10”, “in stock” and so on are the fewest they can be; `bad_quantity`."""
    refuse_broken_cell(text, "bad_quantity")
    vague = None if _EVERYDAY.fullmatch(text) else _vague(text)
    if vague is not None:
        return vague
    if _NEGATIVE.fullmatch(text.strip()[:_MAX_WRITTEN]):
        sentence = _("“%(value)s”: a quantity is not negative; write 0 where there is none.")
        raise Refused("bad_quantity", sentence, value=shown(text))
    exact = _number(_PIECES.sub("", text) if len(text) <= _MAX_WRITTEN else text, "bad_quantity", text)
    if exact != int(exact) or exact > MAX_QUANTITY:
        raise _no_quantity(text)
    return Pieces(int(exact))


def says_none(text: str) -> bool:
    """Whether it says in words that there is none."""
    return any(map(str.isalpha, text[:_MAX_WRITTEN])) and _vague(text) == Pieces(0)


def summed(several: list[Pieces]) -> Pieces:
    """What there is at several places together; `bad_quantity` where that is too much."""
    number = sum(one.number for one in several)
    if number > MAX_QUANTITY:
        raise _no_quantity(str(number))
    return Pieces(number, any(one.is_vague for one in several))


def _no_quantity(text: str) -> Refused:
    sentence = _("“%(value)s”: a quantity is a whole number from 0 to %(most)d.")
    return Refused("bad_quantity", sentence, value=shown(text), most=MAX_QUANTITY)


def without_decimals(text: str) -> str:
    """A quantity as it is read where commas stand before decimals: “12,000” is twelve there, “12.000” two numbers."""
    _refuse_dot_of_thousands(text, text, "bad_quantity")
    return _ZERO_DECIMALS.sub("", text)


def typed(text: str) -> Value:
    """A bare word as number or boolean where it can be nothing else: `010`, `1_000`, `NO` and `12:30` stay text."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return Decimal(text) if _TYPED_NUMBER.fullmatch(text) else text


def _refuse_dot_of_thousands(number: str, whole: str, code: str) -> None:
    if len(number) <= _MAX_WRITTEN and _DOT_TWO_WAYS.fullmatch(number.strip()):
        sentence = _("“%(value)s” can be read as thousands or as decimals; write it without the dot.")
        raise Refused(code, sentence, value=shown(whole))


def _without_currency(text: str) -> tuple[str, str | None]:
    written = _folded(text)
    if any(word in written.casefold() for word in _NO_PRICE):
        raise Refused("price_on_request", _("“%(value)s”: a good without a price cannot be sold."), value=shown(text))
    found = _SIGNED.fullmatch(_PER_PIECE.sub("", written))
    sign = (found[1] or (found[3] or "").strip()) if found else ""
    return (found[2], _currency(sign, text)) if found and sign else (text, None)


def _currency(sign: str, text: str) -> str | None:
    try:
        return codes.currency(sign)
    except Refused:
        raise Refused("bad_price", _NOT_A_NUMBER, value=shown(text)) from None


def _vague(text: str) -> Pieces | None:
    written = _folded(text).casefold()
    if not written or len(text) > _MAX_WRITTEN * 50:
        return None
    words = written.rstrip("!.").replace("_", " ")
    if words in _SOME:
        return Pieces(1, is_vague=True)
    if words in _NONE:
        return Pieces(0)
    if found := _AT_LEAST.fullmatch(_PIECES.sub("", written)) or _RANGE.fullmatch(_PIECES.sub("", written)):
        return Pieces(int(next(filter(None, found.groups()))), is_vague=True)
    if found := _AT_MOST.fullmatch(_PIECES.sub("", written)):
        return Pieces(min(1, int(found[1])), is_vague=True)
    if _BY_PLACE.fullmatch(written):
        return Pieces(sum(int(place.rpartition("=")[2]) for place in written.split(",")))
    return _said(_PIECES.sub("", written))


def _said(written: str) -> Pieces | None:
    """What begins with a word for some or for none: “в наличии: 5”, “ожидается 12.05”."""
    if found := _LEFT.fullmatch(written):
        return Pieces(int(found[1]))
    if written.startswith(_BEGIN_NONE):
        return Pieces(0)
    return Pieces(1, is_vague=True) if written.startswith(_BEGIN_SOME) else None


def _folded(text: str) -> str:
    # No number, sign or word that is known here is longer.
    return " ".join(text[: _MAX_WRITTEN * 50].split())


def _number(text: str, code: str, whole: str) -> Decimal:
    if _EVERYDAY.fullmatch(text):
        return Decimal(text)
    if len(text) > _MAX_WRITTEN:
        raise Refused(code, _("“%(value)s” is too long for a number."), value=shown(whole))
    written = " ".join(text.split())
    if _TWO_WAYS.fullmatch(written):
        sentence = _("“%(value)s” can be read as thousands or as decimals; write it without the comma.")
        raise Refused(code, sentence, value=shown(whole))
    if _PLAIN.fullmatch(written) or _BLANK_GROUPS.fullmatch(written):
        return Decimal(written.translate(_NO_GROUPS).replace(",", "."))
    if _COMMA_GROUPS.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _DOT_GROUPS.fullmatch(written):
        return Decimal(written.replace(".", "").replace(",", "."))
    raise Refused(code, _NOT_A_NUMBER, value=shown(whole))
