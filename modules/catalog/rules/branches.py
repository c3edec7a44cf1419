"""A tree laid out in lines: what stands above its branches comes first, siblings in their order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Node:
    """A category as it is stored; nodes come in the order of siblings."""

    id: int
    parent_id: int | None
    name: str
    is_active: bool
    is_visible: bool


@dataclass(slots=True)
class Branch:
    """A line of the tree: `own` products stand in the category itself, `whole` there and below.

    `ends` are the branches that end with this line.
    """

    node: Node
    depth: int
    own: int
    whole: int
    is_first: bool
    is_last: bool
    has_below: bool
    ends: range = range(0)


def branches(nodes: Iterable[Node], counts: Mapping[int, int]) -> list[Branch]:
    """Return the tree as lines; `counts` are of products by category."""
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in nodes:
        below[node.parent_id].append(node)
    lines: list[Branch] = []
    # By hand and not by recursion: a tree may be deeper than Python's stack.
    pending = [(node, 0, n == 0, n == len(below[None]) - 1) for n, node in enumerate(below[None])][::-1]
    while pending:
        node, depth, is_first, is_last = pending.pop()
        own, under = counts.get(node.id, 0), below[node.id]
        lines.append(Branch(node, depth, own, own, is_first, is_last, bool(under)))
        last = len(under) - 1
        pending += [(child, depth + 1, n == 0, n == last) for n, child in enumerate(under)][::-1]
    _close(lines)
    _sum_up(lines)
    return lines


def _close(lines: list[Branch]) -> None:
    for line, then in zip_longest(lines, lines[1:]):
        line.ends = range(line.depth - (then.depth if then else 0))


def _sum_up(lines: list[Branch]) -> None:
    above: dict[int, Branch] = {line.node.id: line for line in lines}
    for line in reversed(lines):
        parent = above.get(line.node.parent_id or 0)
        if parent:
            parent.whole += line.whole
