"""The attributes that a price list states, written by set under what its supplier's names mean in the shop.

A name that is new means the attribute that is called so. Such an attribute widens to text where a list contradicts
its type; one that somebody chose for a name keeps its type, and values that are not of it are left out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import connection

from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.rules.attributes import BOOLEAN, NUMBER, TEXT
from modules.catalog.selectors.standing import among
from modules.catalog.services.refreshing import bump_products, hold
from modules.catalog.services.staging import TABLE, Types, named

SET = 5000
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
# What the supplier's names mean.
MEANT = """(SELECT m.name, t.id, t.type FROM catalog_supplierattribute m
              JOIN catalog_attribute t ON t.id = m.attribute_id WHERE m.supplier_id = %s AND NOT m.is_ignored)"""


@dataclass(frozen=True, slots=True)
class _Meaning:
    attribute_id: int
    is_chosen: bool


def left_out(supplier_id: int) -> frozenset[str]:
    """Return the names whose values the supplier's lists state in vain."""
    ignored = SupplierAttribute.objects.filter(supplier=supplier_id, is_ignored=True)
    return frozenset(ignored.values_list("name", flat=True))


def merge_attributes(load: str, supplier_id: int, types: Types) -> None:
    """Write the stated values: in place of all others where the list owns the product, else where none stood."""
    meanings = _learnt(load, supplier_id, types)
    _settle_types(meanings, types)
    name, text, number = PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM catalog_productattribute WHERE product_id IN ({REWRITTEN})", [load])
        cursor.execute(
            f"""INSERT INTO catalog_productattribute (product_id, attribute_id, text, number)
                SELECT s.product_id, t.id, {text}, CASE WHEN t.type = '{NUMBER}' THEN {number} END
                  FROM {TABLE} s CROSS JOIN {_each("s")} JOIN {MEANT} t ON t.name = {name}
                 WHERE s.load = %s AND s.fate <> 'same' AND s.has_new_texts AND {_fits("t", text, number)}
                    ON CONFLICT (product_id, attribute_id) DO NOTHING""",
            [supplier_id, load],
        )


def misfits(load: str, supplier_id: int, types: Types) -> dict[str, int]:
    """Return the names whose attributes were chosen and take not all values of a staged list: in how many rows."""
    chosen = SupplierAttribute.objects.filter(supplier=supplier_id, is_chosen=True, is_ignored=False)
    kinds = chosen.exclude(attribute__type=TEXT).values_list("name", "attribute__type")
    if not any(types.get(name, set()) - {kind} for name, kind in kinds):
        return {}
    name, text, number = PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT t.name, count(*) FROM {TABLE} s CROSS JOIN {_each("s")} JOIN {MEANT} t ON t.name = {name}
                 WHERE s.load = %s AND NOT {_fits("t", text, number)} GROUP BY t.name ORDER BY t.name""",
            [supplier_id, load],
        )
        stated = dict(cursor.fetchall())
    return {name: stated[name] for name, _kind in sorted(kinds) if name in stated}


def misfit_rows(load: str, supplier_id: int, names: Collection[str], numbers: Sequence[int]) -> set[int]:
    """Return which of these staged rows have a value that its chosen attribute (one of `names`) does not take."""
    name, text, number = PARTS[connection.vendor]
    which, param = named("t.name", sorted(names))
    these, ids = among("s.n", numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT s.n FROM {TABLE} s CROSS JOIN {_each("s")} JOIN {MEANT} t ON t.name = {name}
                 WHERE s.load = %s AND NOT {_fits("t", text, number)} AND {which} AND {these}""",
            [supplier_id, load, param, ids],
        )
        return {n for (n,) in cursor.fetchall()}


def _each(table: str) -> str:
    return EACH[connection.vendor].format(table=table)


def _fits(attribute: str, text: str, number: str) -> str:
    """Return the condition that a stated value is of the attribute's type."""
    return f"""({attribute}.type = '{TEXT}' OR ({attribute}.type = '{NUMBER}' AND {number} IS NOT NULL)
             OR ({attribute}.type = '{BOOLEAN}' AND {text} IN ('true', 'false')))"""


def _learnt(load: str, supplier_id: int, types: Types) -> dict[str, _Meaning]:
    """Return what each name means; one that the supplier never used means the attribute of that name."""
    known = _known(supplier_id, types)
    new = sorted(types.keys() - known.keys())
    if not new:
        return known
    # In the order of their names, so that two who make the same new ones do not wait for each other.
    for names in batched(new, SET):
        made = [Attribute(name=name, type=_only(types[name])) for name in names]
        Attribute.objects.bulk_create(made, ignore_conflicts=True)
    samples = _samples(load, frozenset(new))
    for names in batched(new, SET):
        ids = dict(Attribute.objects.filter(name__in=names).values_list("name", "id"))
        rows = (
            SupplierAttribute(
                supplier_id=supplier_id, name=name, attribute_id=ids[name], sample=samples.get(name, "")[:500]
            )
            for name in names
        )
        SupplierAttribute.objects.bulk_create(rows)
        known |= {name: _Meaning(ids[name], False) for name in names}
    return known


def _known(supplier_id: int, names: Collection[str]) -> dict[str, _Meaning]:
    theirs = SupplierAttribute.objects.filter(supplier=supplier_id)
    found = theirs.values_list("name", "attribute_id", "is_chosen")
    return {name: _Meaning(id, is_chosen) for name, id, is_chosen in found if name in names}


def _samples(load: str, names: frozenset[str]) -> dict[str, str]:
    """Return a value that the first rows state for each of the names, if they do."""
    name, text, _number = PARTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {name}, min({text}) FROM {TABLE} s CROSS JOIN {_each("s")}
                 WHERE s.load = %s AND s.n < {SET} GROUP BY 1""",
            [load],
        )
        return {name: sample for name, sample in cursor.fetchall() if name in names}


def _only(types: set[str]) -> str:
    return next(iter(types)) if len(types) == 1 else TEXT


def _settle_types(meanings: Mapping[str, _Meaning], types: Types) -> None:
    """Keep the attributes' types from changing until the list is in, and widen those that it contradicts.

    All in the order of their ids and with one strength of lock: two lists at once wait for each other, in turn.
    """
    ids = sorted({meaning.attribute_id for meaning in meanings.values()})
    if not _contradicted(meanings, types):
        hold(Attribute._meta.db_table, ids)
        return
    for some in batched(ids, SET):
        list(Attribute.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))
    _widen(_contradicted(meanings, types))


def _contradicted(meanings: Mapping[str, _Meaning], types: Types) -> list[int]:
    stated: dict[int, set[str]] = {}
    for name, meaning in meanings.items():
        if not meaning.is_chosen:
            stated.setdefault(meaning.attribute_id, set()).update(types.get(name, ()))
    kinds = (
        pair
        for some in batched(sorted(stated), SET)
        for pair in Attribute.objects.filter(pk__in=some).exclude(type=TEXT).values_list("id", "type")
    )
    return sorted(id for id, type in kinds if stated[id] - {type})


def _widen(attribute_ids: Iterable[int]) -> None:
    for some in batched(attribute_ids, SET):
        Attribute.objects.filter(pk__in=some).update(type=TEXT)
        values = ProductAttribute.objects.filter(attribute_id__in=some)
        values.update(number=None)
        bump_products(list(values.values_list("product_id", flat=True).distinct()))
