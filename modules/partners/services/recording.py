"""What a list would change, kept row by row: streamed from the catalogue to a table of ours, in little memory."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import batched
from typing import Any

import orjson
from django.db import connection

from modules.catalog.public import Change, Comparison, RowChange
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.rules import ODD, RowWarning, searchable
from modules.partners.services import feeds
from modules.partners.services.noting import NOTHING, Noted, Notes
from modules.partners.services.weighing import Tally, sells_out

TABLE = PriceListRow._meta.db_table
COLUMNS = ("price_list_id", "line", "status", "external_id", "name", "changes", "errors", "warning", "noted", "sheet")
SET = 1000


def record(job: PriceList, compared: Comparison, notes: Notes) -> Tally:
    """Keep all rows, with what was noticed of them, and return what was counted on the way."""
    tally = Tally()
    for some in batched(compared.rows, SET):
        noted = notes.of([row.external_id for row in some if row.line])
        _write(_kept(job.pk, row, tally.see(row), noted.get(row.external_id, NOTHING)) for row in some)
        feeds.show_life(job.supplier_id)
    return tally


def _kept(list_id: int, row: RowChange, warning: str, noted: Noted) -> tuple[Any, ...]:
    changes = orjson.dumps([_told(one) for one in row.changes]).decode() if row.changes else "[]"
    sold_out = [RowWarning.MASS_SELLOUT.value] if sells_out(row) else []
    codes = searchable([*noted.codes, *(ODD[kind] for kind in row.odd), *sold_out])
    return list_id, row.line, row.fate, row.external_id, row.name, changes, "[]", warning, codes, noted.sheet


def _told(change: Change) -> dict[str, Any]:
    return {"field": change.field, "from": _plain(change.before), "to": _plain(change.after)}


def _plain(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _write(rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {TABLE} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(COLUMNS))
            cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", list(rows))
