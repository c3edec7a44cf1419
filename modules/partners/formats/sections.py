"""Headings between the rows of a table, as price lists of 1C have them: a name alone in a row, or rows folded below."""

import re
from collections.abc import Sequence

from modules.partners.formats.category_paths import written
from modules.partners.formats.header import Header
from modules.partners.formats.records import Record

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[a-zа-яё]{3}")
_FEWEST_COLUMNS = 3


class Sections:
    """The headings that stand above the present row, as deep as a workbook folds its rows.

    `category` is the text of the category that they make, "" without any.
    """

    def __init__(self, header: Header | None) -> None:
        self._fields = [column.field for column in header.columns] if header else []
        self._are_categories = bool(header and not header.has_category and len(header.columns) >= _FEWEST_COLUMNS)
        self._above: list[tuple[int, str]] = []
        self.category = ""

    def open(self, record: Record, below: Record | None) -> bool:
        """Whether a row is a heading; it then stands above those that follow."""
        is_folded = below is not None and below.level > record.level
        if not is_folded and not self._are_categories:
            return False
        name = self._heading(record, is_folded=is_folded)
        if name and self._are_categories:
            self._above = [(level, above) for level, above in self._above if level < record.level]
            self._above.append((record.level, name))
            self.category = written([name for _level, name in self._above])
        return bool(name)

    def _heading(self, record: Record, *, is_folded: bool) -> str:
        filled = {place: cell.strip() for place, cell in enumerate(record.cells) if cell.strip()}
        if record.problem or not filled:
            return ""
        if len(filled) == 1 and self._are_categories:
            ((place, cell),) = filled.items()
            return cell if _is_words(cell) and not (self._is(place, "external_id") and _is_code(cell)) else ""
        told = {self._fields[place] for place in filled if place < len(self._fields)}
        return self._name(filled) if is_folded and not told & {"price", "quantity"} else ""

    def _name(self, filled: dict[int, str]) -> str:
        named = [cell for place, cell in filled.items() if self._is(place, "name")]
        words: Sequence[str] = named or [cell for cell in filled.values() if _is_words(cell)]
        return words[0] if words else ""

    def _is(self, place: int, field: str) -> bool:
        return place < len(self._fields) and self._fields[place] == field


def _is_words(cell: str) -> bool:
    return len(_LETTER.findall(cell)) > 1


def _is_code(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and not _WORD.search(cell)
