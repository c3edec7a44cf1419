"""A stored file becomes good rows, handed on one by one, and bad ones, kept with their errors."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop as _

from modules.catalog import public as catalog
from modules.catalog.public import GoodRow
from modules.partners.formats.errors import UnreadablePriceList, WebPage
from modules.partners.formats.reader import PriceListReader, open_price_list
from modules.partners.formats.rows import BadRow, Gone, Good, Problem
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.rules import Mode, RowStatus, RowWarning, searchable
from modules.partners.selectors import meanings_of
from modules.partners.services import feeds, steps
from modules.partners.services.noting import Notes
from modules.partners.services.weighing import warning

FOREIGN = RowWarning.CURRENCY_MISMATCH.value
FOREIGN_TOLD = _("The price of the good is in another currency than the shop's; the good was left out.")
# What a new good needs, with the code and the sentence for a list that leaves it out.
_NEEDED = {
    "name": ("missing_name", _("The good is not known yet, and the list does not say its name.")),
    "price": ("missing_price", _("The good is not known yet, and the list does not say its price.")),
    "quantity": ("missing_quantity", _("The good is not known yet, and the list does not say its quantity.")),
}
_AT_ADDRESS = _("This is a web page, not a price list; is a sign-in needed at that address?")
_LOOKED_UP = 500
_EVERY_ROWS = 1000
_EVERY_SECONDS = 0.5
# Nobody corrects more rows one by one, and a hostile file must fill neither memory nor database.
_MOST_ERRORS = 100_000


class Reading:
    """One reading of a job's file: counts its good rows and knows the goods named in rows that cannot be used."""

    def __init__(self, job: PriceList) -> None:
        self._job = job
        self.named: list[str] = []
        self.withdrawn: list[str] = []
        self._bad: list[PriceListRow] = []
        self.good = self._errors = self._foreign = self._told = 0
        self._told_at = time.monotonic()

    def open(self) -> None:
        """Open the file; one that says of itself that it has only what has changed is an update.

        Raises UnreadablePriceList where the file as a whole cannot be taken.
        """
        try:
            self._source = self._job.path.open("rb")
        except FileNotFoundError:
            raise UnreadablePriceList("file_lost", _("The stored file is gone; send it again.")) from None
        try:
            self._reader = open_price_list(
                self._source,
                meanings_of(self._job.supplier_id),
                only_currency=settings.CURRENCY,
                folder=self._job.path.parent,
            )
        except UnreadablePriceList as refused:
            self._source.close()
            if isinstance(refused, WebPage) and self._job.url:
                raise WebPage(refused.code, _AT_ADDRESS) from None
            raise
        self.notes = Notes(self._job.path.parent)
        mode = Mode.UPDATE if self._reader.only_changes else self._job.mode
        steps.note(self._job, format=self._reader.format, mode=mode)

    def rows(self) -> Iterator[GoodRow]:
        """Yield the rows that can be used, telling the progress on the way.

        Raises UnreadablePriceList where the file as a whole cannot be taken, be it in its last line.
        """
        reader = self._reader
        with self._source:
            for row in self._with_known(reader):
                if isinstance(row, Gone):
                    self.withdrawn.append(row.external_id)
                    continue
                if isinstance(row, BadRow):
                    self._refuse(row)
                else:
                    self.good += 1
                    self.notes.note(row.external_id, row.noted, row.sheet)
                    yield _as_catalog_has_it(row)
                self._tell_soon(reader)
            self._tell(reader)

    def _with_known(self, rows: Iterable[Good | Gone | BadRow]) -> Iterator[Good | Gone | BadRow]:
        """Yield the rows, refused those that say too little of a good that does not stand in the shop."""
        held: list[Good | Gone | BadRow] = []
        for row in rows:
            if not held and not _lacking(row):
                yield row
                continue
            held.append(row)
            if len(held) >= _LOOKED_UP:
                yield from self._looked_up(held)
                held = []
        yield from self._looked_up(held)

    def _looked_up(self, rows: list[Good | Gone | BadRow]) -> Iterator[Good | Gone | BadRow]:
        asked = [row.external_id for row in rows if _lacking(row)]
        known = catalog.known_ids(supplier_id=self._job.supplier_id, external_ids=asked) if asked else set()
        yield from (_refused_unknown(row, known) for row in rows)

    def _refuse(self, bad: BadRow) -> None:
        self._errors += 1
        if self._errors > _MOST_ERRORS:
            raise UnreadablePriceList("too_many_errors", _("Too many rows cannot be used; nothing was changed."))
        self._foreign += _is_foreign(bad)
        self._bad.append(_kept(self._job, bad))
        if bad.external_id:
            self.named.append(bad.external_id)

    def _tell_soon(self, reader: PriceListReader) -> None:
        is_late = reader.read % 50 == 0 and time.monotonic() - self._told_at > _EVERY_SECONDS
        if is_late or reader.read - self._told >= _EVERY_ROWS:
            self._tell(reader)

    @transaction.atomic
    def _tell(self, reader: PriceListReader) -> None:
        PriceListRow.objects.bulk_create(self._bad)
        steps.note(self._job, errors=self._errors, warnings=self._warnings(reader), **_progress(reader))
        feeds.show_life(self._job.supplier_id)
        self._bad, self._told, self._told_at = [], reader.read, time.monotonic()

    def _warnings(self, reader: PriceListReader) -> list[dict[str, Any]]:
        told = [warning(**asdict(notice)) for notice in reader.notices]
        return [*told, warning(FOREIGN, FOREIGN_TOLD, self._foreign)] if self._foreign else told


