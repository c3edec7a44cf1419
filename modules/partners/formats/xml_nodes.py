"""XML as a stream of small trees, without what could fetch, repeat or nest anything by itself.

The standard library's Expat is driven here by itself, since that way every declaration can be refused as it is met:
entities are never declared, a DTD is never fetched, and nothing is gathered but the elements asked for.
"""

import re
from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _

_MAX_DEPTH = 100
_MAX_NODES = 100_000
_MAX_TEXT = 1 << 22
# What one tag or text may take of memory before anything comes out.
_MAX_SILENCE = 1 << 22
# What may stand above the root. Possessive: what is passed once is not tried again otherwise, in two to the n ways.
_ABOVE = r"\ufeff?\s*+(?:(?><\?.*?\?>)\s*+|(?><!--.*?-->)\s*+)*+"
_DOCTYPE = r"(?:<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\]\s*+)?>\s*+)?+"
_ROOT = re.compile(f"{_ABOVE}{_DOCTYPE}{_ABOVE}<([^\\s<>/!?]+)", re.DOTALL)
_WEB_PAGE = re.compile(f"{_ABOVE}<(?:!doctype\\s+)?html\\b", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element with all that is in it; names have no namespace prefix."""

    tag: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def get(self, tag: str) -> str:
        """The text of the first child of that name, "" without one."""
        return next((child.text.strip() for child in self.children if child.tag == tag), "")

    def all(self, *tags: str) -> Iterator["Node"]:
        """The elements at the end of a path of names."""
        found = [self]
        for tag in tags:
            found = [child for node in found for child in node.children if child.tag == tag]
        return iter(found)


def root_of(head: str) -> str:
    """The name of the root element of a file that begins like this, "" if it is no XML."""
    found = _ROOT.match(head)
    return found[1] if found else ""


def is_web_page(head: str) -> bool:
    """Whether a file that begins like this is HTML or XHTML."""
    return bool(_WEB_PAGE.match(head))


class Nodes:
    """Iterates over the elements of these names: `whole` ones once they are read, `opened` ones at their start."""

    def __init__(self, text: Iterable[str], whole: Container[str], opened: Container[str] = ()) -> None:
        self._text = text
        self._whole = whole
        self._opened = opened
        self._ready: deque[Node] = deque()
        self._path: list[Node] = []
        self._depth = self._nodes = self._size = self._silence = 0
        self._parser = self._new_parser()

    def __iter__(self) -> Iterator[Node]:
        for piece in self._text:
            self._silence += len(piece)
            self._parse(piece.encode("utf-8", "replace"))
            if self._silence > _MAX_SILENCE:
                raise UnreadablePriceList("too_long", _("One value takes more than 4 MiB."), self._line())
            while self._ready:
                yield self._ready.popleft()
        self._parse(b"", is_last=True)
        yield from self._ready

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._skip_entity
        return parser

    def _parse(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            sentence = _("The file is not sound XML: %(problem)s.")
            raise UnreadablePriceList(
                "bad_xml", sentence, error.lineno, problem=expat.ErrorString(error.code)
            ) from None

    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._silence = 0
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            sentence = _("Values are nested more than %(most)d deep.")
            raise UnreadablePriceList("too_deep", sentence, self._line(), most=_MAX_DEPTH)
        tag = name.rpartition(":")[2]
        if self._path:
            self._grow(tag, attributes)
        elif tag in self._whole:
            self._nodes = self._size = 0
            self._path.append(Node(tag, self._line(), attributes))
        elif tag in self._opened:
            self._ready.append(Node(tag, self._line(), attributes))

    def _grow(self, tag: str, attributes: dict[str, str]) -> None:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            sentence = _("One element has more than %(most)d others in it.")
            raise UnreadablePriceList("too_many_fields", sentence, self._line(), most=_MAX_NODES)
        node = Node(tag, self._line(), attributes)
        self._path[-1].children.append(node)
        self._path.append(node)

    def _end(self, _name: str) -> None:
        self._silence = 0
        self._depth -= 1
        if self._path:
            node = self._path.pop()
            if not self._path:
                self._ready.append(node)

    def _said(self, text: str) -> None:
        if self._path:
            self._size += len(text)
            if self._size > _MAX_TEXT:
                raise UnreadablePriceList("too_long", _("One value takes more than 4 MiB."), self._line())
            self._path[-1].text += text

    def _skip_entity(self, name: str, _is_parameter: bool) -> None:
        # A feed that names a DTD may use its entities, which nobody fetches; those of HTML are known without it.
        self._said(html5.get(f"{name};", ""))

    def _refuse_entity(self, *_declaration: object) -> None:
        sentence = _("Entities of its own (<!ENTITY) are not taken; write the values out.")
        raise UnreadablePriceList("entity_not_allowed", sentence, self._line())
