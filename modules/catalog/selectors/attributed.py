"""Products by the values of their attributes."""

from typing import Any

from modules.catalog.rules.attributes import canonical
from modules.catalog.rules.wanted import AttributeWanted, Wanted
from modules.catalog.selectors.codes import code, has
from modules.catalog.selectors.parts import Condition
from modules.catalog.selectors.standing import Which

# A number is found by its value ("5.50" is 5.5), a flag however it is written; a text is compared as it stands.
FOUND = """catalog_facetvalue f JOIN catalog_attribute a ON a.id = f.attribute_id
            WHERE a.name = %s AND f.text = CASE a.type WHEN 'number' THEN %s WHEN 'boolean' THEN %s ELSE %s END"""


def attribute_conditions(wanted: Wanted) -> list[Condition]:
    """Return the conditions on each attribute asked for, keyed `attr:<name>`; an unknown one has no products."""
    return [condition for one in wanted.attributes for condition in (*_values(one), *_bounds(one))]


def _values(wanted: AttributeWanted) -> list[Condition]:
    if not wanted.values:
        return []
    params = [_params(wanted.name, value) for value in wanted.values]
    any_of = " OR ".join([has("p.value_codes", f"(SELECT {code('f.id')} FROM {FOUND})")] * len(params))
    values = " UNION ".join([f"SELECT f.attribute_id, f.text FROM {FOUND}"] * len(params))
    ids = f"""SELECT v.product_id AS id FROM ({values}) f
                JOIN catalog_productattribute v ON v.attribute_id = f.attribute_id AND v.text = f.text"""
    flat = tuple(param for one in params for param in one)
    return [Condition(f"attr:{wanted.name}", f"({any_of})", flat, Which(ids, flat))]


def _bounds(wanted: AttributeWanted) -> list[Condition]:
    bounds = [(">=", wanted.least)] * (wanted.least is not None) + [("<=", wanted.most)] * (wanted.most is not None)
    if not bounds:
        return []
    within = " AND ".join(f"v.number {sign} %s" for sign, _bound in bounds)
    has_number = f"v.attribute_id = (SELECT id FROM catalog_attribute WHERE name = %s) AND {within}"
    params = (wanted.name, *(float(bound) for _sign, bound in bounds if bound is not None))
    found = "FROM catalog_productattribute v WHERE"
    sql = f"EXISTS (SELECT 1 {found} v.product_id = p.id AND {has_number})"
    ids = Which(f"SELECT v.product_id AS id {found} {has_number}", params)
    return [Condition(f"attr:{wanted.name}", sql, params, ids)]


def _params(name: str, value: str) -> tuple[Any, ...]:
    return name, canonical(value), value.lower(), value
