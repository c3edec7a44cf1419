"""Yandex Market's YML: shop, currencies, categories with parents, offers of the simple and the vendor.model kind.

https://yandex.ru/support/marketplace/ru/assortment/fields/: elements that a price list has no use for are left out.
"""

from collections.abc import Iterator, Set
from itertools import chain
from typing import BinaryIO

from modules.partners.formats.amounts import typed
from modules.partners.formats.categories import Categories
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness, RawGood
from modules.partners.formats.encodings import decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.said_twice import Said, read_price
from modules.partners.formats.vocabulary import OUT_OF_STOCK
from modules.partners.formats.xml_nodes import Node, Nodes, root_of

_WHOLE = frozenset({"name", "company", "currency", "category", "offer"})
_QUANTITIES = ("count", "quantity", "stock_quantity", "quantity_in_stock", "stock")
_NONE = frozenset(OUT_OF_STOCK.split(", "))
_PLAIN = {
    "currencyId": "currency",
    "categoryId": "category",
    "vendor": "brand",
    "description": "description",
}


def likeness(head: bytes) -> Likeness:
    return Likeness.SURE if root_of(decode_head(head)) == "yml_catalog" else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    nodes = iter(Nodes(open_text(source), _WHOLE))
    content, categories = Content(iter(())), Categories(notices)
    for node in nodes:
        if node.tag == "offer":
            known = {*categories.names, *categories.names.values()}
            content.goods = (_good(one, known, columns) for one in _offers(chain([node], nodes)))
            break
        _read_head(content, categories, node)
    else:
        if not content.shop and not categories.names:
            raise UnreadablePriceList("no_goods", _("The file has no “offers”."))
    content.categories, content.parents = categories.names, categories.parents
    return content


def _read_head(content: Content, categories: Categories, node: Node) -> None:
    if node.tag == "category":
        parent = node.attributes.get("parentId", "")
        categories.add(node.attributes.get("id", ""), node.text, parent, node.line)
    elif node.tag == "currency":
        if node.attributes.get("rate", "1").strip() in ("1", "1.0", "1.00") and not content.currency:
            content.currency = node.attributes.get("id")
    elif not content.shop:
        content.shop = node.text.strip()


def _offers(nodes: Iterator[Node]) -> Iterator[Node]:
    return (node for node in nodes if node.tag == "offer")


def _good(offer: Node, categories: Set[str], columns: Columns) -> RawGood:
    raw = RawGood(offer.line)
    for tag, field in _PLAIN.items():
        raw.fields[field] = offer.get(tag)
    raw.fields["external_id"] = offer.attributes.get("id", "")
    if name := _name(offer):
        raw.fields["name"] = name
    _drop_unlisted(raw, categories)
    _read_price(raw, offer, columns)
    model = offer.get("vendorCode") or offer.get("model")
    _read_told(raw, offer, "model", model, ("vendorCode", "model"))
    raw.fields["gtin"] = offer.get("barcode").partition(",")[0]
    _read_told(raw, offer, "price_rrp", offer.get("oldprice") or offer.get("old_price"), ("oldprice", "old_price"))
    available = raw.fields["available"] = (
        offer.attributes.get("available", "").strip() or offer.get("available") or "true"
    )
    # What is not for sale is none, however many of it there are.
    raw.fields["quantity"] = "" if available.casefold() in _NONE else _quantity(offer)
    for param in offer.all("param"):
        _read_param(raw, param)
    return raw


def _read_told(raw: RawGood, offer: Node, field: str, text: str, tags: tuple[str, ...]) -> None:
    """An element that is there and empty says that there is nothing; one that is not there says nothing."""
    if text or any(child.tag in tags for child in offer.children):
        raw.fields[field] = text


def _read_price(raw: RawGood, offer: Node, columns: Columns) -> None:
    _read_told(raw, offer, "price", "", ("price",))
    told = [one for one in offer.all("price") if one.text.strip()]
    read_price(raw, [Said("price", one.text.strip(), one.attributes.get("currencyId")) for one in told], columns)
    if any(one.attributes.get("from", "").strip().casefold() in ("true", "1") for one in told):
        raw.noted.append("vague_price")


def _drop_unlisted(raw: RawGood, categories: Set[str]) -> None:
    """An id that the list has no category for names none; where it lists none at all, a word may be a name."""
    given = raw.fields["category"] or ""
    is_listed = given in categories or all(one.strip() in categories for one in given.split(","))
    if given and not is_listed and (categories or given.isdecimal()):
        raw.fields["category"] = ""
        raw.noted.append("unlisted_category")


def _quantity(offer: Node) -> str:
    return next((found for tag in _QUANTITIES if (found := offer.get(tag))), "") or _at_outlets(offer)


def _name(offer: Node) -> str:
    if name := offer.get("name") or offer.get("title"):
        return name
    return " ".join(filter(None, (offer.get("typePrefix"), offer.get("vendor"), offer.get("model"))))


def _at_outlets(offer: Node) -> str:
    counts = [outlet.attributes.get("instock", "").strip() for outlet in offer.all("outlets", "outlet")]
    if counts and all(count.isascii() and count.isdigit() and len(count) < 10 for count in counts):
        return str(sum(map(int, counts)))
    return ""


def _read_param(raw: RawGood, param: Node) -> None:
    name, unit = (param.attributes.get(key, "").strip() for key in ("name", "unit"))
    if name and (text := param.text.strip()):
        raw.add(f"{name}, {unit}" if unit else name, typed(text))
