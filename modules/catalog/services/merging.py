"""The steps of merging a staged price list, each one statement over the whole set.

A staged row's `fate`: "same", "changed" (its offer stands), "joined" (a new offer for a known product) or "made"
(a new product).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from modules.catalog.errors import NoSuchSupplier
from modules.catalog.models.categories import WAITING
from modules.catalog.models.suppliers import Supplier
from modules.catalog.selectors.standing import Which
from modules.catalog.services.staging import TABLE, number_new
from modules.catalog.services.wording import read_texts

STATED = ("model", "price", "price_rrp", "currency", "quantity", "stated")
TEXTS = ("description", "brand", "model", "gtin")
# What was made of a row's texts holds where it says all that it is made of; `read_texts` sees to the rest.
MADE_OF = {"name_key": "s.name <> ''", "make_key": "s.brand <> '' AND s.model <> ''"}
PAGE = 2000
# What was merged goes by its old codes still: a list that names them means what it is now.
MERGED = "(SELECT m.into_id AS id, m.gtin, m.make_key FROM catalog_mergedproduct m)"
# The rows `s`, each with what its category is to its supplier, `m`: nobody maps it meanwhile, who would wait for the
# supplier.
FILED = f"""{TABLE} s
            LEFT JOIN catalog_suppliercategory m ON m.supplier_id = %s AND m.key = s.category_key"""
# A known good without a category stays where it is.
NAMED = "CASE WHEN s.category_key <> '' THEN m.id END"
# Living as in `selectors.codes`.
LIVING_ELSEWHERE = f"""(SELECT 1 FROM catalog_offer o WHERE o.product_id = {TABLE}.product_id
                        AND o.supplier_id <> %s AND COALESCE(o.retired_at IS NULL, NULL))"""


def becomes(name: str, row: str = "s", offer: str = "catalog_offer") -> str:
    """Return the SQL of what a staged row makes of a field of its offer: what the list does not say stays."""
    told = f"COALESCE({row}.{name}, {offer}.{name})"
    return f"NULLIF({told}, 0)" if name == "price_rrp" else told


@dataclass(frozen=True, slots=True)
class List:
    """A staged list: the name of its load, whose it is, and whether what it leaves out is to go.

    `named` are ids that it does name, in rows that could not be used: their offers stay as they are.
    `withdrawn` are ids of offers that go even where the list is not full.
    """

    load: str
    supplier_id: int
    is_full: bool
    named: Collection[str] = ()
    withdrawn: Collection[str] = ()


def lock_supplier(supplier_id: int) -> None:
    """Let one list at a time be merged or taken back; raises NoSuchSupplier (404)."""
    if not Supplier.objects.select_for_update(no_key=True).filter(pk=supplier_id).exists():
        raise NoSuchSupplier


def expect_many() -> None:
    """Have no plan of this transaction go through a whole table for each row, however small the table seems.

    To a planner that has no statistics yet a supplier's categories, just made, are next to none.
    """
    if connection.vendor == "postgresql":
        _run("SET LOCAL enable_material = off")


def match(list_: List) -> None:
    """Find each row's offer and product, and what is to become of it, where that is not what it was staged with."""
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM {becomes(name, TABLE, 'o')}" for name in STATED[:-1])
    new_texts = f"({TABLE}.has_new_texts AND o.stated <> {TABLE}.stated)"
    is_changed = f"(o.retired_at IS NOT NULL OR {new_texts} OR {differs})"
    known = {
        "offer_id": "o.id",
        "product_id": "o.product_id",
        "has_new_texts": new_texts,
        "fate": f"CASE WHEN {is_changed} THEN 'changed' ELSE 'same' END",
    }
    _run(
        f"""UPDATE {TABLE} SET {", ".join(f"{name} = {value}" for name, value in known.items())} FROM catalog_offer o
             WHERE {TABLE}.load = %s AND o.supplier_id = %s AND o.external_id = {TABLE}.external_id
               AND ({" OR ".join(f"{TABLE}.{name} IS DISTINCT FROM {value}" for name, value in known.items())})""",
        list_.load,
        list_.supplier_id,
    )
    for code in ("gtin", "make_key"):
        _join(list_, code, "catalog_product")
        _join(list_, code, MERGED)
    if connection.vendor == "sqlite":
        number_new(list_.load)


def changes_nothing(list_: List) -> bool:
    """Return whether all rows say what stands, and none is missing."""
    rows = f"SELECT 1 FROM {TABLE} s WHERE s.load = %s AND s.fate <> 'same'"
    missing = f"SELECT 1 FROM catalog_offer o WHERE o.supplier_id = %s AND {gone(list_)}"
    params = (list_.load, list_.supplier_id, *gone_params(list_))
    return not _run(f"SELECT EXISTS ({rows}) OR EXISTS ({missing})", *params)


