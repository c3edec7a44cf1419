"""How many pieces there are of a good, as one file writes it."""

import re

from modules.partners.formats import amounts
from modules.partners.formats.content import Number, RawGood
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.number_formats import Formatted
from modules.partners.formats.samples import told
from modules.partners.formats.texts import shown

# More than one: a 1 may be a yes, and a 0 a no.
_COUNTED = re.compile(r"0*(?:[2-9]|[1-9]\d{1,8})(?:\.0+)?")


class Stocks:
    """Reads the quantities of one file; where its prices `have_commas`, “12,000” is twelve.

    Its first goods show whether a column “Available” beside the quantity counts what is free, or says yes and no.
    """

    def __init__(self, sample: list[RawGood], *, have_commas: bool) -> None:
        self._have_commas = have_commas
        self._is_free_counted = any(_COUNTED.fullmatch(text) for text in told(sample, "free"))

    def of(self, raw: RawGood) -> amounts.Pieces:
        """By what is free of it, else by the quantity; without one, by what is said of whether the good is there."""
        free = (raw.fields.get("free") or "").strip()
        if free and self._is_free_counted:
            return self._take(raw, "free")
        if free == "0" or amounts.says_none(free):
            return amounts.Pieces(0)
        if (raw.fields.get("reserved") or "").strip():
            return self._without_reserve(raw)
        if raw.further:
            return self._summed(raw)
        is_told = (raw.fields.get("quantity") or "").strip() or not raw.fields.get("available")
        return self._take(raw, "quantity" if is_told else "available")

    def _summed(self, raw: RawGood) -> amounts.Pieces:
        """What there is at several places together; a blank cell is none, where another says something."""
        told = [text for text in (raw.fields.get("quantity") or "", *raw.further) if text.strip()]
        try:
            return amounts.summed([self._read(text) for text in told or [""]])
        except Refused as refused:
            raw.refuse("quantity", refused.code, refused.detail, **refused.params)
            return amounts.Pieces(0)

    def _without_reserve(self, raw: RawGood) -> amounts.Pieces:
        """What is left of the quantity without what is reserved, as far as both are told as numbers."""
        there = self._take(raw, "quantity")
        try:
            reserved = self._read(raw.fields.get("reserved") or "")
        except Refused:
            reserved = amounts.Pieces(0, is_vague=True)
        if reserved.is_vague or (there.is_vague and reserved.number):
            raw.noted.append("reserved_not_counted")
            return there
        if min(reserved.number, there.number):
            raw.noted.append("reserved_taken_off")
        return amounts.Pieces(max(0, there.number - reserved.number), there.is_vague)

    def _take(self, raw: RawGood, field: str) -> amounts.Pieces:
        try:
            return self._read(raw.fields.get(field) or "")
        except Refused as refused:
            raw.refuse("quantity" if field == "free" else field, refused.code, refused.detail, **refused.params)
            return amounts.Pieces(0)

    def _read(self, text: str) -> amounts.Pieces:
        if not text.strip():
            raise Refused("missing_quantity", _("The good has no quantity."))
        if isinstance(text, Formatted):
            return amounts.quantity(_as_shown(text))
        is_plain = isinstance(text, Number) or not self._have_commas
        return amounts.quantity(text if is_plain else amounts.without_decimals(text))


def _as_shown(number: Formatted) -> str:
    """A quantity with the unit that its format shows; a currency there is a slip that says nothing of the pieces."""
    before, after, is_scaled = number.affixes
    if is_scaled:
        sentence = _(
            "“%(value)s” is shown in thousands, or in millions, by the number format of its cell (%(format)s): nobody "
            "can tell which is meant. Give the quantity a plain number format."
        )
        raise Refused("bad_quantity", sentence, value=shown(number), format=shown(number.code))
    is_money = any(amounts.is_currency(one) for one in (before, after) if one)
    return str(number) if is_money else " ".join(filter(None, (before, number, after)))
