"""Tables that follow each other in one sheet: a later row of names begins another one, with an order of its own."""

import re

from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Number, RawGood
from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.header import Header, header_of_two, is_header, read_header
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.notices import Notices, Said
from modules.partners.formats.records import Record
from modules.partners.formats.titles import with_titles

NUMBERS = re.compile(r"[$€£₽]?[\d\s.,'’-]+(?:руб|р|₽|шт|\$|€|rub|usd|eur)?\.?", re.IGNORECASE)
# Names that a row of goods has no two of: “В наличии” may be what a cell says.
_NAMES = frozenset({"external_id", "name", "category", "model", "brand", "gtin", "price", "price_rrp", "description"})
_MOST_TITLES = 5


class Tables:
    """The table that the present row is in; `header` is None where nobody knows its columns."""

    def __init__(self, header: Header, columns: Columns, notices: Notices) -> None:
        self.header: Header | None = header
        self.is_further = False
        self._columns, self._notices = columns, notices
        self._titles: list[Record] = []
        self._line = 0

    def begin(self, record: Record, below: Record | None) -> int:
        """With how many rows, this one first, another table begins; 0 where none does."""
        filled = [cell for cell in record.cells if cell.strip()]
        if record.problem or any(isinstance(cell, Number) or NUMBERS.fullmatch(cell.strip()) for cell in filled):
            self.hear()
            return 0
        if len(filled) < 2:
            self._titles = [*self._titles, record][-_MOST_TITLES:]
            return 0
        if not any(map(self._columns.is_field, filled)):
            return 0
        both = header_of_two(record.cells, below.cells, self._columns) if below and not below.problem else None
        if not both and not is_header(record.cells, self._columns) and not self._names(filled):
            return 0
        self._open(both or record.cells, record.line)
        return 2 if both else 1

    def hear(self) -> None:
        """Heed what the rows between the goods, or below them, say of prices; raises UnreadablePriceList."""
        titles, self._titles = self._titles, []
        if not self.header or not titles:
            return
        told = with_titles(self.header, titles)
        if told is not self.header:
            params = {name: value for name, value in told.notices[-1].params.items() if name != "currency"}
            self._notices.add_all([Said("currency_unclear", params)])

    def refused(self, record: Record) -> RawGood:
        """A row of a table whose columns nobody knows."""
        raw = RawGood(record.line)
        sentence = _(
            "The row stands below other names of columns, in row %(line)d, that are not understood. Give them the "
            "names of the first ones, or send that table as a file of its own."
        )
        raw.refuse("", "columns_unknown", sentence, line=self._line)
        return raw

    def _names(self, filled: list[str]) -> bool:
        """Whether a row names columns, some of which are known."""
        return len({self._columns.meaning(cell) for cell in filled} & _NAMES) > 1

    def _open(self, cells: list[str], line: int) -> None:
        self.is_further, self._line = True, line
        titles, self._titles = self._titles, []
        try:
            self.header = read_header(cells, self._columns, line)
        except UnreadablePriceList:
            self.header = None
            return
        self.header = with_titles(self.header, titles)
        self._notices.add_all(self.header.notices)
