"""The attributes that a price list states, written by set; an attribute that it contradicts widens to text."""

from itertools import batched

from django.db import connection

from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.rules.attributes import NUMBER, TEXT
from modules.catalog.services.refreshing import bump_products
from modules.catalog.services.staging import TABLE, Types

EACH = {
    "postgresql": "jsonb_array_elements({table}.attributes::jsonb) AS a(value)",
    "sqlite": "json_each({table}.attributes) a",
}
# Name, text and number of a stated value `a`.
PARTS = {
    "postgresql": ("a.value ->> 0", "a.value ->> 1", "(a.value ->> 2)::float8"),
    "sqlite": ("json_extract(a.value, '$[0]')", "json_extract(a.value, '$[1]')", "json_extract(a.value, '$[2]')"),
}
REWRITTEN = f"""SELECT s.product_id FROM {TABLE} s WHERE s.load = %s AND s.fate IN ('changed', 'joined')
                   AND s.has_new_texts AND s.owns_product AND s.attributes <> '[]'"""


def merge_attributes(load: str, types: Types) -> None:
    """Write the stated values: in place of all others where the list owns the product, else where none stood."""
    for names in batched(sorted(types), 5000):
        _make(names, types)
        _widen(names, types)
    name, text, number = PARTS[connection.vendor]
    each = EACH[connection.vendor].format(table="s")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM catalog_productattribute WHERE product_id IN ({REWRITTEN})", [load])
        cursor.execute(
            f"""INSERT INTO catalog_productattribute (product_id, attribute_id, text, number)
                SELECT s.product_id, t.id, {text}, CASE WHEN t.type = '{NUMBER}' THEN {number} END
                  FROM {TABLE} s CROSS JOIN {each} JOIN catalog_attribute t ON t.name = {name}
                 WHERE s.load = %s AND s.fate <> 'same' AND s.has_new_texts
                    ON CONFLICT (product_id, attribute_id) DO NOTHING""",
            [load],
        )


def _make(names: tuple[str, ...], types: Types) -> None:
    made = [Attribute(name=name, type=_only(types[name])) for name in names]
    Attribute.objects.bulk_create(made, ignore_conflicts=True)


def _only(types: set[str]) -> str:
    return next(iter(types)) if len(types) == 1 else TEXT


def _widen(names: tuple[str, ...], types: Types) -> None:
    typed = Attribute.objects.filter(name__in=names).exclude(type=TEXT).order_by("id").values_list("id", "name", "type")
    contradicted = [id for id, name, type in typed if types[name] != {type}]
    if contradicted:
        Attribute.objects.filter(pk__in=contradicted).update(type=TEXT)
        values = ProductAttribute.objects.filter(attribute_id__in=contradicted)
        values.update(number=None)
        bump_products(list(values.values_list("product_id", flat=True).distinct()))
