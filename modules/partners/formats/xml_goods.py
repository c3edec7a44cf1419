"""XML that is no standard of price lists: Google Merchant feeds, exports of shops, tables saved as XML.

What its elements and attributes mean is told by their names, as with the columns of a table.
"""

from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from modules.partners.formats.amounts import typed
from modules.partners.formats.category_levels import category_of, levels, listing
from modules.partners.formats.columns import ATTRIBUTE, IGNORE, Columns
from modules.partners.formats.content import Content, Likeness, RawGood
from modules.partners.formats.encodings import decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.misnamed import columns_unknown, missing_of
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.said_twice import Said, counting, read_price, refuse_contradictions
from modules.partners.formats.variants import KINDS, gathered
from modules.partners.formats.xml_nodes import Node, Nodes, root_of

_NAMES = "item, entry, product, offer, good, row, record, position, shopitem, товар, позиция, номенклатура"
_GOODS = frozenset(form for name in _NAMES.split(", ") for form in (name, name.title(), name.upper()))
_NO_LISTS = frozenset({"svg", "Workbook", "urlset", "sitemapindex"})
_TO_JUDGE_BY = 20
_KINDS = ("type", "kind", "id")
_CURRENCIES = ("currency", "currencyId", "curr", "currency_id", "currencyCode")


def likeness(head: bytes) -> Likeness:
    root = root_of(decode_head(head))
    return Likeness.NONE if not root or root in _NO_LISTS else Likeness.LIKELY


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    nodes = iter(Nodes(open_text(source), _GOODS))
    first = list(islice(nodes, _TO_JUDGE_BY))
    if not first:
        sentence = _("The file is XML, but has no goods (“item”, “product”, “offer”) in it; YML is understood best.")
        raise UnreadablePriceList("no_goods", sentence)
    names = dict.fromkeys(name for node in first for name, _value, _node in _values(node))
    if missing := missing_of({columns.meaning(name) for name in names}, names, columns):
        raise columns_unknown(names, missing, first[0].line)
    name = counting((price for node in first for price in _prices(node, columns)), columns)
    goods = (_good(node, columns, name) for node in chain(first, nodes))
    return Content(gathered(goods, notices))


def _values(node: Node) -> Iterator[tuple[str, str, Node]]:
    """What the attributes and the children of a good say, by their names, and the element that says it."""
    yield from ((name, text, node) for name, text in node.attributes.items())
    for child in node.children:
        if not child.children and (text := child.text.strip() or child.attributes.get("value", "")):
            yield child.attributes.get("name", "") or child.tag, text, child
        elif child.children:
            yield from ((one.attributes["name"], one.text, one) for one in child.children if one.attributes.get("name"))


def _prices(good: Node, columns: Columns) -> list[Said]:
    return [_price(*one, good) for one in _values(good) if columns.meaning(one[0]) == "price"]


def _price(name: str, text: str, said_by: Node, good: Node) -> Said:
    """A price with the kind and the currency that its element tells: <price type="retail" currency="RUB">."""
    if said_by is good:
        return Said(name, text)
    kind, currency = (next(filter(None, map(said_by.attributes.get, keys)), None) for keys in (_KINDS, _CURRENCIES))
    return Said(kind or name, text, currency)


def _good(node: Node, columns: Columns, price: str | None) -> RawGood:
    raw, ranks = RawGood(node.line), dict[str, int]()
    values = [(name, value) for name, value, _node in _values(node)]
    names = tuple(name[:100] for name, _value in values[:200])
    deep = [values[place] for place in levels(names, columns)]
    for name, value in values:
        meaning, rank = columns.meaning(name), columns.rank(name)
        if (name, value) in deep or meaning == "price":
            continue
        if meaning in ("", ATTRIBUTE):
            if text := value.strip():
                raw.add(name, typed(text))
        elif meaning != IGNORE and (meaning not in ranks or rank < ranks[meaning]):
            raw.fields[meaning], ranks[meaning] = value, rank
    read_price(raw, _prices(node, columns), columns, price)
    # Names, texts and codes may be there in several languages or forms; stocks that differ are a question.
    pieces = [("quantity", *one) for one in values if columns.meaning(one[0]) == "quantity"]
    refuse_contradictions(raw, pieces, columns)
    said = category_of([value for _name, value in deep]) if deep else raw.fields.get("category") or ""
    _read_category(raw, listing(names, columns).read(said))
    # Goods of one feed that belong together are goods all the same, each with a name of its own.
    if raw.fields.get("name"):
        raw.fields.pop("group", None)
    return raw


def _read_category(raw: RawGood, said: str) -> None:
    """The category as it is said, else what kind of thing the good is, else Google's own."""
    kind, taxonomy = ((raw.fields.pop(field, "") or "").strip() for field in ("kind", "taxonomy"))
    if kind.casefold() in KINDS:
        raw.fields["kind"], kind = kind.casefold(), ""
    raw.fields["category"] = said or kind or taxonomy
