"""Where the goods of one file stand in its supplier's tree: by ids of its category list, or by paths in their rows."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from modules.partners.formats.category_paths import SEPARATOR, Paths
from modules.partners.formats.errors import Refused
from modules.partners.formats.msgid import msgid as _
from modules.partners.formats.texts import one_line, shown

MAX_NAME = 255
_MAX_TEXT = 4000
_MOST_SPLIT = 20_000
_MAX_DEPTH = 20


class Place(NamedTuple):
    """A category as the supplier knows it: its id, or its path as text; its name, and those around it, outermost first.

    `is_listed` says whether the file's own list has it.
    """

    key: str = ""
    name: str = ""
    path: tuple[str, ...] = ()
    is_listed: bool = True


class Places:
    """The categories of one file by what its goods say of them."""

    def __init__(self, names: Mapping[str, str], parents: Mapping[str, str], sample: Iterable[str]) -> None:
        self._names, self._parents = names, parents
        self._ids = {name: key for key, name in reversed(list(names.items()))}
        self._paths = Paths(sample)
        self.of = lru_cache(maxsize=4096)(self._of)

    def _of(self, text: str) -> Place:
        """The place that a text means; refuses with `bad_category`, `too_long` or `bad_characters`."""
        if len(text) > _MAX_TEXT:
            self._refuse_long_levels(text)
        given = one_line(text, _MAX_TEXT)
        # A category given by the name it has in the file's list is the one with that id.
        key = given if given in self._names else self._ids.get(given, "")
        if key:
            return self._listed(key)
        several = [one.strip() for one in given.split(",")]
        if self._names and all(one in self._names for one in several):
            return max(map(self._listed, several), key=lambda place: len(place.path))
        return self._written(text)

    def _listed(self, key: str) -> Place:
        name, path, above = self._names[key], list[str](), self._parents.get(key, "")
        while above in self._names and len(path) < _MAX_DEPTH:
            path.append(self._names[above])
            above = self._parents.get(above, "")
        if not path and key.endswith(f"{SEPARATOR}{name}"):
            return Place(key, name, tuple(key.removesuffix(f"{SEPARATOR}{name}").split(SEPARATOR)))
        return Place(key, name, tuple(reversed(path)))

    def _refuse_long_levels(self, text: str) -> None:
        """Say of a text that is too long as a whole what its levels may have, if one of them is what is too long."""
        for level in self._paths.parts(text[:_MOST_SPLIT]):
            one_line(level, MAX_NAME)

    def _written(self, text: str) -> Place:
        parts = [part for level in self._paths.parts(text) if (part := one_line(level, MAX_NAME))]
        if not parts:
            return Place()
        if len(parts) > _MAX_DEPTH:
            sentence = _("“%(value)s”: categories are nested more than %(most)d deep.")
            raise Refused("bad_category", sentence, value=shown(text), most=_MAX_DEPTH)
        return Place(_key(SEPARATOR.join(parts)), parts[-1], tuple(parts[:-1]), is_listed=not self._names)


def _key(path: str) -> str:
    """The path as far as it fits, and what tells it from others that begin alike."""
    if len(path) <= MAX_NAME:
        return path
    return f"{path[: MAX_NAME - 18]}… {sha256(path.encode()).hexdigest()[:16]}"
