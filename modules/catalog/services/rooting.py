"""Categories made for goods that come with the names of their own: each under the one its path leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext, override

from modules.catalog.models.categories import WAITING, Category
from modules.catalog.rules.texts import normalised, slug_of
from modules.catalog.rules.words import category_words
from modules.catalog.services.refreshing import alone_with
from modules.catalog.services.slugs import next_free


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names of the groups around a category, outermost first, and its own."""

    path: tuple[str, ...]
    name: str


@dataclass(slots=True)
class _Tree:
    """The categories as they stand, to be looked up by parent and name and added to."""

    ids: dict[tuple[int | None, str], int] = field(default_factory=dict)
    visible: dict[int | None, bool] = field(default_factory=lambda: {None: True})
    slugs: set[str] = field(default_factory=set)

    def below(self, parent: int | None, name: str) -> int:
        key = (parent, normalised(name))
        if key not in self.ids:
            self.ids[key] = self._make(parent, name)
        return self.ids[key]

    def _make(self, parent: int | None, name: str) -> int:
        slug = next_free(slug_of(name), self.slugs)
        self.slugs.add(slug)
        kept = {"search_text": normalised(name), "words": category_words(name), "is_visible": self.visible[parent]}
        made = Category.objects.create(name=name, slug=slug, parent_id=parent, **kept)
        self.visible[made.pk] = made.is_visible
        return made.pk


def place(root: int | None, wanted: Mapping[str, Wanted]) -> dict[str, int]:
    """Return the id of the category for each key, under the root (None: at the top); make those that are missing."""
    alone_with(Category._meta.db_table)
    tree = _standing()
    found = {}
    for key in sorted(wanted):
        at = root
        for name in (*wanted[key].path, wanted[key].name):
            at = tree.below(at, name)
        assert at is not None
        found[key] = at
    return found


def waiting_room() -> int:
    """Return the hidden category of goods that wait for theirs, made on first need."""
    known = Category.objects.filter(slug=WAITING).values_list("pk", flat=True).first()
    if known is not None:
        return known
    with override(settings.LANGUAGE_CODE):
        name = gettext("Goods to be sorted")
    alone_with(Category._meta.db_table)
    hidden = {"name": name, "search_text": normalised(name), "words": category_words(name), "is_active": False}
    return Category.objects.get_or_create(slug=WAITING, defaults=hidden | {"is_visible": False})[0].pk


def _standing() -> _Tree:
    tree = _Tree()
    # Of two with one name the earlier one counts.
    for one in Category.objects.order_by("-id").values("id", "parent_id", "search_text", "is_visible", "slug"):
        tree.ids[one["parent_id"], one["search_text"]] = one["id"]
        tree.visible[one["id"]] = one["is_visible"]
        tree.slugs.add(one["slug"])
    return tree
