"""What one good says twice: of several prices the one that its name chooses, and else nothing that contradicts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from modules.partners.formats.columns import Columns, folded
from modules.partners.formats.content import RawGood
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.price_kinds import Kind, choose, currency_told
from modules.partners.formats.texts import shown
from modules.partners.formats.vocabulary import SELLING

_PLAIN = frozenset({"price", "цена"})
_SELLING = frozenset(SELLING.split(", "))
_PRICES = _(
    "Several prices are told, and they differ: %(names)s. Leave one of them, or say once which name is the price (PUT "
    "partner/price-lists/columns/)."
)
_TWICE = _("“%(name)s” says something else than “%(other)s” does.")


class Said(NamedTuple):
    """A price as it is written, under its name, and the currency that is told of this very price."""

    name: str
    text: str | None
    currency: str | None = None


def counting(told: Iterable[Said], columns: Columns) -> str | None:
    """The name of the price that counts, among those that the first goods of a file have; None where none does."""
    kinds = {
        one.name: Kind(one.name, one.name, currency_told(one.currency or "")) for one in _without_regular(list(told))
    }
    price = choose(kinds.values(), columns).price if len(kinds) > 1 else None
    return price.name if price else None


def read_price(raw: RawGood, told: Sequence[Said], columns: Columns, name: str | None = None) -> None:
    """Put the price that counts into the good, and the recommended one beside it; several that differ refuse it.

    Where other goods of the file have one of that `name`, a good that has only another, a cost perhaps, has none.
    """
    if not told:
        return
    if name and all(one.name != name for one in told):
        raw.fields["price"] = ""
        return
    told = _without_regular(told)
    kinds = [Kind(str(place), one.name, currency_told(one.currency or "")) for place, one in enumerate(told)]
    choice = choose(kinds, columns) if len(told) > 1 else None
    alike = [told[int(kind.key)] for kind in choice.unclear] if choice else []
    if len({(_plain(one.text), one.currency) for one in alike}) > 1:
        raw.refuse(
            "price", "duplicate_key", _PRICES, names=shown("; ".join(f"{one.name}: {one.text}" for one in alike))
        )
    if choice and not (choice.price or alike):
        return  # the supplier wants none of them
    price = told[int(choice.price.key)] if choice and choice.price else (alike or told)[0]
    raw.fields["price"] = price.text
    if price.currency:
        raw.fields["currency"] = price.currency
    if choice and choice.rrp:
        raw.fields.setdefault("price_rrp", told[int(choice.rrp.key)].text)


def _without_regular(told: Sequence[Said]) -> Sequence[Said]:
    """In objects of a shop's API “price” is what it sells at now, and “regular_price” what it did before a sale."""
    if not any(folded(one.name) in _PLAIN for one in told):
        return told
    return [one for one in told if folded(one.name) not in _SELLING]


def refuse_contradictions(raw: RawGood, told: Iterable[tuple[str, str, str | None]], columns: Columns) -> None:
    """Refuse a good that says one field by one name twice, or its quantity by two, and not the same.

    `told` are the fields, the names and the texts; of several names the one that the supplier has explained counts.
    """
    told = list(told)
    explained = {field for field, name, _text in told if columns.is_told(name)}
    met: dict[str, tuple[str, str | None]] = {}
    for field, name, text in told:
        if field == "category" or (field in explained and not columns.is_told(name)):
            continue
        by = field if field == "quantity" and _is_number(text) else folded(name)
        other, before = met.setdefault(by, (name, text))
        if _plain(before) != _plain(text):
            raw.refuse(field, "duplicate_key", _TWICE, name=shown(name), other=shown(other))


def _plain(text: str | None) -> Decimal | str:
    """The number that a text is, else the text."""
    written = (text or "").strip()
    try:
        return Decimal(written) if len(written) < 40 else written
    except InvalidOperation:
        return written


def _is_number(text: str | None) -> bool:
    return isinstance(_plain(text), Decimal)
