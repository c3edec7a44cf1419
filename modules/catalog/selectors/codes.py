"""Ids packed into one value of a row, so that facets count thousands of rows without a join or an unnest.

Postgres keeps four bytes an id, the first with its high bit set and the others without: as in UTF-8 a code is never
found across two others, so `position` says whether a row has it, and rows strung together are counted as an array of
integers. SQLite keeps ",3,17," for the same purposes. `modules.catalog.rules.codes` counts rows strung together.
"""

from django.db import connection

# So that a covering index always has room for a row: 2,704 bytes on Postgres.
MOST_VALUES, MOST_SUPPLIERS = 300, 200

# A value that has no id yet counts as 0, which nobody keeps: so a check sees what was not learned. Each is asked for by
# itself: a planner that has no statistics yet (a first price list) must not come to read all values for each product.
VALUES = f"""SELECT COALESCE((SELECT f.id FROM catalog_facetvalue f
                               WHERE f.attribute_id = a.attribute_id AND f.text = a.text), 0) AS id
               FROM catalog_productattribute a WHERE a.product_id = p.id ORDER BY a.id LIMIT {MOST_VALUES}"""
# COALESCE says nothing to the database but hides the condition of the index by supplier, which the same planner takes
# and reads whole for each product.
SUPPLIERS = f"""SELECT DISTINCT o.supplier_id AS id FROM catalog_offer o JOIN catalog_supplier s ON s.id = o.supplier_id
                 WHERE o.product_id = p.id AND COALESCE(o.retired_at IS NULL, NULL) AND s.approved_at IS NOT NULL
                 ORDER BY o.supplier_id LIMIT {MOST_SUPPLIERS}"""


def packed(ids: str) -> str:
    """Return the SQL of a SELECT's ids as one value, ascending; NULL where there are none."""
    if connection.vendor == "postgresql":
        return f"(SELECT string_agg({code('v.id')}, ''::bytea ORDER BY v.id) FROM ({ids}) v)"
    listed = "',' || group_concat(v.id, ',') || ','"
    return f"(SELECT CAST({listed} AS BLOB) FROM (SELECT id FROM ({ids}) ORDER BY id) v)"


def code(id: str) -> str:
    """Return the SQL of an id as it stands in a packed value."""
    if connection.vendor == "postgresql":
        sevens = f"({id} & 127) | (({id} & 16256) << 1) | (({id} & 2080768) << 2) | (({id} & 266338304) << 3)"
        return f"int4send((({sevens}) - 2147483648)::integer)"
    return f"CAST(',' || {id} || ',' AS BLOB)"


def has(column: str, one: str) -> str:
    """Return the condition that a packed column has a code; a code that is NULL is in none."""
    find = f"position({one} IN {column})" if connection.vendor == "postgresql" else f"instr({column}, {one})"
    return f"COALESCE({find}, 0) > 0"


def strung(column: str) -> str:
    """Return the aggregate that strings the packed values of rows together."""
    if connection.vendor == "postgresql":
        return f"string_agg({column}, ''::bytea)"
    return f"group_concat(CAST({column} AS TEXT), '')"
