"""The retail YAML form: shop, url, currency, categories and goods, of any size in little memory."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from yaml.events import Event, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from modules.partners.formats.amounts import typed
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness, Number, RawGood
from modules.partners.formats.encodings import DecodedText, decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices
from modules.partners.formats.texts import shown
from modules.partners.formats.yaml_events import Events, line_of, text_of
from modules.partners.formats.yaml_head import Head

_FIELDS = {
    "id": "external_id",
    "name": "name",
    "category": "category",
    "model": "model",
    "brand": "brand",
    "gtin": "gtin",
    "price": "price",
    "price_rrc": "price_rrp",
    "price_rrp": "price_rrp",
    "quantity": "quantity",
    "currency": "currency",
    "description": "description",
}
_MAX_KEYS = 200
_NOT_A_VALUE = _("“%(name)s” is a list or a mapping; a single value is wanted.")

_OWN_KEY = re.compile(r"""^[ \t]*(?:\{\s*)?["']?(?:shop|categories|goods)["']?\s*:""", re.MULTILINE)
_ANY_KEY = re.compile(r"""["']?[^\s"'#:;,|{}\[\]&*!<>%@`-][^:;,|\t]*:(?:\s|$)""")


def likeness(head: bytes) -> Likeness:
    text = decode_head(head)
    if _OWN_KEY.search(text):
        return Likeness.SURE
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and line[0] not in "#%"), "")
    if first == "---" or first[:1] == "{" or _ANY_KEY.match(first):
        return Likeness.LIKELY
    return Likeness.FAINT if first.startswith("- ") else Likeness.NONE


def read(source: BinaryIO, notices: Notices, _columns: Columns) -> Content:
    text = open_text(source)
    head, passed, events = _head_of(text), Head(), Events(text.again())
    passed.read(events, to_goods=True)
    for code in head.notices:
        notices.add(code)
    goods = _read_goods(events, passed, frozenset(head.keys), notices)
    return Content(goods, head.shop, head.currency, head.categories, head.parents)


def _head_of(text: DecodedText) -> Head:
    head = Head()
    head.read(Events(text.again()), to_goods=True)
    if head.may_go_on_in(text.again()):
        head = Head()
        head.read(Events(text.again()), to_goods=False)
    return head


def _read_goods(events: Events, passed: Head, known: frozenset[str], notices: Notices) -> Iterator[RawGood]:
    start = events.next()
    if isinstance(start, SequenceStartEvent):
        while not isinstance(item := events.next(), SequenceEndEvent):
            yield _read_good(events, item, notices)
    elif not isinstance(start, ScalarEvent) or text_of(start) is not None:
        raise UnreadablePriceList("no_goods", _("“goods” is not a list."), line_of(start))
    passed.read_rest(events, known)


def _read_good(events: Events, start: Event, notices: Notices) -> RawGood:
    raw = RawGood(line_of(start))
    if not isinstance(start, MappingStartEvent):
        events.skip(start)
        raw.refuse("", "not_a_mapping", _("The good is not written as “key: value”."))
        return raw
    last = ""
    for key in _keys(events, raw):
        value = events.next()
        if start.flow_style and _is_split_off(key, value):
            _refuse_split(raw, _FIELDS.get(last, last), f"{last}: … ,{key}")
        elif key == "parameters":
            _read_parameters(events, raw, value)
        elif key in _FIELDS:
            _read_field(events, raw, key, value)
        else:
            raw.noted.append("unknown_field")
            events.skip(value)
        last = key
    return raw


def _is_split_off(key: str, value: Event) -> bool:
    """Whether it is no key but the end of a number: in {price: 2,490} a comma ends the value."""
    return key[:1].isdecimal() and isinstance(value, ScalarEvent) and text_of(value) is None


def _refuse_split(raw: RawGood, field: str, near: str) -> None:
    sentence = _("In braces a comma ends a value (“%(near)s”): write the number with a point, or put it in quotes.")
    raw.refuse(field, "split_number", sentence, near=shown(near))


def _keys(events: Events, raw: RawGood) -> Iterator[str]:
    """The keys of a mapping; whoever draws one reads its value."""
    met: set[str] = set()
    while not isinstance(key := events.next(), MappingEndEvent):
        if isinstance(key, ScalarEvent) and key.value not in met and len(met) < _MAX_KEYS:
            met.add(key.value)
            yield key.value
        else:
            _refuse_key(raw, key, met)
            events.skip(key)
            events.skip(events.next())


def _refuse_key(raw: RawGood, key: Event, met: set[str]) -> None:
    if not isinstance(key, ScalarEvent):
        raw.refuse("", "bad_key", _("A key is a list or a mapping."))
    elif key.value in met:
        raw.refuse(key.value, "duplicate_key", _("“%(name)s” is given twice."), name=shown(key.value))
    else:
        raw.refuse("", "too_many_fields", _("More than %(most)d values are given."), most=_MAX_KEYS)


def _read_field(events: Events, raw: RawGood, key: str, value: Event) -> None:
    field = _FIELDS[key]
    if not isinstance(value, ScalarEvent):
        events.skip(value)
        raw.refuse(field, "not_a_value", _NOT_A_VALUE, name=key)
    elif field in raw.fields:
        raw.refuse(field, "duplicate_key", _("“%(name)s” says again what another key has said."), name=key)
    else:
        text = text_of(value)
        is_number = text is not None and value.implicit[0] and isinstance(typed(text), Decimal)
        raw.fields[field] = Number(text) if is_number else text


def _read_parameters(events: Events, raw: RawGood, start: Event) -> None:
    if isinstance(start, ScalarEvent) and text_of(start) is None:
        return
    if not isinstance(start, MappingStartEvent):
        events.skip(start)
        raw.refuse("parameters", "not_a_mapping", _("The parameters are not written as “name: value”."))
        return
    last = ""
    for name in _keys(events, raw):
        value = events.next()
        if start.flow_style and _is_split_off(name, value):
            _refuse_split(raw, last, f"{last}: … ,{name}")
        elif not isinstance(value, ScalarEvent):
            events.skip(value)
            raw.refuse(name, "not_a_value", _NOT_A_VALUE, name=shown(name))
        elif (text := text_of(value)) is not None:
            raw.attributes.append((name, typed(text) if value.implicit[0] else text))
        last = name
