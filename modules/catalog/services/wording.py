"""Keeping what products are found by: written only when their texts are, in the same transaction."""

from collections.abc import Collection, Iterable
from itertools import batched

from django.db import connection

from modules.catalog.models.products import Product
from modules.catalog.models.words import KnownWord, ProductWords
from modules.catalog.rules.texts import make_key, name_key
from modules.catalog.rules.typos import shortened
from modules.catalog.rules.words import names_in, product_words

SET = 2000
TEXTS = ("name", "brand", "model", "gtin", "description")


def read_words(product_ids: Collection[int]) -> None:
    """Make the words of these products what their texts say, and know those of their names."""
    learn(reread(product_ids))


def read_texts(product_ids: Collection[int]) -> None:
    """Keep anew what is kept of the texts of these products."""
    columns = ("id", "name", "brand", "model", "name_key", "make_key")
    found = Product.objects.filter(pk__in=product_ids).values_list(*columns)
    keys = ((name_key(name), make_key(brand, model), id, *stand) for id, name, brand, model, *stand in found)
    kept = [(name, make, id) for name, make, id, *stand in keys if [name, make] != stand]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE catalog_product SET name_key = %s, make_key = %s WHERE id = %s", kept)
    reread(product_ids)


def reread(product_ids: Collection[int]) -> set[str]:
    """Do the first half of `read_words` and return what is to be learnt."""
    names: set[str] = set()
    for some in batched(sorted(product_ids), SET):
        found = list(Product.objects.filter(pk__in=some).order_by("pk").values("pk", *TEXTS))
        write_words([(one.pop("pk"), product_words(**one)) for one in found])
        names |= names_in(*(one[text] for one in found for text in ("name", "brand")))
    return names


def write_words(rows: Iterable[tuple[int, str]]) -> None:
    """Write (product id, words), those that stand already left alone."""
    table = ProductWords._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"""INSERT INTO {table} (product_id, words) VALUES (%s, %s)
                    ON CONFLICT (product_id) DO UPDATE SET words = excluded.words
                 WHERE {table}.words <> excluded.words""",
            list(rows),
        )


def learn(names: Collection[str]) -> None:
    """Know these words when one is misspelt. To be called once in a transaction, at its end.

    In the order of the words, so that two who learn the same new ones do not wait for each other.
    """
    for some in batched(sorted(names), SET):
        known = set(KnownWord.objects.filter(word__in=some).values_list("word", flat=True))
        new = [KnownWord(word=word, misspellings=" ".join(shortened(word))) for word in some if word not in known]
        KnownWord.objects.bulk_create(new, ignore_conflicts=True)
