"""Addresses that nobody else has."""

from typing import TYPE_CHECKING

from django.db.models import Model

from modules.catalog import errors
from modules.catalog.rules.texts import slug_of

if TYPE_CHECKING:
    from modules.catalog.models.categories import Category
    from modules.catalog.models.suppliers import Supplier


def free_slug(kind: "type[Category | Supplier]", name: str) -> str:
    """Return the name's own address, numbered where it is taken."""
    base = slug_of(name)
    taken = set(kind._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next_free(base, taken)


def next_free(base: str, taken: set[str]) -> str:
    number, slug = 2, base
    while slug in taken:
        number, slug = number + 1, f"{base}-{number}"
    return slug


def refuse_taken(kind: type[Model], slug: str, *, but: int | None = None) -> None:
    """Refuse an address that another row of its kind has."""
    if kind._default_manager.filter(slug=slug).exclude(pk=but).exists():
        raise errors.SlugTaken(slug=slug)
