"""The offers of a CommerceML exchange, kept on the disk until their goods come."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Self

from modules.partners.formats.xml_nodes import Node

_AT_ONCE = 1000
_WITHDRAWN = frozenset({"удален", "удалён", "удалено"})


@dataclass(slots=True)
class Offer:
    """A good's price and quantity, or those of one of its variants (`good#variant`)."""

    key: str
    line: int
    name: str = ""
    model: str = ""
    gtin: str = ""
    price: str = ""
    price_rrp: str = ""
    currency: str = ""
    quantity: str = ""
    is_withdrawn: bool = False
    traits: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, node: Node, kinds_of_price: Sequence[str]) -> Self:
        """What an element says; of several prices the one whose kind the package names first."""
        prices = {one.get("ИдТипаЦены"): one for one in node.all("Цены", "Цена")}
        chosen = next((prices[kind] for kind in kinds_of_price if kind in prices), next(iter(prices.values()), None))
        traits = node.all("ХарактеристикиТовара", "ХарактеристикаТовара")
        return cls(
            key=node.get("Ид"),
            line=node.line,
            name=node.get("Наименование"),
            model=node.get("Артикул"),
            gtin=node.get("Штрихкод"),
            price=chosen.get("ЦенаЗаЕдиницу") if chosen else "",
            currency=chosen.get("Валюта") if chosen else "",
            quantity=node.get("Количество") or _at_warehouses(node),
            is_withdrawn=is_withdrawn(node),
            traits=[(one.get("Наименование"), one.get("Значение")) for one in traits],
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
    """Offers by the ids of their goods, in a nameless database on the disk: an exchange may have millions."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"
            "CREATE TABLE offer (good TEXT, place INTEGER PRIMARY KEY, said TEXT, is_taken INTEGER DEFAULT 0);"
            "CREATE INDEX offer_good ON offer (good);"
        )
        self._waiting: list[tuple[str, str]] = []

    def add(self, offer: Offer) -> None:
        said = json.dumps(asdict(offer)).encode("utf-8", "replace").decode()
        self._waiting.append((offer.key.partition("#")[0], said))
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO offer (good, said) VALUES (?, ?)", self._waiting)
        self._base.execute("COMMIT")
        self._waiting.clear()

    def of(self, good: str) -> list[Offer]:
        """The offers of one good, in their order; they are no longer among the rest then."""
        rows = self._base.execute("SELECT said FROM offer WHERE good = ? ORDER BY place LIMIT 1000", (good,)).fetchall()
        if rows:
            self._base.execute("UPDATE offer SET is_taken = 1 WHERE good = ?", (good,))
        return [Offer(**json.loads(said)) for (said,) in rows]

    def rest(self) -> Iterator[Offer]:
        for (said,) in self._base.execute("SELECT said FROM offer WHERE is_taken = 0 ORDER BY place"):
            yield Offer(**json.loads(said))
