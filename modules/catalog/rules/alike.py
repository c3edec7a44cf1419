"""Names that may mean the same thing: by the stems of the words they share (Jaccard's index)."""

from collections.abc import Mapping

from modules.catalog.rules.words import asked

LEAST = 0.5

type Stems = frozenset[str]


def stems(name: str) -> Stems:
    """Return what a name is compared by, whatever the forms and the order of its words."""
    return frozenset(word.stem for word in asked(name))


def nearest(name: str, among: Mapping[int, Stems]) -> int | None:
    """Return the id of the name that shares most with this one, or None where none shares half of its words."""
    own = stems(name)
    likeness = ((_share(own, others), -id) for id, others in among.items())
    best, id = max(likeness, default=(0.0, 0))
    return -id if best >= LEAST else None


def _share(own: Stems, others: Stems) -> float:
    return len(own & others) / len(own | others) if own and others else 0.0
