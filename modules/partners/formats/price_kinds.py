"""Which of several kinds of price is the price: told by their names, as with the columns of a table, or asked for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from modules.partners.formats.codes import currency
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns, currency_in, folded
from modules.partners.formats.errors import Refused, UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import shown
from modules.partners.formats.vocabulary import SELLING

_SELLING = frozenset(SELLING.split(", "))
# What people call a kind of price that is their own cost, beside the names that columns of a cost go by.
_OF_COST = re.compile(r"закуп|себестоим|учетн|приходн|входн|\bcosts?\b|purchas")
_OF_SHOPS = ("розн", "цена розн", "retail")
_MAX_SHOWN = 40
_MAX_HEADER = 100


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of price: how its file refers to it, what people call it, and its currency where that is told."""

    key: str
    name: str
    currency: str | None = None


class Choice(NamedTuple):
    """The kinds that are the price and the recommended one; `unclear` are those that could be the price alike."""

    price: Kind | None = None
    rrp: Kind | None = None
    unclear: tuple[Kind, ...] = ()


def choose(kinds: Iterable[Kind], columns: Columns) -> Choice:
    """What the supplier has said of a name counts first, then the shop's currency, then the common names."""
    known = [kind for kind in kinds if _said(kind, columns) in ("", "price", "price_rrp")]
    likely = _likely([kind for kind in known if _said(kind, columns) != "price_rrp"], columns)
    if len(likely) != 1:
        return Choice(unclear=tuple(likely))
    price = likely[0]
    return Choice(price, _recommended([kind for kind in known if kind != price], price, columns))


def unclear(kinds: Sequence[Kind]) -> UnreadablePriceList:
    """What to say of a file whose kinds of price do not tell which of them counts."""
    names = list(dict.fromkeys(" ".join(shown(kind.name, _MAX_HEADER).split()) for kind in kinds))
    sentence = _(
        "Several prices are told of a good, and nothing says which one counts: %(names)s. Say once what they mean (PUT "
        "partner/price-lists/columns/, the name of the price as the header) and send the list again."
    )
    named = "; ".join(names[:_MAX_SHOWN])
    return UnreadablePriceList("duplicate_column", sentence, None, names=named, headers="\n".join(names))


def currency_told(text: str) -> str | None:
    """The currency that a text names, None where it names none."""
    try:
        return currency(text)
    except Refused:
        return None


def _said(kind: Kind, columns: Columns) -> str:
    return columns.meaning(kind.name) if columns.is_told(kind.name) else ""


def _likely(kinds: list[Kind], columns: Columns) -> list[Kind]:
    """The kinds that may be the price: never a cost, nor one that a shop leaves out, where there is another."""
    if told := [kind for kind in kinds if _said(kind, columns) == "price"]:
        return _in_currency(told, columns)
    here = _in_currency(kinds, columns)
    wanted = [kind for kind in here if not _is_cost(kind) and columns.meaning(kind.name) != IGNORE]
    left = wanted or [kind for kind in here if not _is_cost(kind)] or here
    named = [kind for kind in left if columns.meaning(kind.name) == "price"]
    selling = [kind for kind in named if folded(kind.name) in _SELLING]
    retail = [kind for kind in left if _is_retail(kind, columns)]
    # A recommended price is the good's own where there is no other; what nobody knows may be another.
    all_known = all(columns.meaning(kind.name) not in ("", ATTRIBUTE) for kind in left)
    return selling or named or (retail if all_known and retail else left)


def _in_currency(kinds: list[Kind], columns: Columns) -> list[Kind]:
    """Those in the shop's currency, where some are."""
    wanted = columns.only_currency
    return [kind for kind in kinds if not wanted or _currency_of(kind) in (None, wanted)] or kinds


def _currency_of(kind: Kind) -> str | None:
    return kind.currency or currency_in(kind.name)


def _is_cost(kind: Kind) -> bool:
    return bool(_OF_COST.search(folded(kind.name)))


def _is_retail(kind: Kind, columns: Columns) -> bool:
    return columns.meaning(kind.name) == "price_rrp" and folded(kind.name).startswith(_OF_SHOPS)


def _recommended(kinds: list[Kind], price: Kind, columns: Columns) -> Kind | None:
    """The one that is recommended to sell at, in the currency of the price."""
    found = [kind for kind in kinds if columns.meaning(kind.name) == "price_rrp"]
    found = [kind for kind in found if _currency_of(kind) in (None, _currency_of(price)) or not _currency_of(price)]
    return min(found, key=lambda kind: columns.rank(kind.name), default=None)
