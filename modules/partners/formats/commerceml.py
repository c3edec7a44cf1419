"""CommerceML 2.0x, the exchange of 1C: a catalogue with its classifier, and the offers with prices and quantities.

https://v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/standarty-commerceml/: a good's name,
groups and properties stand in one file, its prices in another, and either may have only what has changed.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from modules.partners.formats.categories import Categories
from modules.partners.formats.cml_goods import Properties, catalogue_good, offer_good, offered_good
from modules.partners.formats.cml_offers import Offer, Offers
from modules.partners.formats.cml_prices import PriceTypes
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness, RawGood
from modules.partners.formats.encodings import DecodedText, decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.price_kinds import Choice
from modules.partners.formats.xml_nodes import Node, Nodes, root_of

ROOTS = frozenset({"КоммерческаяИнформация", "Классификатор", "Каталог", "ПакетПредложений"})
_WHOLE = frozenset({"Группы", "Свойство", "СвойствоНоменклатуры", "Товар", "ТипЦены", "Предложение", "Владелец"})
_OPENED = frozenset({"Каталог", "ПакетПредложений", "ИзмененияПакетаПредложений", "Документ"})

type Part = Callable[[], DecodedText]


def likeness(head: bytes) -> Likeness:
    return Likeness.SURE if root_of(decode_head(head)) in ROOTS else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    text = open_text(source)
    return read_parts([text.again], notices, columns)


def read_parts(parts: Sequence[Part], notices: Notices, columns: Columns) -> Content:
    """The goods of one exchange, whatever files it came in; raises UnreadablePriceList where a part is wanting.

    `columns` tells what its types of prices mean.
    """
    head = _Head(notices)
    offers = Offers()
    for part in parts:
        head.read(Nodes(part(), _WHOLE, _OPENED), offers)
    head.refuse_what_is_no_list()
    choice = head.prices.choose(columns)
    read = _joined if head.has_goods else _offered
    goods = read(parts, head, offers, choice, notices)
    return Content(
        goods,
        head.shop,
        categories=head.categories.names,
        parents=head.categories.parents,
        only_changes=head.only_changes,
        only_offers=not head.has_goods,
    )


class _Head:
    """What stands in the parts beside the goods."""

    def __init__(self, notices: Notices) -> None:
        self.categories = Categories(notices)
        self.properties = Properties()
        self.prices = PriceTypes()
        self.shop = ""
        self.only_changes = self.has_goods = self.has_offers = self.has_documents = self.has_classifier = False

    def read(self, nodes: Nodes, offers: Offers) -> None:
        for node in nodes:
            if node.tag == "Предложение":
                self.has_offers = True
                offer = Offer.of(node)
                self.prices.note(offer)
                offers.add(offer)
            elif node.tag == "Товар":
                self.has_goods = True
            else:
                self._note(node)
        offers.end_part()

    def refuse_what_is_no_list(self) -> None:
        if self.has_offers:
            return
        if self.has_documents:
            sentence = _("This is an exchange of orders, not of goods; send import.xml and offers.xml.")
            raise UnreadablePriceList("not_a_catalogue", sentence)
        if self.has_goods:
            sentence = _(
                "This is the catalogue without its prices: send it with offers.xml, both at once or as one ZIP."
            )
            raise UnreadablePriceList("offers_missing", sentence)
        if self.has_classifier:
            sentence = _(
                "This is a classifier without goods: send it with import.xml and offers.xml, all at once or as one ZIP."
            )
            raise UnreadablePriceList("offers_missing", sentence)
        raise UnreadablePriceList("no_goods", _("The exchange has neither goods nor offers in it."))

    def _note(self, node: Node) -> None:
        if node.tag == "Группы":
            self.has_classifier = True
            self._read_groups(node, "")
        elif node.tag in ("Свойство", "СвойствоНоменклатуры"):
            self.properties.add(node)
        elif node.tag == "ТипЦены":
            self.prices.add(node)
        elif node.tag == "Владелец":
            self.shop = self.shop or node.get("Наименование")
        elif node.tag == "Документ":
            self.has_documents = True
        else:
            changes = node.attributes.get("СодержитТолькоИзменения", "false").strip().casefold()
            self.only_changes |= changes in ("true", "1") or node.tag == "ИзмененияПакетаПредложений"

    def _read_groups(self, node: Node, parent: str) -> None:
        for group in node.all("Группа"):
            key = group.get("Ид")
            self.categories.add(key, group.get("Наименование"), parent, group.line)
            for below in group.all("Группы"):
                self._read_groups(below, key)


def _joined(parts: Sequence[Part], head: _Head, offers: Offers, choice: Choice, notices: Notices) -> Iterator[RawGood]:
    nodes = chain.from_iterable(Nodes(part(), frozenset({"Товар"})) for part in parts)
    for node in nodes:
        good = catalogue_good(node, head.properties)
        found = offers.of(good.fields["external_id"] or "")
        if good.is_withdrawn:
            if head.only_changes:
                yield good
        elif not found:
            notices.add("no_offer")
        for offer in () if good.is_withdrawn else found:
            yield offered_good(good, offer, choice, is_only=len(found) == 1)
    if head.only_changes:
        # What only the offers name has a new price or quantity, and is otherwise as it was.
        yield from (offer_good(offer, choice) for offer in offers.rest())


def _offered(
    _parts: Sequence[Part], _head: _Head, offers: Offers, choice: Choice, notices: Notices
) -> Iterator[RawGood]:
    notices.add("offers_only")
    return (offer_good(offer, choice) for offer in offers.rest())
