"""Goods as rows of a table: a column for each field and each attribute, under names that the reader knows."""

from collections.abc import Sequence
from decimal import Decimal

from modules.partners.formats.category_paths import written
from modules.partners.formats.columns import Columns, folded
from modules.partners.formats.writers.goods import WrittenGood

FIELDS = (
    *("id", "name", "category", "model", "brand", "gtin", "price", "price_rrp", "quantity", "currency"),
    "description",
)
# Readers of tables stop at 500 columns, spreadsheets show fewer than that.
_MOST_NAMED, _MOST_PAIRS = 300, 50

type Cell = str | int | Decimal | bool | None


class Layout:
    """Which column is whose. An attribute that is called like a field ("Модель") stands in a pair, name and value."""

    def __init__(self, attributes: Sequence[str]) -> None:
        known, taken = Columns(), {folded(name) for name in FIELDS}
        self._named: list[str] = []
        for name in attributes:
            if len(self._named) < _MOST_NAMED and not known.meaning(name) and _is_plain(name, taken):
                self._named.append(name)
                taken.add(folded(name))
        self._place = {name: place for place, name in enumerate(self._named)}
        self._pairs = min(len(attributes) - len(self._named), _MOST_PAIRS)

    @property
    def header(self) -> list[str]:
        pairs = [f"Option{n} {what}" for n in range(1, self._pairs + 1) for what in ("Name", "Value")]
        return [*FIELDS, *self._named, *pairs]

    def cells(self, good: WrittenGood) -> list[Cell]:
        named: list[Cell] = [None] * len(self._named)
        pairs: list[Cell] = []
        for name, value in good.attributes:
            if name in self._place:
                named[self._place[name]] = value
            elif len(pairs) < 2 * self._pairs:
                pairs += [name, value]
        return [*_fields(good), *named, *pairs, *[None] * (2 * self._pairs - len(pairs))]


def _is_plain(name: str, taken: set[str]) -> bool:
    written = folded(name)
    return bool(written) and written not in taken and not written.startswith(("option", "attribute", "additional"))


def _fields(good: WrittenGood) -> list[Cell]:
    return [
        good.external_id,
        good.name,
        written([*good.category_path, good.category or good.category_key]),
        good.model,
        good.brand,
        good.gtin,
        good.price,
        good.price_rrp,
        good.quantity,
        good.currency,
        good.description,
    ]
