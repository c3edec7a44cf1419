"""The offers of a CommerceML exchange, kept on the disk until their goods come."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import NamedTuple, Self

from modules.partners.formats.xml_nodes import Node

_AT_ONCE = 1000
_MOST_OF_A_GOOD = 5000
_TOLD = ("name", "model", "gtin", "quantity", "is_withdrawn", "traits")
_OF_PRICE = ("ИдТипаЦены", "ЦенаЗаЕдиницу", "Валюта", "Коэффициент", "МинКоличество")
_MOST_PRICES = 500
_WITHDRAWN = frozenset({"удален", "удалён", "удалено"})


class Price(NamedTuple):
    """One of the prices of an offer; `factor` says for how many pieces it is, `fewest` from how many on."""

    kind: str
    amount: str
    currency: str
    factor: str
    fewest: str


@dataclass(slots=True)
class Offer:
    """A good's price and quantity, or those of one of its variants (`good#variant`)."""

    key: str
    line: int
    name: str = ""
    model: str = ""
    gtin: str = ""
    quantity: str = ""
    is_withdrawn: bool = False
    traits: list[tuple[str, str]] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)

    @classmethod
    def of(cls, node: Node) -> Self:
        """What an element says."""
        traits = node.all("ХарактеристикиТовара", "ХарактеристикаТовара")
        return cls(
            key=node.get("Ид"),
            line=node.line,
            name=node.get("Наименование"),
            model=node.get("Артикул"),
            gtin=node.get("Штрихкод"),
            quantity=node.get("Количество") or _at_warehouses(node),
            is_withdrawn=is_withdrawn(node),
            traits=[(one.get("Наименование"), one.get("Значение")) for one in traits],
            prices=[Price(*map(one.get, _OF_PRICE)) for one in islice(node.all("Цены", "Цена"), _MOST_PRICES)],
        )


def is_withdrawn(node: Node) -> bool:
    return (
        node.attributes.get("Статус", "").strip().casefold() in _WITHDRAWN
        or node.get("ПометкаУдаления").casefold() == "true"
    )


def _at_warehouses(node: Node) -> str:
    """The sum over the warehouses, in the form of any of the schemas 2.03 to 2.10."""
    counts = [one.attributes.get("КоличествоНаСкладе", "") or one.get("Количество") for one in node.all("Склад")]
    counts += [one.get("Количество") for one in node.all("Остатки", "Остаток", "Склад")]
    counts += [one.get("Количество") for one in node.all("Остатки", "Остаток")]
    counts = [count.strip() for count in counts if count.strip()]
    try:
        return f"{sum(map(float, counts)):g}" if counts and all(len(count) < 12 for count in counts) else ""
    except ValueError:
        return counts[0]


class Offers:
    """Offers by the ids of their goods, in a nameless database on the disk: an exchange may have millions.

    Newer exchanges say names, prices and quantities of one offer in files of their own (offers, prices, rests).
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
            "CREATE TABLE offer (good TEXT, place INTEGER PRIMARY KEY, part INTEGER, said TEXT);"
            "CREATE INDEX offer_good ON offer (good);"
            "CREATE TABLE taken (good TEXT PRIMARY KEY);"
        )
        self._waiting: list[tuple[str, int, str]] = []
        self._part = 0

    def add(self, offer: Offer) -> None:
        said = json.dumps(asdict(offer)).encode("utf-8", "replace").decode()
        self._waiting.append((offer.key.partition("#")[0], self._part, said))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def end_part(self) -> None:
        """What is added next stands in another file."""
        self._flush()
        self._part += 1

    def _flush(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO offer (good, part, said) VALUES (?, ?, ?)", self._waiting)
        self._base.execute("COMMIT")
        self._waiting.clear()

    def of(self, good: str) -> list[Offer]:
        """The offers of one good, in their order; they are no longer among the rest then."""
        found = self._of(good)
        if found:
            self._base.execute("INSERT OR IGNORE INTO taken VALUES (?)", (good,))
        return found

    def rest(self) -> Iterator[Offer]:
        goods = self._base.execute(
            "SELECT good FROM offer WHERE good NOT IN (SELECT good FROM taken) GROUP BY good ORDER BY min(place)"
        )
        for (good,) in goods:
            yield from self._of(good)

    def _of(self, good: str) -> list[Offer]:
        rows = self._base.execute(
            f"SELECT part, said FROM offer WHERE good = ? ORDER BY place LIMIT {_MOST_OF_A_GOOD}", (good,)
        )
        return _joined((part, _again(said)) for part, said in rows)


def _again(said: str) -> Offer:
    offer = Offer(**json.loads(said))
    offer.prices = [Price(*one) for one in offer.prices]
    return offer


def _joined(offers: Iterable[tuple[int, Offer]]) -> list[Offer]:
    """What several files say of one offer as one; what one file says twice stays two."""
    found: list[Offer] = []
    in_parts: dict[str, tuple[Offer, set[int]]] = {}
    for part, offer in offers:
        known, parts = in_parts.get(offer.key, (offer, set()))
        if known is offer or part in parts:
            found.append(offer)
            in_parts[offer.key] = (offer, {part})
        else:
            parts.add(part)
            _complete(known, offer)
    return found


def _complete(known: Offer, further: Offer) -> None:
    for name in _TOLD:
        if not getattr(known, name):
            setattr(known, name, getattr(further, name))
    told = {price.kind for price in known.prices}
    known.prices += [price for price in further.prices if price.kind not in told]