def _progress(reader: PriceListReader) -> dict[str, Any]:
    return {"rows_read": reader.read, "rows_total": reader.total}


def _lacking(row: Good | Gone | BadRow) -> list[str]:
    """What the list leaves out that a new good would need."""
    return [field for field in _NEEDED if field in row.unsaid] if isinstance(row, Good) else []


def _refused_unknown(row: Good | Gone | BadRow, known: set[str]) -> Good | Gone | BadRow:
    if not (lacking := _lacking(row)) or isinstance(row, Gone) or row.external_id in known:
        return row
    problems = tuple(Problem(field, *_NEEDED[field]) for field in lacking)
    return BadRow(row.line, row.external_id, row.name, problems, row.sheet, row.noted)


def _is_foreign(bad: BadRow) -> bool:
    return any(problem.code == FOREIGN for problem in bad.problems)


def _as_catalog_has_it(good: Good) -> GoodRow:
    return GoodRow(
        external_id=good.external_id,
        name=good.name,
        category=good.category_name,
        category_key=good.category,
        category_path=good.category_path,
        model=good.model,
        brand=good.brand,
        gtin=good.gtin,
        price=good.price or Decimal(),
        price_rrp=good.price_rrp,
        quantity=good.quantity or 0,
        currency=good.currency or settings.CURRENCY,
        description=good.description,
        attributes=tuple((one.name, one.value) for one in good.attributes),
        line=good.line,
        unsaid=good.unsaid - {"name"},
    )


def _kept(job: PriceList, bad: BadRow) -> PriceListRow:
    return PriceListRow(
        price_list=job,
        line=bad.line,
        status=RowStatus.ERROR,
        external_id=bad.external_id,
        name=bad.name,
        errors=[_told_of(problem, bad.sheet) for problem in bad.problems],
        warning=FOREIGN if _is_foreign(bad) else "",
        noted=searchable(bad.noted),
        sheet=bad.sheet,
    )


def _told_of(problem: Problem, sheet: str) -> dict[str, Any]:
    """A problem as it is stored: its values name the sheet where a line alone tells no place."""
    told = asdict(problem)
    return told | {"params": {**problem.params, "sheet": sheet}} if sheet else told
