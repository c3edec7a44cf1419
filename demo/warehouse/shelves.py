"""The categories of the warehouse, what their goods say of themselves, and how many goods stand in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

HERE = Path(__file__).parent
# One category holds a tenth of everything, as cases for phones do; the others shrink by rank.
LARGEST, SHARE, FALL = "Чехлы для телефонов", 0.1, 0.7

type Value = str | Decimal | bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category by its way from the top, with the word for one piece, its usual price and its attributes' values."""

    path: tuple[str, str, str]
    word: str
    price: int
    brands: Sequence[str]
    says: Sequence[tuple[str, Sequence[Value]]]


@cache
def shelves() -> list[Shelf]:
    """Return all of them, always in one order."""
    return [shelf for file in sorted((HERE / "departments").glob("*.yaml")) for shelf in _department(_read(file))]


@cache
def shares() -> list[float]:
    """Return how likely goods stand on each shelf; together 1."""
    names = [shelf.path[-1] for shelf in shelves()]
    others = [name for name in names if name != LARGEST]
    Random("shares").shuffle(others)
    fallen = {name: rank**-FALL for rank, name in enumerate(others, 1)}
    whole = sum(fallen.values())
    return [SHARE if name == LARGEST else (1 - SHARE) * fallen[name] / whole for name in names]


def _department(told: dict[str, Any]) -> Iterator[Shelf]:
    for section, inside in told["sections"].items():
        says = [_ladder(attribute) for attribute in inside["says"]]
        for name, one in inside["goods"].items():
            word, _, price = one.rpartition(" ")
            yield Shelf((told["name"], section, name), word, int(price), told["brands"], says)


def _ladder(attribute: str | dict[str, list[float]]) -> tuple[str, Sequence[Value]]:
    if isinstance(attribute, dict):
        ((name, steps),) = attribute.items()
        return name, _steps(*steps)
    known = _attributes()
    if attribute in known["flags"]:
        return attribute, (False, True)
    texts = known["texts"].get(attribute)
    return attribute, texts or _steps(*known["numbers"][attribute])


def _steps(first: float, last: float, step: float) -> list[Decimal]:
    low, high, by = (Decimal(str(number)) for number in (first, last, step))
    return [low + by * n for n in range(int((high - low) / by) + 1)]


@cache
def _attributes() -> dict[str, Any]:
    return _read(HERE / "attributes.yaml")


def _read(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(file.read_bytes())
    return told
