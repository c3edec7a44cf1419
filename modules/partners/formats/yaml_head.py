"""What stands beside the goods of a retail YAML file: its shop, its currency, its categories."""

import re
from dataclasses import dataclass, field

from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from modules.partners.formats.encodings import DecodedText
from modules.partners.formats.errors import Refused, UnreadablePriceList
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import one_line, shown
from modules.partners.formats.yaml_events import Events, column_of, line_of, text_of

_WANTED = ("shop", "currency", "categories")
_OF_CATEGORY = {"id": "id", "name": "name", "parent": "parent", "parent_id": "parent", "parentId": "parent"}
_MAX_KEYS = 200
_MAX_CATEGORIES = 20_000


@dataclass(slots=True)
class Head:
    """The keys of the file met so far, with the values of those that matter."""

    keys: set[str] = field(default_factory=set)
    shop: str = ""
    currency: str | None = None
    categories: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    is_flow: bool = False
    goods_column: int = 0

    def read(self, events: Events, *, to_goods: bool) -> None:
        """Read on to the value of `goods`, which must then be there, or to the end of the file."""
        self.is_flow = bool(events.open_mapping().flow_style)
        while (key := self.next_key(events)) is not None:
            if key.value == "goods":
                self.goods_column = column_of(key)
                if to_goods:
                    return
            self._read_value(events, key.value)
        if to_goods:
            raise UnreadablePriceList("no_goods", _("The file has no “goods”."))

    def next_key(self, events: Events) -> ScalarEvent | None:
        event = events.next()
        if isinstance(event, MappingEndEvent):
            return None
        if not isinstance(event, ScalarEvent):
            raise UnreadablePriceList("bad_key", _("A key of the file is not a word."), line_of(event))
        if event.value in self.keys:
            sentence = _("The key “%(name)s” stands in the file twice.")
            raise UnreadablePriceList("duplicate_key", sentence, line_of(event), name=shown(event.value))
        if len(self.keys) >= _MAX_KEYS:
            sentence = _("The file has more than %(most)d keys.")
            raise UnreadablePriceList("too_many_fields", sentence, line_of(event), most=_MAX_KEYS)
        self.keys.add(event.value)
        return event

    def read_rest(self, events: Events, known: frozenset[str]) -> None:
        """Read what follows the goods, where nothing may come that the goods would have needed."""
        while (key := self.next_key(events)) is not None:
            if key.value in _WANTED and key.value not in known:
                sentence = _("“%(name)s” stands after the goods; put it before them.")
                raise UnreadablePriceList("late_key", sentence, line_of(key), name=shown(key.value))
            events.skip(events.next())
        events.close()

    def may_go_on_in(self, text: DecodedText) -> bool:
        """Whether what is wanted and not found yet may follow the goods, without parsing all of them to see."""
        missing = [key for key in _WANTED if key not in self.keys]
        start = "" if self.is_flow else rf"^ {{{self.goods_column}}}"
        key = re.compile(rf"""{start}["']?(?:{"|".join(missing)})["']?\s*:""", re.MULTILINE)
        tail = ""
        for piece in text if missing else ():
            if key.search(tail + piece):
                return True
            tail = piece[-200:]
        return False

    def _read_value(self, events: Events, key: str) -> None:
        value = events.next()
        if key == "categories" and isinstance(value, SequenceStartEvent):
            self._read_categories(events)
        elif key == "shop" and isinstance(value, ScalarEvent):
            self.shop = text_of(value) or ""
        elif key == "currency" and isinstance(value, ScalarEvent):
            self.currency = text_of(value)
        else:
            events.skip(value)

    def _read_categories(self, events: Events) -> None:
        read = 0
        while not isinstance(item := events.next(), SequenceEndEvent):
            read += 1
            if read > _MAX_CATEGORIES:
                sentence = _("The file has more than %(most)d categories.")
                raise UnreadablePriceList("too_many_categories", sentence, line_of(item), most=_MAX_CATEGORIES)
            if isinstance(item, MappingStartEvent):
                self._add_category(_told_of_category(events))
            else:
                events.skip(item)
                self.notices.append("bad_category")

    def _add_category(self, given: dict[str, str | None]) -> None:
        try:
            key, name, parent = (one_line(given.get(field) or "", 255) for field in ("id", "name", "parent"))
        except Refused:
            key = name = parent = ""
        if not key or not name:
            self.notices.append("bad_category")
        elif self.categories.setdefault(key, name) != name:
            self.notices.append("duplicate_category")
        elif parent and parent != key:
            self.parents.setdefault(key, parent)


def _told_of_category(events: Events) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    while not isinstance(key := events.next(), MappingEndEvent):
        events.skip(key)
        value = events.next()
        events.skip(value)
        if isinstance(key, ScalarEvent) and isinstance(value, ScalarEvent) and key.value in _OF_CATEGORY:
            found[_OF_CATEGORY[key.value]] = text_of(value)
    return found
