"""What a list can be narrowed down to: what was counted, under the names that people and addresses use."""

from dataclasses import dataclass, field
from heapq import nlargest

from django.db import connection

from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.passes import is_id
from modules.catalog.selectors.standing import Which, among
from modules.catalog.selectors.tallies import Counted, tally

# Of the values counted so many are looked at, the most frequent; a shop where every product has another is cut.
MOST_NAMED = 5_000
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Named:
    """Whatever has a name, and an address to ask for it by."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an attribute, which has a type."""

    attribute: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was counted, and the names of it by id; `path` leads from the top to the category asked for."""

    counted: Counted
    values: dict[int, Value] = field(default_factory=dict)
    suppliers: dict[int, Named] = field(default_factory=dict)
    categories: dict[int, Named] = field(default_factory=dict)
    path: list[Named] = field(default_factory=list)
    is_cut: bool = False


def find_facets(wanted: Wanted) -> Found:
    """Count what the list can be narrowed down to; two queries, three where there are many products."""
    counted = tally(wanted)
    everything = counted.everything()
    values = [id for id, _count in nlargest(MOST_NAMED, everything.values.items(), key=lambda pair: pair[1])]
    found = Found(counted, is_cut=len(values) < len(everything.values))
    sql = _names(wanted.category, values, list(everything.suppliers), list(everything.categories))
    with connection.cursor() as cursor:
        cursor.execute(sql.sql, sql.params)
        for kind, id, name, slug, text in cursor.fetchall():
            if kind == "value":
                found.values[id] = Value(name, slug, text)
            elif kind == "path":
                found.path.append(Named(name, slug))
            else:
                (found.suppliers if kind == "supplier" else found.categories)[id] = Named(name, slug)
    return found


def _names(category: str, values: list[int], suppliers: list[int], categories: list[int]) -> Which:
    in_values, in_suppliers, in_categories = (
        among(column, ids) for column, ids in (("f.id", values), ("s.id", suppliers), ("c.id", categories))
    )
    place = "id" if is_id(category) else "slug"
    sql = f"""
        WITH RECURSIVE up(id, parent_id, name, slug, height) AS (
            SELECT id, parent_id, name, slug, 0 FROM catalog_category WHERE {place} = %s
             UNION ALL SELECT c.id, c.parent_id, c.name, c.slug, height + 1
                         FROM catalog_category c JOIN up ON c.id = up.parent_id WHERE height < {DEEPEST})
        SELECT kind, id, name, slug, text FROM (
            SELECT 'value' AS kind, f.id, a.name, a.type AS slug, f.text, 0 AS place
              FROM catalog_facetvalue f JOIN catalog_attribute a ON a.id = f.attribute_id WHERE {in_values[0]}
             UNION ALL SELECT 'supplier', s.id, s.name, s.slug, '', 0 FROM catalog_supplier s WHERE {in_suppliers[0]}
             UNION ALL SELECT 'category', c.id, c.name, c.slug, '', c.position FROM catalog_category c
                        WHERE {in_categories[0]}
             UNION ALL SELECT 'path', id, name, slug, '', -height FROM up) named
         ORDER BY kind, place, id"""
    asked = (int(category) if len(category) < 19 else 0) if is_id(category) else category
    return Which(sql, (asked, in_values[1], in_suppliers[1], in_categories[1]))
