"""The SQL that says what a product's kept columns must be; both the writer and the check read it from here."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from modules.catalog.selectors.codes import SUPPLIERS, VALUES, packed
from modules.catalog.selectors.pictures import first_picture


@dataclass(frozen=True, slots=True)
class Which:
    """Which products: a condition on `p` (catalog_product) and its parameters."""

    sql: str
    params: tuple[Any, ...] = ()


EVERY = Which("1 = 1")


def these(ids: Collection[int]) -> Which:
    """Return the products with these ids."""
    condition, parameter = among("p.id", ids)
    return Which(condition, (parameter,))


def of_suppliers(ids: Collection[int]) -> Which:
    """Return the products that any of the suppliers has a living offer for."""
    condition, parameter = among("o.supplier_id", ids)
    living = f"SELECT o.product_id FROM catalog_offer o WHERE {condition} AND o.retired_at IS NULL"
    return Which(f"p.id IN ({living})", (parameter,))


def of_categories(ids: Collection[int]) -> Which:
    """Return the products that stand in these categories themselves."""
    condition, parameter = among("p.category_id", ids)
    return Which(condition, (parameter,))


def of_attributes(ids: Collection[int]) -> Which:
    """Return the products that have a value of any of the attributes."""
    condition, parameter = among("v.attribute_id", ids)
    return Which(f"p.id IN (SELECT v.product_id FROM catalog_productattribute v WHERE {condition})", (parameter,))


def among(column: str, values: Collection[int]) -> tuple[str, Any]:
    """Return an SQL condition and its one parameter, however many the values: no database counts an array."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::bigint[])", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", orjson.dumps(list(values)).decode()


LIVING = "(o.retired_at IS NULL AND s.approved_at IS NOT NULL)"
BUYABLE = f"({LIVING} AND s.accepting_orders AND o.quantity > o.reserved)"
# Cheapest that can be bought, else the cheapest living one, else the last known. Asked for each product by itself:
# a planner that has no statistics yet (a first price list) must not come to read all offers for each of them.
BEST = f"""
    SELECT * FROM (SELECT o.id, o.price, o.currency, {LIVING} AS is_living, {BUYABLE} AS is_buyable,
                          CASE WHEN {BUYABLE} THEN 0 WHEN {LIVING} THEN 1
                               WHEN o.id = p.best_offer_id THEN 2 ELSE 3 END AS place
                     FROM catalog_offer o JOIN catalog_supplier s ON s.id = o.supplier_id
                    WHERE o.product_id = p.id) those
     ORDER BY place, price, id LIMIT 1"""


def fresh(which: Which, *, cards: bool = False, source: str = "catalog_product", besides: Collection[str] = ()) -> str:
    """Return a SELECT of what the kept columns of the products must be, with `cards` those TOLD too.

    `source` is the table that they are read from, or one of its form; columns named `besides` stay as they are there.
    """
    told = f", {card()} AS card, {packed(VALUES)} AS value_codes" if cards else ""
    told += "".join(f", p.{name}" for name in besides)
    return f"""
        SELECT p.id, COALESCE(o.id, p.best_offer_id) AS best_offer_id, COALESCE(o.price, p.price) AS price,
               COALESCE(o.currency, p.currency) AS currency, COALESCE(o.is_buyable, {no()}) AS in_stock,
               (p.is_active AND c.is_visible AND COALESCE(o.is_living, {no()})) AS is_listed,
               {packed(SUPPLIERS)} AS supplier_codes{told}
          FROM {_with_best(f"SELECT p.* FROM {source} p WHERE {which.sql}")}
          JOIN catalog_category c ON c.id = p.category_id"""


def fresh_cards(which: Which) -> str:
    """Return a SELECT of what the cards of the products must be, and nothing else."""
    return f"""SELECT p.id, {card()} AS card FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id
                WHERE {which.sql}"""


def _with_best(products: str) -> str:
    """Return the products `p`, each with its best offer `o`."""
    if connection.vendor == "postgresql":
        return f"({products}) p LEFT JOIN LATERAL ({BEST}) o ON TRUE"
    # SQLite, which knows no LATERAL, looks the offer up again by its id.
    return f"""(SELECT p.*, (SELECT id FROM ({BEST})) AS best FROM ({products}) p) p
               LEFT JOIN (SELECT o.id, o.price, o.currency, {LIVING} AS is_living, {BUYABLE} AS is_buyable
                            FROM catalog_offer o JOIN catalog_supplier s ON s.id = o.supplier_id) o ON o.id = p.best"""


KEPT = ("best_offer_id", "price", "currency", "in_stock", "is_listed", "supplier_codes")
# What changes with what is told of a product, and not with its offers.
TOLD = ("card", "value_codes")


def differs(left: str, right: str, columns: tuple[str, ...] = KEPT) -> str:
    """Return the condition that two rows differ in any of the columns, NULLs counting as values."""
    return "(" + " OR ".join(f"{left}.{name} IS DISTINCT FROM {right}.{name}" for name in columns) + ")"


def no() -> str:
    return "FALSE" if connection.vendor == "postgresql" else "0"


def card() -> str:
    """Return the SQL of a product's card, from `p` and its category `c`."""
    make = "json_build_object" if connection.vendor == "postgresql" else "json_object"
    picture, srcset = first_picture()
    category = f"{make}('id', c.id, 'name', c.name, 'slug', c.slug)"
    whole = f"""{make}('id', p.id, 'name', p.name, 'slug', p.slug, 'category', {category}, 'image', {picture},
                       'image_srcset', {srcset})"""
    return f"{whole}::text" if connection.vendor == "postgresql" else whole
