r"""Paths of categories, as in “Home > Kitchen > Knives”, told from names that only have such signs in them.

“>”, “->”, “→”, “|”, “::” and “»”, “/”, “\” with blanks around them separate wherever they stand. A bare slash is in
names as well (“A/C units”, “Б/у техника”), so it separates only where the column shows a tree: a value of three levels,
a shop's root (“Default Category/Gear”), or several values below one (“Men/Coats”, “Men/Shoes”). A backslash before a
sign makes it a part of the name, as WooCommerce has it. Of several categories in one cell the deepest counts, of equals
the first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape

SEPARATOR = " > "
# The roots that no shop shows: Magento's and OpenCart's.
ROOTS = frozenset({"default category", "root catalog", "root category"})
_ESCAPED = re.compile(r"\\([,;>/|\\»→:])")
_HIDDEN = {0xE100 + ord(sign): sign for sign in ",;>/|\\»:"} | {0xE0FF: "→"}
_HIDE = {sign: chr(place) for place, sign in _HIDDEN.items()}
_SIGNS = re.compile(r"[,;>/|\\»→:]")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#[0-9]{1,4});")
_PLACES = re.compile(r"[\r\n]+|##|;")
_CLEAR = re.compile(
    r"\s*(?:\|+|::+)\s*|\s+(?:[-=]?>+|→|›|»|/+|\\+)\s+|(?<=\S)(?:[-=]?>+|→|›)\s*(?=\S)",
)
_SLASHES = re.compile(r"[/\\]+")
_COMMA = re.compile(r"\s*,\s*")
_BLANKS = re.compile(r"\s{2,}")


class Paths:
    """How one file writes where its categories are, judged by the values that a number of its goods have."""

    def __init__(self, sample: Iterable[str] = ()) -> None:
        values = [_hidden(value) for value in dict.fromkeys(sample)]
        places = [place for value in values for place in _PLACES.split(value) if place.strip()]
        self._has_lists = any(_is_list(value, set(values)) for value in values)
        listed = [one for place in places for one in (_COMMA.split(place) if self._has_lists else (place,))]
        self._has_slashes = not any(map(_CLEAR.search, listed)) and _shows_a_tree(listed)

    def parts(self, text: str) -> tuple[str, ...]:
        """The names on the way to the category that a value means, outermost first and its own last."""
        found = [self._path(one) for place in _PLACES.split(_hidden(text)) for one in self._listed(place)]
        deepest = max(found, key=len, default=())
        return tuple(part.translate(_HIDDEN) for part in deepest)

    def _listed(self, place: str) -> list[str]:
        several = _COMMA.split(place)
        are_paths = len(several) > 1 and all(len(self._path(one)) > 1 for one in several)
        return several if self._has_lists or are_paths else [place]

    def _path(self, place: str) -> list[str]:
        parts = [part for clear in _CLEAR.split(place) for part in self._levels(clear) if part.strip()]
        rooted = parts[1:] if len(parts) > 1 and parts[0].strip().casefold() in ROOTS else parts
        return [" ".join(part.split()) for part in rooted]

    def _levels(self, part: str) -> list[str]:
        return _levels(part) if self._has_slashes else [part]


def written(parts: Sequence[str]) -> str:
    """The path as text that `Paths` reads back the same, whatever signs are in its names."""
    parts = [_spaced(part) for part in parts]
    plain = SEPARATOR.join(parts)
    if not any(map(_SIGNS.search, parts)):
        return plain
    is_plain = all(len(_CLEAR.split(part)) == len(_levels(part)) == len(_PLACES.split(part)) == 1 for part in parts)
    if is_plain and (len(parts) == 1 or "," not in plain) and "\\" not in plain:
        return plain
    return SEPARATOR.join(_SIGNS.sub(lambda sign: f"\\{sign[0]}", part) for part in parts)


def several(text: str, *, has_slashes: bool = False) -> str:
    """A cell of a column that is known to list categories: each on a line, with a path by slashes where they are so."""
    places = [place.strip() for place in re.split(r"(?<!\\),", _spaced(text)) if place.strip()]
    return "\n".join(written(_levels(place)) if has_slashes and not _CLEAR.search(place) else place for place in places)


def is_path(text: str) -> bool:
    """Whether a value is a path by itself, whatever stands in the rest of its column."""
    return bool(_SIGNS.search(text) and _CLEAR.search(_hidden(text)))


def _hidden(text: str) -> str:
    """The text with its entities read, and signs that belong to names out of the way."""
    plain = _spaced(_ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text)
    return _ESCAPED.sub(lambda found: _HIDE[found[1]], plain).strip() if "\\" in plain else plain.strip()


def _spaced(text: str) -> str:
    """The text with single blanks and line breaks: of many in a row each would be tried for the beginning of a sign."""
    return _BLANKS.sub(lambda run: "\n" if {"\n", "\r"} & set(run[0]) else " ", text)


def _is_list(value: str, values: set[str]) -> bool:
    """Whether a cell has several categories: paths, names that other cells have alone, or such as escape commas."""
    several = _COMMA.split(value)
    if len(several) < 2:
        return False
    paths = [[level for clear in _CLEAR.split(one) for level in _levels(clear)] for one in several]
    has_one_root = any(len(path) > 1 for path in paths) and len({path[0] for path in paths if path}) == 1
    is_of_paths = has_one_root or all(map(_CLEAR.search, several))
    return is_of_paths or all(one in values for one in several) or _HIDE[","] in value


def _shows_a_tree(values: Sequence[str]) -> bool:
    paths = [_levels(value) for value in values]
    deep = [path for path in paths if len(path) > 1]
    below = Counter(path[0] for path in deep)
    shared = sum(count for count in below.values() if count > 1)
    has_roots = any(len(path) > 2 or path[0].casefold() in ROOTS for path in deep)
    return (has_roots or shared * 2 > len(deep)) and len(deep) * 4 >= len(paths)


def _levels(text: str) -> list[str]:
    """The levels that bare slashes would make; “A/C”, “б/у” and “Аудио/видео” are names all the same."""
    parts = [part for part in map(str.strip, _SLASHES.split(text)) if part]
    levels: list[str] = []
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        if levels and _is_one_name(levels[-1], part, is_last=is_last):
            levels[-1] = f"{levels[-1]}/{part}"
        else:
            levels.append(part)
    return levels


def _is_one_name(before: str, after: str, *, is_last: bool) -> bool:
    is_begun = len(before.rpartition("/")[2]) < 2 or (is_last and len(after) < 2)
    return is_begun or (before[0].isupper() and after[0].islower())
