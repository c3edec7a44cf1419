"""The sheet of a workbook that lists the categories which the goods name by id, as OpenCart and Prom.ua write it."""

from collections.abc import Iterable, Sequence
from itertools import islice

from modules.partners.formats.categories import Categories
from modules.partners.formats.columns import folded
from modules.partners.formats.records import Record

_IDS = frozenset({"category id", "id категории", "номер группы", "идентификатор группы", "id группы"})
_PARENTS = frozenset({"parent id", "id родителя", "номер родителя", "идентификатор родителя", "parent category id"})
_NAMES = ("name", "category name", "название группы", "название", "название категории")
_MAX_ABOVE = 5


def read_categories(rows: Iterable[Record], categories: Categories) -> None:
    """Note the categories of a sheet, if its first rows say that it is a list of them."""
    found = iter(rows)
    for row in islice(found, _MAX_ABOVE):
        if places := _places(row.cells):
            for below in found:
                key, name, parent = (_cell(below.cells, place) for place in places)
                categories.add(key, name, "" if parent == "0" else parent, below.line)


def _places(cells: Sequence[str]) -> tuple[int, int, int] | None:
    """Where id, name and parent stand."""
    headers = [folded(cell.partition("(")[0]) for cell in cells]
    kinds: list[Iterable[str]] = [_IDS, _NAMES, _PARENTS]
    first = [next((place for place, header in enumerate(headers) if header in kind), -1) for kind in kinds]
    return (first[0], first[1], first[2]) if min(first) >= 0 else None


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
