"""JSON: the retail form, a plain array of goods, an object that has them somewhere, or one good a line.

What the keys of a good mean is told by their names, as with the columns of a table.
"""

import re
from collections.abc import Generator, Iterator
from itertools import chain, islice
from typing import BinaryIO

from modules.partners.formats.categories import Categories
from modules.partners.formats.columns import Columns, folded
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.encodings import DecodedText, decode_head, open_text
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.json_goods import goods_of, keys_of
from modules.partners.formats.json_values import Json, Members, Values
from modules.partners.formats.misnamed import columns_unknown, missing_of
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices

_GOODS = frozenset(["goods", "products", "items", "offers", "data", "results", "rows", "records", "товары", "entries"])
_BEGINNING = re.compile(r'\ufeff?\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:[\[{"\]]|-?\d|\Z))')
_LINES = re.compile(r"\s*\{.*\}[ \t]*\n\s*\{")
_LATE = re.compile(r'"categories"\s*:\s*\[\s*\{')
_MAX_DEPTH = 4
_TO_JUDGE_BY = 20


def likeness(head: bytes) -> Likeness:
    return Likeness.SURE if _BEGINNING.match(decode_head(head)) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    text = open_text(source)
    found = _File(text, notices)
    raws = (raw for line, value in found.goods() for raw in goods_of(line, value, columns, notices))
    first = list(islice(raws, _TO_JUDGE_BY))
    missing = missing_of({field for raw in first for field, text in raw.fields.items() if text}, found.keys, columns)
    if first and missing and not any(raw.problems for raw in first):
        raise columns_unknown(found.keys, missing, first[0].line)
    categories = found.categories if found.categories.names else _late_categories(source, text, notices)
    return Content(chain(first, raws), found.shop, found.currency, categories.names, categories.parents)


class _File:
    """The file on the way to its goods: what it says before them is kept."""

    def __init__(self, text: DecodedText, notices: Notices) -> None:
        self._is_lines = bool(_LINES.match(text.again().read()))
        self._values = Values(text.again())
        self.categories = Categories(notices)
        self.shop = ""
        self.currency: str | None = None
        self.keys: dict[str, None] = {}

    def goods(self) -> Iterator[tuple[int, Json]]:
        """The goods with their lines; raises UnreadablePriceList (`no_goods`) where there are none."""
        for line, value in self._found():
            if len(self.keys) < 200:
                self.keys.update(dict.fromkeys(keys_of(value)))
            yield line, value

    def _found(self) -> Iterator[tuple[int, Json]]:
        values = self._values
        if values.peek() == "[":
            yield from self._list()
        elif self._is_lines:
            while values.peek():
                yield values.line, values.value()
        elif (yield from self._walk(0)) == 0:
            raise UnreadablePriceList("no_goods", _("The file has no list of goods (“goods”, “products” or “items”)."))
        if values.peek():
            raise values.broken()

    def _list(self) -> Iterator[tuple[int, Json]]:
        for _item in self._values.items():
            self._values.peek()
            yield self._values.line, self._values.value()

    def _walk(self, depth: int) -> Generator[tuple[int, Json], None, int]:
        lists = 0
        for key in self._values.members():
            name, begins = folded(key), self._values.peek()
            if begins == "[" and name in _GOODS and not lists:
                yield from self._list()
                lists += 1
            elif begins == "[" and name == "categories" and not self.categories.names:
                _read_categories(self._values, self.categories)
            elif begins == "{" and depth < _MAX_DEPTH and not lists:
                lists += yield from self._walk(depth + 1)
            elif begins in ("{", "["):
                self._values.skip()
            else:
                self._note(name, self._values.value())
        return lists

    def _note(self, key: str, value: Json) -> None:
        if isinstance(value, str) and key in ("shop", "name", "company") and not self.shop:
            self.shop = value
        elif isinstance(value, str) and key in ("currency", "currency code") and not self.currency:
            self.currency = value


def _read_categories(values: Values, categories: Categories) -> None:
    for _item in values.items():
        one = values.value()
        members = one.items() if isinstance(one, Members) else ()
        found = {key: value for key, value in members if isinstance(value, str)}
        parent = found.get("parent_id") or found.get("parentId") or found.get("parent") or ""
        categories.add(found.get("id", ""), found.get("name", found.get("title", "")), parent, values.line)


def _late_categories(source: BinaryIO, text: DecodedText, notices: Notices) -> Categories:
    """Those that stand after the goods, looked for only where something like them is in the text."""
    place, tail, categories = source.tell(), "", Categories(notices)
    for piece in text.again():
        if _LATE.search(tail + piece):
            _walk_to_categories(Values(text.again()), categories)
            break
        tail = piece[-100:]
    source.seek(place)
    return categories


def _walk_to_categories(values: Values, categories: Categories) -> None:
    if values.peek() != "{":
        return
    for key in values.members():
        if folded(key) == "categories" and values.peek() == "[":
            _read_categories(values, categories)
        else:
            values.skip()
