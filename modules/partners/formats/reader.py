"""A price list of any known format as a stream of rows, in little memory."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from modules.partners.formats.checks import Checker, currency_of
from modules.partners.formats.columns import Columns
from modules.partners.formats.errors import Refused
from modules.partners.formats.notices import Notices
from modules.partners.formats.placing import MAX_NAME
from modules.partners.formats.recognise import HEAD_SIZE, formats, recognise
from modules.partners.formats.rows import BadRow, Gone, Good, Notice
from modules.partners.formats.samples import located, sampled
from modules.partners.formats.texts import one_line


class PriceListReader:
    """An opened price list: what its head says, then its rows, once; progress and notices grow as they are drawn."""

    def __init__(
        self, source: BinaryIO, columns: Columns, only_currency: str | None, folder: Path | None = None
    ) -> None:
        self._only_currency, self._folder = only_currency, folder
        self._source = source
        self._notices = Notices()
        self._size = source.seek(0, os.SEEK_END)
        source.seek(0)
        self.format = recognise(source.read(HEAD_SIZE))
        self._content = formats()[self.format].read(source, self._notices, columns)
        self.format = self._content.format or self.format
        if self._content.unpacked:
            self._source = self._content.unpacked
            self._size = os.fstat(self._source.fileno()).st_size
        self._is_read = False
        self.shop = _shop(self._content.shop)
        self.currency = currency_of(self._content)
        self.read = 0

    @property
    def total(self) -> int | None:
        """How many rows there are in all: an estimate by the bytes read so far, exact at the end, None at first."""
        if self._is_read:
            return self.read
        consumed = self._source.tell()
        return max(self.read, self.read * self._size // consumed) if self.read and consumed else None

    @property
    def parents(self) -> Mapping[str, str]:
        """By the id of a category of the file the id of the one above it."""
        return self._content.parents

    @property
    def only_changes(self) -> bool:
        """Whether the file says of itself that goods which it does not name stay as they are."""
        return self._content.only_changes

    @property
    def only_offers(self) -> bool:
        """Whether all but price and quantity of the goods is left unsaid, and so stays as it is."""
        return self._content.only_offers

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self._notices.listed()

    def __iter__(self) -> Iterator[Good | Gone | BadRow]:
        sample, goods = sampled(self._content.goods)
        checker = Checker(self._content, self._notices, sample, self._only_currency, self._folder)
        for raw in located(sample, goods):
            self.read += 1
            yield checker.check(raw)
        self._is_read = True
        if not self.read:
            self._notices.add("empty_list")


def open_price_list(
    source: BinaryIO,
    mapping: Mapping[str, str] | None = None,
    *,
    only_currency: str | None = None,
    folder: Path | None = None,
) -> PriceListReader:
    """Open a seekable binary file, which stays the caller's to close; its rows are Good, Gone or BadRow.

    `mapping` says what the supplier's own column names mean: a field of `columns.FIELDS`, "attribute" or "ignore".
    The ids met so far are kept in a file in `folder` (else among the system's temporary ones), which has no name.
    Where `only_currency` is given, a good whose price is in another one is refused with `currency_mismatch`.
    Raises UnreadablePriceList, now or while rows are drawn, and nothing else for any bytes whatever.
    """
    return PriceListReader(source, Columns(mapping, only_currency), only_currency, folder)


def _shop(text: str) -> str:
    try:
        return one_line(text, MAX_NAME)
    except Refused:
        return ""
