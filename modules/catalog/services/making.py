"""The products of a staged list's rows that joined none, each written once and whole.

What is kept of them is computed from their offers and attributes, which are written first, by the same SQL as always:
an update afterwards would write every row, and its entries in a dozen indexes, a second time.
"""

from django.db import connection
from django.utils import timezone

from modules.catalog.selectors.standing import KEPT, TOLD, Which, fresh
from modules.catalog.services.merging import FILED, List
from modules.catalog.services.refreshing import learn_values
from modules.catalog.services.staging import TABLE

AS_STATED = ("name", "description", "brand", "model", "gtin", "name_key", "make_key")
BESIDES = (*AS_STATED, "slug", "category_id", "is_active")
# Those rows as products that nobody sees yet.
NEW = f"""(SELECT s.product_id AS id, {", ".join(f"s.{name}" for name in AS_STATED)}, s.currency,
                  COALESCE(m.category_id, %s) AS category_id,
                  s.slug || '-' || s.product_id AS slug,
                  CAST(NULL AS bigint) AS best_offer_id, CAST(NULL AS numeric) AS price, {{yes}} AS is_active
             FROM {FILED} WHERE s.load = %s AND s.fate = 'made')"""


def make_products(list_: List, waiting: int | None) -> None:
    """Make them, after their offers and attributes: those point at nothing until the transaction ends.

    Those whose category is nowhere in the shop yet stand in the one of those that are `waiting`.
    """
    yes = "TRUE" if connection.vendor == "postgresql" else "1"
    source, which = NEW.format(yes=yes), Which("1 = 1", (waiting, list_.supplier_id, list_.load))
    learn_values(which, source=source)
    columns = ", ".join((*KEPT, *TOLD, *BESIDES))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO catalog_product (id, created_at, rating, reviews_count, {columns})
                SELECT id, %s, 0, 0, {columns} FROM ({fresh(which, cards=True, source=source, besides=BESIDES)}) f""",
            # Or SQLite compares it as another text.
            [connection.ops.adapt_datetimefield_value(timezone.now()), *which.params],
        )
        lexemes = "words::tsvector" if connection.vendor == "postgresql" else "words"
        cursor.execute(
            f"""INSERT INTO catalog_productwords (product_id, words)
                SELECT product_id, {lexemes} FROM {TABLE} WHERE load = %s AND fate = 'made' ORDER BY n""",
            [list_.load],
        )
