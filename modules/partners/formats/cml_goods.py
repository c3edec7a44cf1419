"""A good of a CommerceML catalogue and its offer become one good."""

from dataclasses import dataclass, field

from modules.partners.formats.amounts import typed
from modules.partners.formats.cml_offers import Offer, is_withdrawn
from modules.partners.formats.cml_prices import read_prices
from modules.partners.formats.content import RawGood
from modules.partners.formats.price_kinds import Choice
from modules.partners.formats.xml_nodes import Node

_MAX_VALUES = 200_000
# Requisites that 1C writes for itself.
_FOR_ITSELF = frozenset(
    {"ТипНоменклатуры", "ВидНоменклатуры", "ОписаниеФайла", "Полное наименование", "ОписаниеВФорматеHTML"}
)
_BOOLEANS = {"true": True, "false": False}


@dataclass(slots=True)
class Properties:
    """The properties of a classifier: their names, and the values that are given by ids."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        self.names[node.get("Ид")] = node.get("Наименование")
        listed = [
            *node.all("ВариантыЗначений", "Справочник"),
            *node.all("ТипыЗначений", "ТипЗначений", "ВариантыЗначений", "ВариантЗначения"),
        ]
        for one in listed:
            if len(self.values) < _MAX_VALUES:
                self.values[one.get("ИдЗначения") or one.get("Ид")] = one.get("Значение")


def catalogue_good(node: Node, properties: Properties) -> RawGood:
    """What the catalogue says of a good: all but price and quantity."""
    raw = RawGood(node.line, is_withdrawn=is_withdrawn(node))
    raw.fields = {
        "external_id": node.get("Ид"),
        "name": node.get("Наименование"),
        "model": node.get("Артикул"),
        "gtin": node.get("Штрихкод"),
        "description": node.get("Описание"),
        "brand": next((one.get("Наименование") for one in node.all("Изготовитель")), "") or node.get("ТорговаяМарка"),
        "category": next((one.text.strip() for one in node.all("Группы", "Ид")), ""),
    }
    for one in node.all("ЗначенияСвойств", "ЗначенияСвойства"):
        name = properties.names.get(one.get("Ид"), "") or one.get("Наименование")
        for value in one.all("Значение"):
            _add(raw, name, properties.values.get(value.text.strip(), value.text.strip()))
    for one in node.all("ЗначенияРеквизитов", "ЗначениеРеквизита"):
        if one.get("Наименование") not in _FOR_ITSELF:
            _add(raw, one.get("Наименование"), one.get("Значение"))
    _add_traits(
        raw,
        [
            (one.get("Наименование"), one.get("Значение"))
            for one in node.all("ХарактеристикиТовара", "ХарактеристикаТовара")
        ],
    )
    return raw


def offered_good(good: RawGood, offer: Offer, choice: Choice, *, is_only: bool) -> RawGood:
    """The good with the price of one of its offers; of several, each is a good of its own with its own name."""
    raw = RawGood(good.line, dict(good.fields), list(good.attributes), list(good.problems), offer.is_withdrawn)
    read_prices(raw, offer, choice)
    raw.fields["quantity"] = offer.quantity or "0"
    if not is_only or "#" in offer.key:
        traits = ", ".join(value for _name, value in offer.traits if value)
        raw.fields["name"] = offer.name or (f"{good.fields['name']}, {traits}" if traits else good.fields["name"])
        raw.fields["external_id"] = offer.key
        raw.fields["gtin"] = offer.gtin or (good.fields["gtin"] if is_only else "")
    _add_traits(raw, offer.traits)
    return raw


def offer_good(offer: Offer, choice: Choice) -> RawGood:
    """An offer whose good is not in the exchange."""
    raw = RawGood(offer.line, is_withdrawn=offer.is_withdrawn)
    # The classifier of these offers is elsewhere: what is blank here is said there.
    told = {"name": offer.name, "model": offer.model, "quantity": offer.quantity}
    raw.fields = {"external_id": offer.key, "gtin": offer.gtin}
    raw.fields |= {field: text for field, text in told.items() if text}
    if offer.prices:
        read_prices(raw, offer, choice)
    _add_traits(raw, offer.traits)
    return raw


def _add_traits(raw: RawGood, traits: list[tuple[str, str]]) -> None:
    for name, value in traits:
        _add(raw, name, value)


def _add(raw: RawGood, name: str, value: str) -> None:
    if name and value:
        raw.add(name, _BOOLEANS.get(value, typed(value)))
