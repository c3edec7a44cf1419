"""The prices of a CommerceML exchange: which of its types is the price, and what an offer costs by it."""

from decimal import Decimal, InvalidOperation

from modules.partners.formats.cml_offers import Offer, Price
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import RawGood
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.price_kinds import Choice, Kind, choose, currency_told, unclear
from modules.partners.formats.texts import shown
from modules.partners.formats.xml_nodes import Node

# More types than anybody has; what is above has no say.
_MOST = 500


class PriceTypes:
    """The types that an exchange lists, and those that its offers have prices of."""

    def __init__(self) -> None:
        self._listed: dict[str, Kind] = {}
        self._used: dict[str, str | None] = {}

    def add(self, node: Node) -> None:
        key = node.get("Ид")
        if len(self._listed) < _MOST:
            self._listed[key] = Kind(key, node.get("Наименование") or key, currency_told(node.get("Валюта")))

    def note(self, offer: Offer) -> None:
        for price in offer.prices:
            if price.kind not in self._used and len(self._used) < _MOST:
                self._used[price.kind] = currency_told(price.currency)

    def choose(self, columns: Columns) -> Choice:
        """The types that are the price and the recommended one; raises UnreadablePriceList (`duplicate_column`)."""
        used = (self._listed.get(key, Kind(key, key)) for key in self._used)
        choice = choose([Kind(one.key, one.name, self._used[one.key] or one.currency) for one in used], columns)
        if choice.unclear:
            raise unclear(choice.unclear)
        return choice


def read_prices(raw: RawGood, offer: Offer, choice: Choice) -> None:
    """Put the prices of an offer into its good."""
    price = _price_of(raw, "price", offer, choice.price)
    raw.fields |= {"price": price.amount if price else "", "currency": price.currency if price else ""}
    if choice.rrp:
        rrp = _price_of(raw, "price_rrp", offer, choice.rrp)
        raw.fields["price_rrp"] = rrp.amount if rrp else ""


def _price_of(raw: RawGood, field: str, offer: Offer, kind: Kind | None) -> Price | None:
    """The price of one piece, without those from a number of pieces on; one of a pack, or several, are refused."""
    told = [one for one in offer.prices if kind and one.kind == kind.key]
    found = [one for one in told if not one.fewest or _number(one.fewest) in (0, 1)]
    if told and not found:
        raw.refuse(field, "bad_price", _("The price holds only from %(count)s pieces on."), count=shown(told[0].fewest))
        return told[0]
    if len({(_number(one.amount), one.currency, _number(one.factor or "1")) for one in found}) > 1:
        raw.refuse(field, "bad_price", _("Several prices of one type are told, and they differ."))
    if found and found[0].factor and _number(found[0].factor) != 1:
        sentence = _("The price is for %(count)s pieces at once; the price of one piece is wanted.")
        raw.refuse(field, "bad_price", sentence, count=shown(found[0].factor))
    return found[0] if found else None


def _number(text: str) -> Decimal | str:
    """The number that a text is, else the text as it is."""
    try:
        return Decimal(text.strip().replace(",", ".")) if len(text) < 40 else text
    except InvalidOperation:
        return text
