"""What becomes of two cards that turn out to be one thing: what is said twice is kept once, nothing else is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from modules.catalog.rules.values import AttributeValue


@dataclass(frozen=True, slots=True)
class Card:
    """What a product says of itself: its texts by column, its attributes by name."""

    id: int
    name: str
    texts: Mapping[str, str]
    values: Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An attribute of a merged product that the kept one has a different value for."""

    name: str
    kept: AttributeValue
    dropped: AttributeValue


@dataclass(frozen=True, slots=True)
class Joined:
    """What a product says after others were merged into it: texts it gains, all its attributes, what is lost."""

    texts: Mapping[str, str]
    values: Mapping[str, AttributeValue]
    added: tuple[str, ...]
    dropped: tuple[Dropped, ...]


def joined(kept: Card, others: Iterable[Card]) -> Joined:
    """Return what the kept card says once it has taken the others in: its own word counts, theirs fills the gaps."""
    texts, values, dropped = dict(kept.texts), dict(kept.values), list[Dropped]()
    for other in others:
        texts = {name: text or other.texts[name] for name, text in texts.items()}
        for name, value in other.values.items():
            if values.setdefault(name, value) != value:
                dropped.append(Dropped(name, values[name], value))
    gained = {name: text for name, text in texts.items() if text != kept.texts[name]}
    return Joined(gained, values, tuple(name for name in values if name not in kept.values), tuple(dropped))
