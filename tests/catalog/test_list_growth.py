"""However long a list and whatever it says, the database goes through few rows for each good, by its own count.

No table has statistics here, as in a new shop: that is when a planner takes a loop over all rows for a cheap one.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection

from modules.catalog import public as catalog
from modules.catalog.public import GoodRow
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db

GOODS = 1000
# Rows of Postgres (some 120 are; a loop over all goods for each of them would be a thousand), steps of SQLite's machine
# (two thousand; a loop takes some thousands more).
AT_MOST = {"postgresql": 300, "sqlite": 4000}
NEWS: dict[str, dict[str, Any]] = {
    "all new texts": {"name": "Новое", "description": "Новое"},
    "another category": {"category": "Полка", "category_key": "77"},
    "new attributes": {"attributes": (("Вес", "5"), ("Цвет", "белый"))},
    "a new price": {"price": Decimal(77)},
}


numbers = count(1)


class Feed:
    """Suppliers and their lists."""

    def __init__(self, seller: Any) -> None:
        self.mine, self.theirs, self.third = seller(), seller(), seller()

    def bring(self, *, by: int = 0, step: int = 1, whose: str = "own", **said: Any) -> int:
        """Apply a list and return how many rows the database went through for it."""
        rows = [self._good(n, whose, said) for n in range(0, GOODS, step)]
        return self._counted(by or self.mine, rows)

    def take_back(self) -> int:
        before = went_through()
        catalog.take_back_list(supplier_id=self.mine, list_id=self.last, then=lambda taken: None)
        return went_through() - before

    def _good(self, n: int, whose: str, said: dict[str, Any]) -> GoodRow:
        made = {"gtin": f"46{n:06d}", "brand": f"Марка {n % 50}", "model": f"{whose} {n}"}
        texts = {"name": f"Товар {n}", "category": f"Раздел {n % 20}", "category_key": f"{n % 20}"}
        return good(n, **made | texts | {"attributes": (("Вес", f"{n}"),)} | said)

    def _counted(self, supplier_id: int, rows: Iterable[GoodRow]) -> int:
        before, self.last = went_through(), next(numbers)
        catalog.apply_price_list(
            supplier_id=supplier_id,
            rows=rows,
            mode="full",
            list_id=self.last,
            look=lambda seen: list(seen.rows) and None,
        )
        return went_through() - before


def went_through() -> int:
    if connection.vendor == "sqlite":
        return steps.taken
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


def year(feed: Feed) -> dict[str, int]:
    """Return what each list of a supplier's year takes, and the return from it."""
    said: dict[str, Any] = {}
    taken = {"the first list": feed.bring(), "the same goods of another": feed.bring(by=feed.theirs, whose="their")}
    taken["by maker and model"] = feed.bring(by=feed.third, gtin="")
    for what, changed in NEWS.items():
        said |= changed
        taken[what] = feed.bring(whose="alone", **said)
        taken[f"back from {what}"] = feed.take_back()
        feed.bring(whose="alone", **said)
    taken["every second"] = feed.bring(step=2, whose="alone", **said)
    taken["back from every second"] = feed.take_back()
    return taken


class Steps:
    """Counts what SQLite's machine does, a hundred instructions at a time."""

    taken = 0

    def __call__(self) -> int:
        self.taken += 100
        return 0  # go on


steps = Steps()


@pytest.fixture(autouse=True)
def nothing_is_known(db: None) -> None:
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(steps, 100)
        return
    # What the database has learnt of other tests' goods, that they are gone again, is no shop's experience.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalog_product, catalog_offer, catalog_category, catalog_attribute CASCADE")


def test_no_good_has_the_others_gone_through(seller: Any) -> None:
    taken = {what: rows // GOODS for what, rows in year(Feed(seller)).items()}
    assert {what: rows for what, rows in taken.items() if rows > AT_MOST[connection.vendor]} == {}
