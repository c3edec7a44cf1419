"""The first goods of a file, looked at before any of them is read: what is meant by a slash shows in many only."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from modules.partners.formats.content import RawGood
from modules.partners.formats.errors import UnreadablePriceList

_GOODS = 500
_MAX_SIZE = 1 << 22
# XML without line breaks has its declaration on a line of its own all the same.
_LAST_LINE = 2


def sampled(goods: Iterator[RawGood]) -> tuple[list[RawGood], Iterator[RawGood]]:
    """The first goods, fewer where they are large, and all goods, these included; errors come where they would."""
    first: list[RawGood] = []
    size = 0
    try:
        for raw in islice(goods, _GOODS):
            first.append(raw)
            size += sum(len(text) for text in _texts_of(raw))
            if size > _MAX_SIZE:
                break
    except UnreadablePriceList as refused:
        return first, chain(first, _raising(refused))
    return first, chain(first, goods)


def located(sample: list[RawGood], goods: Iterable[RawGood]) -> Iterator[RawGood]:
    """All goods; in a file that has them on one line, their numbers instead of it tell them apart."""
    lines = {(raw.line, raw.sheet) for raw in sample}
    has_one = len(sample) > 1 and len(lines) == 1 and lines <= {(line, "") for line in range(1, _LAST_LINE + 1)}
    for number, raw in enumerate(goods, start=1):
        raw.line = number if has_one else raw.line
        yield raw


def told(goods: list[RawGood], field: str) -> list[str]:
    """What they say in one field."""
    return [text for raw in goods if (text := (raw.fields.get(field) or "").strip())]


def _texts_of(raw: RawGood) -> Iterator[str]:
    yield from (text for text in (*raw.fields.values(), *raw.further) if text)
    yield from (value for _name, value in raw.attributes if isinstance(value, str))


def _raising(refused: UnreadablePriceList) -> Iterator[RawGood]:
    raise refused
    yield