def lock_offers(list_: List) -> None:
    """Lock what will be written, in the order of the ids."""
    if connection.vendor == "postgresql":
        _run(
            f"""SELECT count(*) FROM (SELECT o.id FROM catalog_offer o WHERE o.supplier_id = %s AND ({gone(list_)} OR
                  o.id IN (SELECT s.offer_id FROM {TABLE} s WHERE s.load = %s AND s.fate = 'changed'))
                ORDER BY o.id FOR NO KEY UPDATE OF o) locked""",
            list_.supplier_id,
            *gone_params(list_),
            list_.load,
        )


def touched(list_: List) -> Which:
    """Return the known products that are written to, or lose an offer."""
    written = f"SELECT s.product_id FROM {TABLE} s WHERE s.load = %s AND s.fate IN ('changed', 'joined')"
    losing = f"SELECT o.product_id FROM catalog_offer o WHERE o.supplier_id = %s AND {gone(list_)}"
    return Which(f"p.id IN ({written} UNION {losing})", (list_.load, list_.supplier_id, *gone_params(list_)))


def judge_ownership(list_: List) -> None:
    """Find the rows whose products belong to another supplier too, or to an earlier row."""
    # The plus keeps SQLite from going through all earlier rows (see `staging`).
    earlier = f"""(SELECT 1 FROM {TABLE} s WHERE s.load = {TABLE}.load AND s.product_id = {TABLE}.product_id
                   AND +s.n < {TABLE}.n)"""
    no = "FALSE" if connection.vendor == "postgresql" else "0"
    _run(
        f"""UPDATE {TABLE} SET owns_product = {no} WHERE load = %s AND fate IN ('changed', 'joined')
               AND has_new_texts AND (EXISTS {LIVING_ELSEWHERE} OR EXISTS {earlier})""",
        list_.load,
        list_.supplier_id,
    )


def write_offers(list_: List) -> None:
    """Write prices and quantities; `reserved` belongs to the orders."""
    columns = ", ".join(STATED)
    _run(
        f"""INSERT INTO catalog_offer (id, supplier_id, product_id, external_id, reserved, filed_under, {columns})
            SELECT s.offer_id, %s, s.product_id, s.external_id, 0, m.id, {columns} FROM {FILED}
             WHERE s.load = %s AND s.fate IN ('made', 'joined') ORDER BY s.n""",
        list_.supplier_id,
        list_.supplier_id,
        list_.load,
    )
    _run(
        f"""UPDATE catalog_offer SET retired_at = NULL, filed_under = COALESCE({NAMED}, catalog_offer.filed_under),
                   {", ".join(f"{name} = {becomes(name)}" for name in STATED[:-1])},
                   stated = CASE WHEN s.has_new_texts THEN s.stated ELSE catalog_offer.stated END
              FROM {FILED} WHERE s.load = %s AND s.fate = 'changed' AND s.offer_id = catalog_offer.id""",
        list_.supplier_id,
        list_.load,
    )


def write_texts(list_: List, waiting: int | None) -> None:
    """Write what known products are called: all that is stated where the list owns them, then what is missing.

    Where their category is nowhere in the shop yet, they go to the one of those that are `waiting`.
    """
    stated = [f"{name} = COALESCE(NULLIF(s.{name}, ''), catalog_product.{name})" for name in ("name", *TEXTS)]
    stated += [
        f"{name} = CASE WHEN {whole} THEN s.{name} ELSE catalog_product.{name} END" for name, whole in MADE_OF.items()
    ]
    missing = [f"{name} = COALESCE(NULLIF(catalog_product.{name}, ''), s.{name}, '')" for name in TEXTS]
    place = """category_id = CASE WHEN s.category_key <> '' THEN COALESCE(m.category_id, %s)
                             ELSE catalog_product.category_id END"""
    _write_texts(list_, [place, *stated], "s.owns_product", waiting)
    _write_texts(list_, missing, "NOT s.owns_product")
    for some in written_to(list_.load, and_told=True):
        read_texts(some)


def _write_texts(list_: List, columns: list[str], which: str, *params: int | None) -> None:
    _run(
        f"""UPDATE catalog_product SET {", ".join(columns)} FROM {FILED}
             WHERE s.load = %s AND s.fate IN ('changed', 'joined') AND s.has_new_texts AND {which}
               AND s.product_id = catalog_product.id""",
        *params,
        list_.supplier_id,
        list_.load,
    )


