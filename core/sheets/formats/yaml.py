"""YAML: a list of mappings, read from the parser's events, so that nothing is built but texts, numbers and switches.

Aliases are refused (a few lines of them can stand for gigabytes), and so are tags. Unquoted words are texts, as in
YAML 1.2's core schema: `NO` is not False, `12:30:45` is no number and `2026-01-31` no date.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import batched
from typing import IO, Any

import yaml
from django.utils.translation import gettext_lazy as _

from core.sheets.formats.base import Row, SheetFormat
from core.sheets.formats.json import plain
from core.sheets.table import Table, Unreadable, of_records

MAX_DEPTH = 6
TEXT = {None, "tag:yaml.org,2002:str", "!"}
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
WHOLE = re.compile(r"[-+]?[0-9]{1,30}\Z")
BROKEN = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?\Z")


class _Dumper(yaml.CSafeDumper):
    """Quotes what is a number to YAML 1.2, and to the reader here, though not to PyYAML: `1e5`."""


_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", BROKEN, list("-+.0123456789"))


class Yaml(SheetFormat):
    title = "YAML"
    content_type = "application/yaml"

    def create_dataset(self, in_stream: bytes) -> Table:
        try:
            return of_records(_document(yaml.parse(in_stream, Loader=yaml.CSafeLoader)))
        except (yaml.YAMLError, ValueError):
            raise Unreadable(_("This is no YAML that can be read.")) from None

    def write(self, file: IO[bytes], columns: list[str], rows: Iterable[Row]) -> None:
        told = False
        for some in batched(rows, 500):
            made = [plain(columns, row) for row in some]
            yaml.dump(made, file, _Dumper, encoding="utf-8", allow_unicode=True, sort_keys=False, width=1000)
            told = True
        if not told:
            file.write(b"[]\n")


def _document(events: Iterator[Any]) -> Any:
    found: Any = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Unreadable(_("The file must be a list of objects, one for each row."))
            found = _value(events, next(events), 0)
    return found


def _value(events: Iterator[Any], event: Any, depth: int) -> Any:
    if isinstance(event, yaml.AliasEvent):
        raise Unreadable(_("Aliases (*name) are not read: write every value where it stands."))
    if depth > MAX_DEPTH or event.tag not in TEXT:
        raise Unreadable(_("The file must be a list of objects, one for each row."))
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(events, inner, depth + 1) for inner in _until(events, yaml.SequenceEndEvent)]
    return _mapping(events, depth)


def _mapping(events: Iterator[Any], depth: int) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for event in _until(events, yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(_("The file must be a list of objects, one for each row."))
        if event.value in found:
            raise Unreadable(_("An object names a column twice."))
        found[event.value] = _value(events, next(events), depth + 1)
    return found


def _until(events: Iterator[Any], end: type) -> Iterator[Any]:
    event = next(events)
    while not isinstance(event, end):
        yield event
        event = next(events)


def _scalar(event: Any) -> str | int | Decimal | bool | None:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in WORDS:
        return WORDS[text]
    if WHOLE.match(text):
        return int(text) if text.lstrip("+-")[:1] != "0" or text.lstrip("+-") == "0" else text
    return Decimal(text) if BROKEN.match(text) else text
