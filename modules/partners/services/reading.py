"""A stored file becomes good rows, laid aside, and bad ones, kept with their errors; progress is told on the way."""

import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from modules.catalog.public import GoodRow
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import PriceListReader, open_price_list
from modules.partners.formats.rows import BadRow, Good, Problem
from modules.partners.models import PriceList, PriceListRow
from modules.partners.rules import RowStatus
from modules.partners.services import feeds, steps
from modules.partners.services.spool import Spool

_EVERY_ROWS = 1000
_EVERY_SECONDS = 0.5
# Beyond this nobody reads them one by one, and a hostile file must not fill the database; all are counted.
_KEPT_ERRORS = 100_000


def read(job: PriceList, spool: Spool) -> None:
    """Read the whole file of a job; raises UnreadablePriceList where the file as such cannot be taken."""
    try:
        source = job.path.open("rb")
    except FileNotFoundError:
        raise UnreadablePriceList("file_lost", _("The stored file is gone; send it again.")) from None
    with source:
        reader = open_price_list(source)
        steps.note(job, format=reader.format)
        told = _Told(job, reader)
        for row in reader:
            good = _checked(row)
            if isinstance(good, BadRow):
                told.refuse(good)
            else:
                spool.add(_as_catalog_has_it(good))
            told.soon()
        told.now()


def _checked(row: Good | BadRow) -> Good | BadRow:
    """The shop keeps its prices in one currency: a price in another one would be taken for something it is not."""
    if isinstance(row, BadRow) or row.currency in (None, settings.CURRENCY):
        return row
    detail = f"The price is in {row.currency}; this shop takes {settings.CURRENCY}."
    return BadRow(row.line, row.external_id, row.name, (Problem("currency", "currency_mismatch", detail),))


def _as_catalog_has_it(good: Good) -> GoodRow:
    return GoodRow(
        external_id=good.external_id,
        name=good.name,
        category=good.category_name,
        category_key=good.category,
        model=good.model,
        brand=good.brand,
        gtin=good.gtin,
        price=good.price,
        price_rrp=good.price_rrp,
        quantity=good.quantity,
        currency=good.currency or settings.CURRENCY,
        description=good.description,
        attributes=tuple((one.name, one.value) for one in good.attributes),
    )


class _Told:
    """What the database knows of a reading: bad rows and progress, written together every now and then."""

    def __init__(self, job: PriceList, reader: PriceListReader) -> None:
        self._job, self._reader = job, reader
        self._bad: list[PriceListRow] = []
        self._errors = self._kept = self._read = 0
        self._at = time.monotonic()

    def refuse(self, bad: BadRow) -> None:
        self._errors += 1
        if self._kept < _KEPT_ERRORS:
            self._kept += 1
            self._bad.append(_kept(self._job, bad))

    def soon(self) -> None:
        late = self._reader.read % 50 == 0 and time.monotonic() - self._at > _EVERY_SECONDS
        if late or self._reader.read - self._read >= _EVERY_ROWS:
            self.now()

    @transaction.atomic
    def now(self) -> None:
        PriceListRow.objects.bulk_create(self._bad)
        steps.note(self._job, **self._progress())
        feeds.show_life(self._job.supplier_id)
        self._bad, self._read, self._at = [], self._reader.read, time.monotonic()

    def _progress(self) -> dict[str, Any]:
        warnings = [asdict(notice) for notice in self._reader.notices]
        return {
            "rows_read": self._reader.read,
            "rows_total": self._reader.total,
            "errors": self._errors,
            "warnings": warnings,
        }


def _kept(job: PriceList, bad: BadRow) -> PriceListRow:
    return PriceListRow(
        price_list=job,
        line=bad.line,
        status=RowStatus.ERROR,
        external_id=bad.external_id,
        name=bad.name,
        errors=[asdict(problem) for problem in bad.problems],
    )
