"""How a good in JSON names its category: as text or list, by an object with its parents, in a key for each level."""

from collections.abc import Iterator, Sequence

from modules.partners.formats.category_levels import category_of, levels
from modules.partners.formats.category_paths import written
from modules.partners.formats.columns import Columns, folded
from modules.partners.formats.content import Number
from modules.partners.formats.json_values import Json, Members

_WHOLE_PATHS = frozenset({"category path", "category name path", "breadcrumb", "breadcrumbs", "хлебные крошки"})
_ABOVE = ("parent", "parentCategory", "parent_category")
_MOST = 20


def text_of(key: str, value: Json) -> Json:
    """A category as text; what is no text, list or object of texts stays as it is."""
    if isinstance(value, Members):
        names = _names(value)
        return written(names) if len(names) > 1 else value
    if not isinstance(value, list):
        return value
    told = [one for one in map(_name, value[:_MOST]) if one]
    if folded(key) in _WHOLE_PATHS:
        return written(told)
    several = [written(_names(one)) if _is_deep(one) else _name(one) for one in value[:_MOST]]
    return "\n".join(filter(None, several)) or None


def levels_of(value: Members, columns: Columns) -> tuple[str, ...]:
    """The keys that are levels of one category, the outermost first."""
    keys = list(value)
    return tuple(keys[place] for place in levels(tuple(key[:100] for key in keys[:200]), columns))


def joined(texts: Sequence[Json]) -> str:
    """The category that the values of its levels make."""
    return category_of([_name(text) for text in texts])


def _is_deep(value: Json) -> bool:
    return len(_names(value)) > 1


def _names(value: Json) -> list[str]:
    """The names of a category and of those above it, outermost first."""
    path = value.get("path") if isinstance(value, Members) else None
    if isinstance(path, list):
        return [name for name in map(_name, path[:_MOST]) if name]
    return list(_upwards(value))[::-1]


def _upwards(value: Json) -> Iterator[str]:
    for _step in range(_MOST):
        if name := _name(value):
            yield name
        above = [value[key] for key in _ABOVE if key in value] if isinstance(value, Members) else []
        # A number is the id of a category that is told elsewhere.
        value = above[0] if above and not isinstance(above[0], Number) else None


def _name(value: Json) -> str:
    if isinstance(value, Members):
        value = next((value[key] for key in ("name", "title", "id") if key in value), None)
    return value.strip() if isinstance(value, str) else ""