def leave_waiting(list_: List) -> list[int]:
    """Put known products that wait for a category where this list's is mapped, and return them.

    Another supplier listed them first, in one that nobody has mapped yet: they wait for the first that is.
    """
    room = _run("SELECT max(id) FROM catalog_category WHERE slug = %s", WAITING)
    if room is None:
        return []
    return _ids(
        f"""UPDATE catalog_product SET category_id = f.place
              FROM (SELECT s.product_id, min(m.category_id) AS place FROM {FILED}
                      JOIN catalog_product w ON w.id = s.product_id AND w.category_id = %s
                     WHERE s.load = %s AND s.fate IN ('changed', 'joined')
                       AND (s.category_key <> '' OR s.fate = 'joined') GROUP BY s.product_id) f
             WHERE f.product_id = catalog_product.id AND f.place IS NOT NULL RETURNING catalog_product.id""",
        list_.supplier_id,
        room,
        list_.load,
    )


def retire(list_: List) -> tuple[int, list[int]]:
    """Retire what a full list leaves out, or any withdraws; return how many offers, and the products they stood for."""
    if not list_.is_full and not list_.withdrawn:
        return 0, []
    bereft = _ids(
        f"""UPDATE catalog_offer AS o SET retired_at = %s WHERE o.supplier_id = %s AND {gone(list_)}
            RETURNING product_id""",
        connection.ops.adapt_datetimefield_value(timezone.now()),  # or SQLite compares it as another text
        list_.supplier_id,
        *gone_params(list_),
    )
    return len(bereft), sorted(set(bereft))


def written_to(load: str, *, and_told: bool = False) -> Iterator[list[int]]:
    """Yield the products that stood before and that the list wrote to, a page of rows at a time."""
    which = "AND has_new_texts" if and_told else ""
    last = -1
    while page := _rows(
        f"""SELECT n, product_id FROM {TABLE} WHERE load = %s AND n > %s AND fate IN ('changed', 'joined') {which}
             ORDER BY n LIMIT {PAGE}""",
        load,
        last,
    ):
        last = page[-1][0]
        yield [product_id for _n, product_id in page]


def _join(list_: List, column: str, known: str) -> None:
    # A supplier's two rows are two goods: only one of them may stand for a product. NOT (… = '') is how the index
    # says it, in whose words SQLite must be asked.
    taken = f"SELECT 1 FROM {TABLE} k WHERE k.load = s.load AND k.product_id = p.id"
    stays = "SELECT 1 FROM catalog_offer o WHERE o.product_id = p.id AND o.supplier_id = %s AND o.retired_at IS NULL"
    _run(
        f"""UPDATE {TABLE} SET product_id = twin.product_id, fate = 'joined'
              FROM (SELECT min(pairs.n) AS n, pairs.product_id
                      FROM (SELECT s.n, min(p.id) AS product_id FROM {TABLE} s
                              JOIN {known} p ON p.{column} = s.{column} AND NOT (p.{column} = '')
                             WHERE s.load = %s AND s.fate = 'made' AND s.{column} <> '' AND NOT EXISTS ({taken})
                               AND ({_truth(list_.is_full)} OR NOT EXISTS ({stays}))
                             GROUP BY s.n) pairs
                     GROUP BY pairs.product_id) twin
             WHERE {TABLE}.load = %s AND {TABLE}.n = twin.n""",
        list_.load,
        list_.supplier_id,
        list_.load,
    )


def gone(list_: List) -> str:
    """Return the condition that a living offer `o` is not in a full list, or withdrawn by it."""
    listed = f"SELECT 1 FROM {TABLE} g WHERE g.load = %s AND g.external_id = o.external_id"
    is_postgres = connection.vendor == "postgresql"
    given = "SELECT jsonb_array_elements_text(%s::jsonb)" if is_postgres else "SELECT value FROM json_each(%s)"
    left_out = f"{_truth(list_.is_full)} AND o.external_id NOT IN ({given})"
    return f"(o.retired_at IS NULL AND NOT EXISTS ({listed}) AND ({left_out} OR o.external_id IN ({given})))"


def gone_params(list_: List) -> tuple[str, str, str]:
    """Return the parameters of that condition."""
    return list_.load, orjson.dumps(list(list_.named)).decode(), orjson.dumps(list(list_.withdrawn)).decode()


def _truth(value: bool) -> str:
    return "1 = 1" if value else "1 = 0"


def _run(sql: str, *params: Any) -> Any:
    """Run a statement; return the one value that it answers, if it does."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0] if cursor.description else None


def _ids(sql: str, *params: Any) -> list[int]:
    return [row[0] for row in _rows(sql, *params)]


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
