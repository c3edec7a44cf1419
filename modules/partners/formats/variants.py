"""Goods whose variants are rows of their own, as exports of shops have them: Shopify, WooCommerce, Magento, Spree.

There one row stands for the product, without a price or with none that counts, and those below for what is sold.
"""

from collections.abc import Iterable, Iterator

from modules.partners.formats.content import RawGood
from modules.partners.formats.notices import Notices

_CONTAINERS = frozenset({"variable", "configurable", "grouped", "bundle", "variable-subscription"})
KINDS = _CONTAINERS | {"simple", "variation", "virtual", "downloadable", "external", "subscription", "booking"}
_INHERITED = ("name", "category", "brand", "description", "currency", "model")
_NO_PRICES = frozenset({"", "0", "0.0", "0.00", "0.0000", "0,00"})


def gathered(goods: Iterable[RawGood], notices: Notices) -> Iterator[RawGood]:
    """The goods that can be sold, each with what the row of its product says of it."""
    head: RawGood | None = None
    held: RawGood | None = None
    for raw in goods:
        is_more = head is not None and _group(raw) != "" and _group(raw) == _group(head)
        if held is not None:
            if not is_more:
                yield held
            else:
                notices.add("variants_gathered")
            held = None
        if is_more and head is not None and not _text(raw, "name"):
            if _is_remark(raw):
                notices.add("blank_row")
                continue
            _inherit(raw, head)
        elif not is_more and _group(raw) and not _text(raw, "name") and not _text(raw, "quantity"):
            notices.add("blank_row")
            continue
        elif not is_more:
            head = raw
        if raw.fields.get("kind") in _CONTAINERS and not raw.problems:
            notices.add("variants_gathered")
        elif head is raw and _group(raw) and _text(raw, "price") in _NO_PRICES:
            held = raw
        else:
            yield raw
    if held is not None:
        yield held


def _group(raw: RawGood) -> str:
    return _text(raw, "group")


def _text(raw: RawGood, field: str) -> str:
    return (raw.fields.get(field) or "").strip()


def _is_remark(raw: RawGood) -> bool:
    return not raw.problems and not any(_text(raw, field) for field in ("price", "quantity", "external_id"))


def _inherit(raw: RawGood, head: RawGood) -> None:
    own = {name for name, _ in raw.attributes}
    for field in raw.fields:
        if field.startswith("option_name_") and not _text(raw, field):
            value = _text(raw, field.replace("name", "value"))
            name = _text(head, field)
            if name and value and name not in own:
                raw.attributes.append((name, value))
    for field in _INHERITED:
        if not _text(raw, field) and _text(head, field):
            raw.fields[field] = head.fields[field]
    told = [value for field in sorted(raw.fields) if field.startswith("option_value_") and (value := _text(raw, field))]
    raw.fields["name"] = ", ".join([_text(head, "name"), *told])
