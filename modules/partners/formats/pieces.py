"""How many pieces there are of a good, as one file writes it."""

from modules.partners.formats import amounts
from modules.partners.formats.content import Number, RawGood
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.number_formats import Formatted
from modules.partners.formats.texts import shown


class Stocks:
    """Reads the quantities of one file; where its prices `have_commas`, “12,000” is twelve."""

    def __init__(self, *, have_commas: bool) -> None:
        self._have_commas = have_commas

    def of(self, raw: RawGood) -> amounts.Pieces:
        """By the quantity; without one, by what is said of whether the good is there."""
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

    def _take(self, raw: RawGood, field: str) -> amounts.Pieces:
        try:
            return self._read(raw.fields.get(field) or "")
        except Refused as refused:
            raw.refuse(field, refused.code, refused.detail, **refused.params)
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
