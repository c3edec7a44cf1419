"""A whole tree of categories made at once."""

from collections.abc import Sequence

from django.db import transaction

from core.cache import bump
from modules.catalog.models.categories import Category
from modules.catalog.rules.texts import normalised, slug_of
from modules.catalog.rules.words import category_words
from modules.catalog.services.refreshing import LISTS, alone_with
from modules.catalog.services.slugs import next_free
from modules.catalog.services.writing import insert, next_ids

type Path = tuple[str, ...]


@transaction.atomic(savepoint=False)
def add_categories(*, paths: Sequence[Sequence[str]]) -> list[int]:
    """Return the id of the category at the end of each path of names, making what is missing of them."""
    alone_with(Category._meta.db_table)
    known = _standing()
    wanted = {tuple(path[:length]) for path in paths for length in range(1, len(path) + 1)}
    missing = sorted(wanted - known.keys(), key=lambda path: (len(path), path))
    slugs = set(Category.objects.values_list("slug", flat=True))
    for path, id in zip(missing, next_ids(Category, len(missing)), strict=True):
        known[path] = _category(id, path, known.get(path[:-1]), slugs)
    insert(Category, [known[path] for path in missing])
    bump(LISTS)
    return [known[tuple(path)].pk for path in paths]


def _standing() -> dict[Path, Category]:
    found = {one.pk: one for one in Category.objects.order_by("-id")}

    def way(one: Category) -> Path:
        return (*(way(found[one.parent_id]) if one.parent_id else ()), one.name)

    return {way(one): one for one in found.values()}


def _category(id: int, path: Path, above: Category | None, slugs: set[str]) -> Category:
    slug = next_free(slug_of(path[-1]), slugs)
    slugs.add(slug)
    # A new one is seen where the one above it is.
    seen = above is None or above.is_visible
    texts = {"name": path[-1], "search_text": normalised(path[-1]), "words": category_words(path[-1])}
    return Category(pk=id, slug=slug, parent=above, is_visible=seen, **texts)
