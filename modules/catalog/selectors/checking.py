"""What the catalogue keeps beside what it must be, said once more from the rows themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, Q

from modules.catalog.models.categories import Category
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review, ReviewStatus
from modules.catalog.models.words import ProductWords
from modules.catalog.rules.texts import make_key, name_key, normalised
from modules.catalog.rules.words import category_words, product_words
from modules.catalog.selectors.standing import KEPT, TOLD, Which, differs, fresh

COLUMNS = (*KEPT, *TOLD)
TEXTS = ("name", "brand", "model", "gtin", "description")
type Stale = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Products with ids above `after` and up to `last`."""

    after: int
    last: int
    size: int


def batches(size: int) -> Iterator[Batch]:
    """Return all products, so many at a time."""
    after = 0
    while ids := list(Product.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size]):
        yield Batch(after, ids[-1], len(ids))
        after = ids[-1]


def stale_products(batch: Batch) -> Stale:
    """Return the products of a batch that keep what is not so any more, and the names of those columns."""
    found: Stale = {}
    for id, column in (*_columns(batch), *_texts(batch), *_ratings(batch)):
        found.setdefault(id, set()).add(column)
    return found


def stale_categories() -> Stale:
    """Return the categories that keep what is not so any more, and the names of those columns."""
    every = {one.pk: one for one in Category.objects.all()}
    found: Stale = {}
    for one in every.values():
        must = {
            "is_visible": _is_visible(one, every),
            "search_text": normalised(one.name),
            "words": category_words(one.name),
        }
        if wrong := {name for name, value in must.items() if getattr(one, name) != value}:
            found[one.pk] = wrong
    return found


def _columns(batch: Batch) -> Iterator[tuple[int, str]]:
    which = Which("p.id > %s AND p.id <= %s", (batch.after, batch.last))
    wrong = ", ".join(differs("p", "f", (name,)) for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.id, {wrong} FROM catalog_product p JOIN ({fresh(which, cards=True)}) f ON f.id = p.id
                 WHERE {differs("p", "f", COLUMNS)}""",
            which.params,
        )
        rows = cursor.fetchall()
    for id, *is_wrong in rows:
        yield from ((id, name) for name, wrong in zip(COLUMNS, is_wrong, strict=True) if wrong)


def _texts(batch: Batch) -> Iterator[tuple[int, str]]:
    within = Q(pk__gt=batch.after, pk__lte=batch.last)
    words = dict(ProductWords.objects.filter(within).values_list("pk", "words"))
    for row in Product.objects.filter(within).values("pk", "name_key", "make_key", *TEXTS):
        texts = {name: row[name] for name in TEXTS}
        must = {"name_key": name_key(row["name"]), "make_key": make_key(row["brand"], row["model"])}
        yield from ((row["pk"], name) for name, value in must.items() if row[name] != value)
        if words.get(row["pk"]) != product_words(**texts):
            yield row["pk"], "words"


def _ratings(batch: Batch) -> Iterator[tuple[int, str]]:
    """Return those whose reviews say something else; a rating without reviews came with the product."""
    published = Q(reviews__status=ReviewStatus.PUBLISHED)
    reviewed = Review.objects.filter(product__gt=batch.after, product__lte=batch.last).values("product")
    found = Product.objects.filter(pk__in=reviewed).annotate(
        stars=Avg("reviews__rating", filter=published), said=Count("reviews", filter=published)
    )
    for one in found:
        if one.reviews_count != one.said or abs(float(one.rating) - float(one.stars or 0)) > 0.0051:
            yield one.pk, "rating"


def _is_visible(one: Category, every: dict[int, Category]) -> bool:
    above: Any = one
    while above is not None:
        if not above.is_active:
            return False
        above = every.get(above.parent_id)
    return True
