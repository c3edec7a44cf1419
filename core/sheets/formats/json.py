"""JSON: a list of objects. Amounts go out as texts, as everywhere; numbers come in digit by digit."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any, Never

import orjson
from django.utils.translation import gettext_lazy as _

from core.sheets.formats.base import Row, SheetFormat, bare
from core.sheets.table import Table, Unreadable, of_records


class Json(SheetFormat):
    title = "JSON"
    content_type = "application/json"

    def create_dataset(self, in_stream: bytes) -> Table:
        try:
            read = json.loads(
                in_stream, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_without_doubles
            )
        except (ValueError, RecursionError, ArithmeticError):  # bad UTF-8 and numbers without end are ValueErrors too
            raise Unreadable(_("This is no JSON that can be read.")) from None
        return of_records(read)

    def write(self, file: IO[bytes], columns: list[str], rows: Iterable[Row]) -> None:
        between = b"[\n"
        for row in rows:
            file.write(between + orjson.dumps(plain(columns, row)))
            between = b",\n"
        file.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def plain(columns: list[str], row: Row) -> dict[str, Any]:
    """Return a row of what JSON and YAML know."""
    return {name: _plain(row[name]) for name in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items()}
    return str(value) if isinstance(value, Decimal) else value


def _no_number(name: str) -> Never:
    raise ValueError(name)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("An object names a column twice."))
    return found
