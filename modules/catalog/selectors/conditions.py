"""Each thing wanted as a condition on `p`; `modules.catalog.selectors.parts` says what a condition is."""

from typing import Any

from modules.catalog.rules.wanted import Wanted
from modules.catalog.selectors.attributed import attribute_conditions
from modules.catalog.selectors.categories import below
from modules.catalog.selectors.parts import FEW, Condition, once
from modules.catalog.selectors.search import search_conditions
from modules.catalog.selectors.standing import Which


def conditions(wanted: Wanted) -> list[Condition]:
    """Return all conditions; an unknown category, supplier or attribute makes one that holds for nothing."""
    return [
        *_category(wanted.category),
        *_supplier(wanted.suppliers),
        *_bounds(wanted),
        *attribute_conditions(wanted),
        *search_conditions(wanted.search),
    ]


def _category(category: str) -> list[Condition]:
    if not category:
        return []
    tree = below(category)
    within = once("p.category_id", f"WITH RECURSIVE {tree.sql} SELECT id FROM below")
    return [Condition("category", within, tree.params)]


def _supplier(names: tuple[str, ...]) -> list[Condition]:
    if not names:
        return []
    sellers, params = _sellers(names)
    # Of one name there is one supplier, and the index is entered at once by supplier and product.
    is_theirs = f"o.supplier_id = ({sellers})" if len(names) == 1 else once("o.supplier_id", sellers)
    living = f"o.retired_at IS NULL AND {is_theirs}"
    # OFFSET: asked of one product after another, since few of them fill the page; as a join it would begin with all
    # that the supplier offers.
    offered = f"EXISTS (SELECT 1 FROM catalog_offer o WHERE o.product_id = p.id AND {living} LIMIT 1 OFFSET 0)"
    ids = Which(f"SELECT o.product_id AS id FROM catalog_offer o WHERE {living}", params)
    return [Condition("supplier", offered, params, ids, FEW)]


def _sellers(names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    # A number is an id, anything else an address; a number that no id can have is nobody's.
    ids = [int(name) for name in names if _is_id(name) and len(name) < 19]
    slugs = [name for name in names if not _is_id(name)]
    found = [f"s.id IN ({_marks(ids)})"] * bool(ids) + [f"s.slug IN ({_marks(slugs)})"] * bool(slugs)
    either = " OR ".join(found) or "1 = 0"
    return f"SELECT s.id FROM catalog_supplier s WHERE s.approved_at IS NOT NULL AND ({either})", (*ids, *slugs)


def _bounds(wanted: Wanted) -> list[Condition]:
    bounds = (
        ("price", "p.price >= %s", wanted.price_min),
        ("price", "p.price <= %s", wanted.price_max),
        ("stock", "p.in_stock = %s", wanted.in_stock),
        ("rating", "p.rating >= %s", wanted.rating_min),
    )
    return [Condition(key, sql, (value,)) for key, sql, value in bounds if value is not None]


def _marks(values: list[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdigit()
