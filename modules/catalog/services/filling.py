"""A whole catalogue brought in at once: products, offers and attributes by COPY, each row written once.

Products wait in a temporary table until their offers stand. What is kept of them is computed there, by the same SQL
as always, and goes into the table with the rest of the row: an update would write each of them a second time.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from typing import Any

from django.db import connection, transaction

from core.cache import bump
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review, ReviewStatus
from modules.catalog.models.suppliers import Supplier
from modules.catalog.models.words import ProductWords
from modules.catalog.rules.arrivals import NewProduct
from modules.catalog.rules.attributes import NUMBER, number_of, text_of, type_of
from modules.catalog.rules.texts import make_key, name_key
from modules.catalog.rules.words import names_in, product_words
from modules.catalog.selectors.standing import EVERY, KEPT, TOLD, fresh
from modules.catalog.services.indexing import indexes_aside
from modules.catalog.services.products import product_slug
from modules.catalog.services.refreshing import LISTS, hold, learn_values
from modules.catalog.services.wording import learn
from modules.catalog.services.writing import columns_of, copy, next_ids

SET = 5_000
WAITING = "catalog_newproduct"
FILLED = (Category, Supplier, Product, Offer, Attribute, ProductAttribute, ProductWords, Review)
PRODUCT = (
    "id", "category_id", "name", "slug", "description", "brand", "model", "gtin",
    "is_active", "created_at", "rating", "reviews_count",
    "name_key", "make_key",
)  # fmt: skip
VALUE = ("product_id", "attribute_id", "text", "number")
OFFER = ("supplier_id", "product_id", "external_id", "model", "price", "price_rrp", "quantity")
REVIEW = ("product_id", "name", "rating", "text", "status", "created_at")

type Numbered = Sequence[tuple[int, NewProduct]]


def fill(*, products: Iterable[NewProduct], progress: Callable[[int], None] | None, alone: bool) -> int:
    """Add the products and return how many they were: a set and a transaction at a time, or `alone` all in one."""
    added = _alone(products, progress) if alone else _by_sets(products, progress)
    _analyse()
    return added


@transaction.atomic(savepoint=False)
def _alone(products: Iterable[NewProduct], progress: Callable[[int], None] | None) -> int:
    with indexes_aside(of=(Product, ProductWords, ProductAttribute, Review), keys_of=FILLED):
        return _by_sets(products, progress)


def _by_sets(products: Iterable[NewProduct], progress: Callable[[int], None] | None) -> int:
    added = 0
    for some in batched(products, SET):
        _add(some)
        added += len(some)
        if progress:
            progress(added)
    return added


@transaction.atomic(savepoint=False)
def _add(products: Sequence[NewProduct]) -> None:
    hold(Category._meta.db_table, {one.category_id for one in products})
    hold(Supplier._meta.db_table, {offer.supplier_id for one in products for offer in one.offers})
    numbered = list(zip(next_ids(Product, len(products)), products, strict=True))
    _write_attributes(numbered)
    _write_offers(numbered)
    _write_reviews(numbered)
    _write_products(numbered)
    _write_words(numbered)
    bump(LISTS)  # nobody has been shown yet what was not there before


def _write_attributes(numbered: Numbered) -> None:
    types = {name: type_of(value) for _id, one in numbered for name, value in one.attributes}
    # In the order of their names, so that two who make the same new ones do not wait for each other.
    Attribute.objects.bulk_create(
        [Attribute(name=name, type=types[name]) for name in sorted(types)], ignore_conflicts=True
    )
    known = dict(Attribute.objects.filter(name__in=types).values_list("name", "id"))
    rows = (
        (id, known[name], text := text_of(value), number_of(text) if types[name] == NUMBER else None)
        for id, one in numbered
        for name, value in one.attributes
    )
    copy(ProductAttribute, VALUE, rows)


def _write_offers(numbered: Numbered) -> None:
    rows = (
        (offer.supplier_id, id, offer.external_id, one.model, offer.price, offer.price_rrp, offer.quantity)
        for id, one in numbered
        for offer in one.offers
    )
    copy(Offer, OFFER, rows)


def _write_reviews(numbered: Numbered) -> None:
    rows = (
        (id, review.name, review.rating, review.text, str(ReviewStatus.PUBLISHED), review.created_at)
        for id, one in numbered
        for review in one.reviews
    )
    copy(Review, REVIEW, rows)


def _write_products(numbered: Numbered) -> None:
    table, columns = Product._meta.db_table, columns_of(Product)
    _open_waiting(table)
    copy(Product, PRODUCT, (_product(id, one) for id, one in numbered), table=WAITING)
    learn_values(source=WAITING)
    kept = (*KEPT, *TOLD)
    chosen = ", ".join(f"f.{name}" if name in kept else f"w.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {table} ({", ".join(columns)}) SELECT {chosen}
                  FROM {WAITING} w JOIN ({fresh(EVERY, cards=True, source=WAITING)}) f ON f.id = w.id ORDER BY w.id"""
        )
        cursor.execute(f"DROP TABLE {WAITING}")


def _open_waiting(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {WAITING} AS SELECT * FROM {table} WHERE 1 = 0")


def _write_words(numbered: Numbered) -> None:
    rows = (
        (id, product_words(name=one.name, brand=one.brand, model=one.model, gtin=one.gtin, description=one.description))
        for id, one in numbered
    )
    copy(ProductWords, ("product_id", "words"), rows)
    learn(names_in(*(text for _id, one in numbered for text in (one.name, one.brand))))


def _product(id: int, one: NewProduct) -> tuple[Any, ...]:
    return (
        id, one.category_id, one.name, product_slug(one.name, id), one.description, one.brand, one.model, one.gtin,
        one.is_active, one.created_at, one.rating, len(one.reviews),
        name_key(one.name), make_key(one.brand, one.model),
    )  # fmt: skip


def _analyse() -> None:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            return
        # With what it says of visible rows, lists are read from the indexes alone; not possible inside a transaction.
        work = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
        cursor.execute(f"{work} {', '.join(kind._meta.db_table for kind in FILLED)}")
