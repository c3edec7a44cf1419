"""The lines of the category tree as HTML, written here and not in a template: two thousand of them cost it a second."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from modules.catalog.rules.branches import Branch

BUTTON = '<button type="submit" form="move" name="to" value="{}:{}" class="tree-button">{}</button>'


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the tree is shown: which branches stand open, which category is in hand and what cannot take it."""

    says: Mapping[str, str]
    opened: Collection[int]
    moving: Branch | None
    blocked: Collection[int]
    may_move: bool

    def html(self, tree: list[Branch]) -> SafeString:
        """Return the items of the list, each branch inside the one it belongs to."""
        return mark_safe("".join(part for branch in tree for part in self._item(branch)))  # names are escaped below

    def _item(self, branch: Branch) -> Iterator[str]:
        node = branch.node
        yield f'<li id="category-{node.id}">'
        if branch.has_below:
            yield f"<details{' open' if node.id in self.opened else ''}><summary>{self._line(branch)}</summary><ul>"
        else:
            yield f"{self._line(branch)}</li>"
        yield "</ul></details></li>" * len(branch.ends)

    def _line(self, branch: Branch) -> str:
        node, name = branch.node, escape(branch.node.name)
        own = f" ({branch.own})" if branch.has_below and branch.own else ""
        kind = f"tree-line{' tree-moving' if branch is self.moving else ''}{'' if node.is_visible else ' tree-hidden'}"
        return (
            f'<span class="{kind}"><a href="{node.id}/change/" class="tree-name text-important">{name}</a>'
            f"{self._mark(branch)}"
            f'<span class="tree-count text-subtle" title="{self.says["counted"]}">{branch.whole}{own}</span>'
            f"{self._ways(node.id, name)}</span>"
        )

    def _mark(self, branch: Branch) -> str:
        if branch.node.is_visible:
            return ""
        said = self.says["hidden_above" if branch.node.is_active else "hidden"]
        return f'<span class="tree-mark">{said}</span>'

    def _ways(self, id: int, name: str) -> str:
        if self.moving:
            ways = () if id in self.blocked else ("before", "inside")
            return "".join(BUTTON.format(way, id, self.says[way]) for way in ways)
        if not self.may_move:
            return ""
        said = self.says["move"]
        return f'<a href="?moving={id}" class="tree-button" aria-label="{said}: {name}">{said}</a>'
