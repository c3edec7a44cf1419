"""YAML as a stream of the C parser's events, without what could build, repeat or nest anything by itself."""

from collections.abc import Callable
from typing import cast

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from modules.partners.formats.encodings import DecodedText
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _

# What one scalar, or one stretch of comments, may take of memory before anything comes out.
_MAX_SILENCE = 1 << 22
_CHUNK = 1 << 14
_MAX_DEPTH = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Events:
    """The events of the one document of a file; all that can be wrong with it raises UnreadablePriceList."""

    def __init__(self, text: DecodedText) -> None:
        self._text = text
        # There is an event for each call: nobody asks for more after the end of the stream.
        self._get = cast("Callable[[], Event]", yaml.CSafeLoader(self).get_event)
        self._last: Event | None = None
        self._heard: Event | None = None
        self._silence = 0

    def read(self, size: int = _CHUNK, /) -> str:
        """Feed the parser, within what it may swallow between two events."""
        self._silence = self._silence + size if self._heard is self._last else 0
        self._heard = self._last
        if self._silence > _MAX_SILENCE:
            sentence = _("One value or comment takes more than 4 MiB.")
            raise UnreadablePriceList("too_long", sentence, line_of(self._last))
        return self._text.read(size)

    def next(self) -> Event:
        """The next event; tags, anchors and aliases are refused (`tag_not_allowed`, `alias_not_allowed`)."""
        try:
            self._last = event = self._get()
        except yaml.YAMLError as error:
            raise _unreadable(error) from None
        if isinstance(event, NodeEvent) and (event.anchor is not None or getattr(event, "tag", None) is not None):
            _refuse_magic(event)
        return event

    def open_mapping(self) -> MappingStartEvent:
        """Go to the first key of the document's mapping."""
        while not isinstance(event := self.next(), NodeEvent | StreamEndEvent):
            pass
        if not isinstance(event, MappingStartEvent):
            sentence = _("The file does not begin with “key: value”.")
            raise UnreadablePriceList("not_a_mapping", sentence, line_of(event))
        return event

    def close(self) -> None:
        """Read the end of the document, after which nothing may follow."""
        while not isinstance(event := self.next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                sentence = _("The file has more than one YAML document.")
                raise UnreadablePriceList("several_documents", sentence, line_of(event))

    def skip(self, start: Event) -> None:
        """Leave out the rest of the node that has just begun."""
        depth = _step(start)
        while depth:
            event = self.next()
            depth += _step(event)
            if depth > _MAX_DEPTH:
                sentence = _("Values are nested more than %(most)d deep.")
                raise UnreadablePriceList("too_deep", sentence, line_of(event), most=_MAX_DEPTH)


def line_of(event: Event | None) -> int:
    return event.start_mark.line + 1 if event and event.start_mark else 1


def column_of(event: Event) -> int:
    return event.start_mark.column if event.start_mark else 0


def text_of(scalar: ScalarEvent) -> str | None:
    """The text exactly as written, None for a bare null; no bare word is read as anything else."""
    return None if scalar.implicit[0] and scalar.value in _NULLS else str(scalar.value)


def _refuse_magic(event: NodeEvent) -> None:
    if event.anchor is not None:
        sentence = _("Anchors (&) and aliases (*) are not taken; write the values out.")
        raise UnreadablePriceList("alias_not_allowed", sentence, line_of(event))
    raise UnreadablePriceList("tag_not_allowed", _("Tags (!) are not taken; write plain values."), line_of(event))


def _step(event: Event) -> int:
    if isinstance(event, MappingStartEvent | SequenceStartEvent):
        return 1
    return -1 if isinstance(event, MappingEndEvent | SequenceEndEvent) else 0


def _unreadable(error: yaml.YAMLError) -> UnreadablePriceList:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    line = mark.line + 1 if mark else None
    return UnreadablePriceList("bad_yaml", _("The file is not sound YAML: %(problem)s."), line, problem=problem)
