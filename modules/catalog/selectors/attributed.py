"""Products by the values of their attributes."""

from modules.catalog.rules.attributes import number_of
from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.parts import Condition


def attribute_conditions(wanted: Wanted) -> list[Condition]:
    """Return a condition for each attribute asked for, under the key `attr:<name>`."""
    return [_valued(name, value) for name, value in wanted.attributes]


def _valued(name: str, value: str) -> Condition:
    # "5.50" finds the number 5.5; a text is compared as it stands.
    number = number_of(value)
    is_it, params = ("v.text = %s", (value,)) if number is None else ("(v.text = %s OR v.number = %s)", (value, number))
    sql = f"""EXISTS (SELECT 1 FROM catalog_productattribute v JOIN catalog_attribute a ON a.id = v.attribute_id
                       WHERE v.product_id = p.id AND a.name = %s AND {is_it})"""
    return Condition(f"attr:{name}", sql, (name, *params))
