"""Several columns that are the levels of one category: “Раздел 1”, “Раздел 2”; Category, Subcategory; IC_GROUP0 ..."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from modules.partners.formats.category_paths import is_path, several, written
from modules.partners.formats.columns import Columns, folded

_MOST_LEVELS = 10
# WooCommerce, Magento and Bagisto call a column so, and have one for the kind of a product.
_LISTS = frozenset({"categories", "категории"})
_OF_MAGENTO = frozenset({"store view code", "attribute set code", "attribute family code"})
_NUMBERED = re.compile(
    r"(?:ic )?(?:product |товарная )?(?:category|categories|cat|категория|раздел|рубрика|группа|group|level|уровень)"
    r"(?: товара| товаров)?(?: level| уровень| lvl| l)? ?(\d{1,2})(?: ?го)?(?: уровня| уровень| level| category)?"
)
_BELOW = re.compile(
    r"(?:product )?(?:sub ?category|sub ?group|подкатегория|подраздел|подгруппа|подрубрика)"
    r"(?: товара| name)? ?(\d{0,2})"
)


class Listing(NamedTuple):
    """Whether a cell lists several categories by commas, and whether their paths are written by slashes."""

    by_commas: bool = False
    by_slashes: bool = False

    def read(self, text: str) -> str:
        """The text of the cell as it is read where nothing is known of its file."""
        return several(text, has_slashes=self.by_slashes) if self.by_commas else text


@lru_cache(maxsize=256)
def levels(headers: tuple[str, ...], columns: Columns) -> tuple[int, ...]:
    """The places of the columns that together say a category, the outermost first; none where one says it alone."""
    told = [place for place, header in enumerate(headers) if _is_told(header, columns)]
    if told:
        return tuple(told) if len(told) > 1 else ()
    numbered, below = (_found(pattern, headers, columns) for pattern in (_NUMBERED, _BELOW))
    if not numbered or min(numbered) > 1:
        plain = [place for place, header in enumerate(headers) if _is_plain(header, columns)]
        top = {0: min(plain, key=lambda place: columns.rank(headers[place]))} if plain else {}
        numbered = top | numbered
    whole = {**numbered, **{100 + number: place for number, place in below.items()}}
    return tuple(whole[number] for number in sorted(whole)[:_MOST_LEVELS]) if len(whole) > 1 else ()


@lru_cache(maxsize=256)
def listing(headers: tuple[str, ...], columns: Columns) -> Listing:
    """How exports of shops write categories, told by the names of all their columns."""
    names = {folded(header) for header in headers}
    lists = bool(names & _LISTS) and any(columns.meaning(header) == "kind" for header in headers)
    return Listing(lists, lists and bool(names & _OF_MAGENTO))


def category_of(cells: Sequence[str]) -> str:
    """What the levels of one good say, as the text of its category; paths in each cell are several categories."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    return "\n".join(filled) if all(map(is_path, filled)) else written(filled)


def _is_told(header: str, columns: Columns) -> bool:
    return columns.is_told(header) and columns.meaning(header) == "category"


def _is_plain(header: str, columns: Columns) -> bool:
    is_level = _NUMBERED.fullmatch(folded(header)) or _BELOW.fullmatch(folded(header))
    return not is_level and not columns.is_told(header) and columns.meaning(header) == "category"


def _found(pattern: re.Pattern[str], headers: Sequence[str], columns: Columns) -> dict[int, int]:
    """By number the first place of a header that the supplier has not said something else of."""
    found: dict[int, int] = {}
    for place, header in enumerate(headers):
        if (level := pattern.fullmatch(folded(header))) and not columns.is_told(header):
            found.setdefault(int(level[1] or 0), place)
    return found
