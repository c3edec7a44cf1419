"""Goods whose variants are rows of their own, as exports of shops have them: Shopify, WooCommerce, Magento, Spree.

There one row stands for the product, without a price or with none that counts, and those below for what is sold: they
repeat the product's handle, or name its SKU (WooCommerce: its `id:` as well) as their parent, be it many rows above.
"""

from collections.abc import Iterable, Iterator

from modules.partners.formats.columns import folded
from modules.partners.formats.content import RawGood
from modules.partners.formats.notices import Notices

_CONTAINERS = frozenset({"variable", "configurable", "grouped", "bundle", "variable-subscription"})
KINDS = _CONTAINERS | {"simple", "variation", "virtual", "downloadable", "external", "subscription", "booking"}
_INHERITED = ("name", "category", "brand", "description", "currency", "model")
_NO_PRICES = frozenset({"", "0", "0.0", "0.00", "0.0000", "0,00"})
_CODES = frozenset({"sku", "артикул"})
# How many characters of the products whose variants may still come are kept.
_ROOM = 1 << 24
_AROUND = 500


def gathered(goods: Iterable[RawGood], notices: Notices) -> Iterator[RawGood]:
    """The goods that can be sold, each with what the row of its product says of it."""
    heads, held = _Heads(), None
    for raw in goods:
        head = heads.of(raw)
        if held is not None and head is held:
            notices.add("variants_gathered")
        elif held is not None:
            yield held
        held = None
        if _is_remark(raw, head):
            notices.add("blank_row")
            continue
        if head is not None:
            _inherit(raw, head)
        else:
            heads.note(raw)
        if raw.fields.get("kind") in _CONTAINERS and not raw.problems:
            notices.add("variants_gathered")
        elif head is None and _group(raw) and _text(raw, "price") in _NO_PRICES:
            held = raw
        else:
            yield raw
    if held is not None:
        yield held


class _Heads:
    """The rows that stand for products: the last one, and what earlier ones say that others may name as parents."""

    def __init__(self) -> None:
        self._last: RawGood | None = None
        self._parents: dict[str, RawGood] = {}
        self._room = _ROOM

    def of(self, raw: RawGood) -> RawGood | None:
        """The row of the product that this one belongs to."""
        group = _group(raw)
        if not group:
            return None
        return self._last if self._last and group == _group(self._last) else self._parents.get(group)

    def note(self, raw: RawGood) -> None:
        self._last = raw
        kind = raw.fields.get("kind") or ""
        if "group" not in raw.fields or _group(raw) or (kind in KINDS and kind not in _CONTAINERS):
            return
        kept = RawGood(raw.line, {field: _text(raw, field) for field in raw.fields if _is_kept(field)})
        self._room -= _AROUND + sum(map(len, map(str, kept.fields.values())))
        if self._room > 0:
            self._parents.update(dict.fromkeys(_codes(raw), kept))


def _is_kept(field: str) -> bool:
    return field in _INHERITED or field.startswith("option_name_")


def _codes(raw: RawGood) -> list[str]:
    """What variants may call their product."""
    id, others = _text(raw, "external_id"), [value for name, value in raw.attributes if folded(name) in _CODES]
    return [code for code in (id, f"id:{id}", *map(str, others)) if code not in ("", "id:")]


def _group(raw: RawGood) -> str:
    return _text(raw, "group")


def _text(raw: RawGood, field: str) -> str:
    return (raw.fields.get(field) or "").strip()


def _is_remark(raw: RawGood, head: RawGood | None) -> bool:
    """Whether a row without a name is there for a picture of its product only, or of one that nobody knows."""
    if raw.problems or _text(raw, "name") or not _group(raw):
        return False
    if head is None:
        return not _text(raw, "quantity")
    return not any(_text(raw, field) for field in ("price", "quantity", "external_id"))


def _inherit(raw: RawGood, head: RawGood) -> None:
    own = {name for name, _ in raw.attributes}
    for field in raw.fields:
        if field.startswith("option_name_") and not _text(raw, field):
            value = _text(raw, field.replace("name", "value"))
            name = _text(head, field)
            if name and value and name not in own:
                raw.attributes.append((name, value))
    is_named = bool(_text(raw, "name"))
    for field in _INHERITED:
        if not _text(raw, field) and _text(head, field):
            raw.fields[field] = head.fields[field]
    if not is_named:
        raw.fields["name"] = ", ".join([_text(head, "name"), *_told(raw)])


def _told(raw: RawGood) -> list[str]:
    """The values by which variants differ."""
    fields = sorted(field for field in raw.fields if field.startswith("option_value_"))
    return [value for field in fields if (value := _text(raw, field))]
