"""Questions that nobody has asked yet: each address comes once, so that no cache on either side knows its answer.

Nothing is switched off for it. Both sides look in their caches, find nothing, make the answer and keep it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from random import Random
from urllib.parse import quote

import psycopg

from bench.stock import Stock

LIST, DETAIL = "/api/v1/products/", "/api/v1/products/{}/"
ORDERINGS = ("price", "-price", "-created_at", "-rating")
SHELVES = """
WITH RECURSIVE tree AS (
    SELECT id, slug, id AS leaf FROM catalog_category
     UNION ALL
    SELECT tree.id, tree.slug, c.id FROM tree JOIN catalog_category c ON c.parent_id = tree.leaf)
SELECT tree.slug, count(p.id), count(DISTINCT tree.leaf) = 1,
       COALESCE((percentile_disc(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY p.price))::float[], '{1,1,1}')
  FROM tree LEFT JOIN catalog_product p ON p.category_id = tree.leaf AND p.is_listed GROUP BY tree.slug ORDER BY 1"""
WORDS = """
SELECT split_part(name, ' ', 1), brand, model FROM catalog_product WHERE is_listed ORDER BY id % 9973, id LIMIT 2000"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category by its address: how many products it lists with all below it, their lower, middle and upper price."""

    slug: str
    products: int
    is_leaf: bool
    prices: tuple[float, float, float]


class Asker:
    """Draws questions about one shop; the same seed draws the same."""

    def __init__(self, stock: Stock, *, seed: int = 1) -> None:
        self._dice = Random(seed)
        with psycopg.connect(stock.url) as connection:
            found = connection.execute(SHELVES).fetchall()
            self.words = connection.execute(WORDS).fetchall()
            ids = connection.execute("SELECT id FROM catalog_product WHERE is_listed").fetchall()
        every = [Shelf(slug, count, is_leaf, tuple(prices)) for slug, count, is_leaf, prices in found]
        self.shelves = [shelf for shelf in every if shelf.products >= min(20, len(ids) // 50)]
        self._weights = list(accumulate(shelf.products for shelf in self.shelves))
        self.ids = [id for (id,) in ids]
        self._dice.shuffle(self.ids)

    def filtered(self) -> Iterator[str]:
        """Lists of 20 by category, price range and ordering; the more goods a category has, the more often it comes.

        So a department comes up as often as all the leaves below it together.
        """
        while True:
            (shelf,) = self._dice.choices(self.shelves, cum_weights=self._weights)
            low, middle, high = shelf.prices
            bounds = f"price_min={self._between(low / 2, middle)}&price_max={self._between(middle * 1.2, high * 2)}"
            yield f"{LIST}?category={shelf.slug}&{bounds}&ordering={self._dice.choice(ORDERINGS)}"

    def plain(self) -> Iterator[str]:
        """The list of everything, cheapest or newest first."""
        while True:
            yield f"{LIST}?ordering={self._dice.choice(('price', '-created_at'))}&{self._anything()}"

    def details(self) -> Iterator[str]:
        """Each product once, and then, where there are few, again, under an address that is new all the same."""
        while True:
            for id in self.ids:
                yield f"{DETAIL.format(id)}?{self._anything()}"

    def searches(self) -> Iterator[str]:
        """What people type: a word, a word and a brand, a model."""
        while True:
            word, brand, model = self._dice.choice(self.words)
            typed = self._dice.choice((word, f"{word} {brand}", f"{brand} {model}"))
            yield f"{LIST}?search={quote(typed)}&ordering=relevance&{self._anything()}"

    def facets(self, shelf: Shelf, *, counted: bool = True) -> Iterator[str]:
        """The list of one category, with its counts or without."""
        while True:
            yield f"{LIST}?category={shelf.slug}&{self._anything()}" + "&facets=true" * counted

    def mixed(self) -> Iterator[str]:
        """What a day brings: 70 lists, 20 details and 10 searches of a hundred."""
        lists, details, searches = self.filtered(), self.details(), self.searches()
        while True:
            yield next(self._dice.choices((lists, details, searches), (70, 20, 10))[0])

    def shelf_of(self, products: int, *, leaf: bool = True) -> Shelf:
        """Return the category whose size is nearest to that, one without or one with categories below it."""
        alike = [shelf for shelf in self.shelves if shelf.is_leaf == leaf]
        return min(alike, key=lambda shelf: abs(shelf.products - products))

    def _anything(self) -> str:
        # A bound above all prices: it makes the question new and leaves nothing out.
        return f"price_max={self._between(1e7, 9e8)}"

    def _between(self, low: float, high: float) -> str:
        return f"{self._dice.uniform(low, high):.2f}"


def some(questions: Iterator[str], count: int) -> list[str]:
    """Return that many different questions."""
    return list(islice(dict.fromkeys(islice(questions, count * 2)), count))
