"""A supplier's own categories mapped onto the shop's tree.

A key that the supplier has not used before gets a category by its name and the names of the groups around it, under
the supplier's root; or, with UNKNOWN_CATEGORIES=queue, waits for somebody to choose one, its goods unseen. A known key
stays where it is mapped, whatever the list calls it now: that somebody should look is told by `renamed`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext, override

from core.events.bus import publish
from modules.catalog.events import CategoryRemapped
from modules.catalog.models.categories import WAITING, Category
from modules.catalog.models.journal import CategoryBefore
from modules.catalog.models.suppliers import Supplier, SupplierCategory
from modules.catalog.rules.texts import normalised
from modules.catalog.selectors.standing import among
from modules.catalog.services.refreshing import hold
from modules.catalog.services.rooting import Wanted, place, waiting_room
from modules.catalog.services.staging import TABLE, named

# Goods that stand nowhere yet, or are told something new.
WAITS = f"""FROM {TABLE} s LEFT JOIN catalog_product p ON p.id = s.product_id
                 LEFT JOIN catalog_category c ON c.id = p.category_id
                WHERE s.load = %s AND (s.category_key <> '' OR s.fate IN ('made', 'joined'))
                  AND (s.has_new_texts OR c.slug = %s)"""


@dataclass(frozen=True, slots=True)
class Stated:
    """A category as a list has it, and how many of its rows stand in it."""

    key: str
    name: str
    path: tuple[str, ...]
    rows: int

    @property
    def is_named(self) -> bool:
        """Whether the list has a name for it besides the key: a key alone does not rename what is known by it."""
        return bool(self.name) and self.name != self.key


def map_categories(load: str, supplier_id: int, list_id: int | None = None) -> int | None:
    """Have a mapping stand for each category that a staged list names, and all that they map to held until the end.

    What they were called before is kept under the list's number. Returns the id of the category where goods wait that
    have none, if there are such.
    """
    stated = stated_categories(load)
    known = {one.key: one for one in SupplierCategory.objects.filter(supplier=supplier_id)}
    _note(stated, known, list_id)
    made = [_new(supplier_id, one) for one in stated if one.key not in known]
    SupplierCategory.objects.bulk_create(made)
    known |= {one.key: one for one in made}
    if settings.UNKNOWN_CATEGORIES == "make":
        _file(supplier_id, [known[one.key] for one in stated if known[one.key].category_id is None], new=made)
    places = {known[one.key].category_id for one in stated}
    waiting = waiting_room() if None in places else None
    hold(Category._meta.db_table, {id for id in (*places, waiting) if id is not None})
    return waiting


def stated_categories(load: str) -> list[Stated]:
    """Return the categories that the staged rows name, by key; blank is the one of new goods that have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT category_key, min(category_name), min(category_path), count(*) FROM {TABLE} WHERE load = %s
                    AND (category_key <> '' OR fate IN ('made', 'joined')) GROUP BY category_key
                 ORDER BY category_key""",
            [load],
        )
        return [Stated(key, name, tuple(orjson.loads(path)), rows) for key, name, path, rows in cursor.fetchall()]


def renamed(load: str, supplier_id: int) -> list[tuple[str, str, str, int]]:
    """Return the known keys that a staged list calls something else: (key, name before, name now, rows).

    To be asked before `map_categories`, which takes the new names down.
    """
    known = dict(SupplierCategory.objects.filter(supplier=supplier_id).exclude(name="").values_list("key", "name"))
    changed = [one for one in stated_categories(load) if one.is_named and _differ(known.get(one.key, ""), one.name)]
    return [(one.key, known[one.key], one.name, one.rows) for one in changed]


def unmapped(load: str, supplier_id: int) -> list[tuple[str, str, int]]:
    """Return the categories whose goods would wait, unseen, for somebody to map them: (key, name, goods).

    Those goods do not wait that stand somewhere in the shop already and are told nothing new.
    """
    if settings.UNKNOWN_CATEGORIES == "make":
        return []
    mapped = SupplierCategory.objects.filter(supplier=supplier_id, category__isnull=False)
    known = set(mapped.values_list("key", flat=True))
    wanted = {one.key: one.name for one in stated_categories(load) if one.key not in known}
    counts = _waiting(load, list(wanted)) if wanted else {}
    return [(key, wanted[key], counts[key]) for key in sorted(counts, key=lambda key: (-counts[key], key))]


def _waiting(load: str, keys: list[str]) -> dict[str, int]:
    which, param = named("s.category_key", keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.category_key, count(*) {WAITS} AND {which} GROUP BY s.category_key", [load, WAITING, param]
        )
        return dict(cursor.fetchall())


def waiting_rows(load: str, keys: Collection[str], numbers: Sequence[int]) -> set[int]:
    """Return which of these staged rows wait, unseen, for somebody to map their categories (`unmapped`)."""
    which, param = named("s.category_key", sorted(keys))
    these, ids = among("s.n", numbers)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.n {WAITS} AND {which} AND {these}", [load, WAITING, param, ids])
        return {n for (n,) in cursor.fetchall()}


def _differ(before: str, now: str) -> bool:
    return bool(before and now) and normalised(before) != normalised(now)


def _note(stated: Collection[Stated], known: dict[str, SupplierCategory], list_id: int | None) -> None:
    """Take down what known keys are called now; what one was called before is kept until somebody has looked."""
    changed, before = [], []
    has_paths = any(one.path for one in stated)  # a list that knows no groups says nothing of them
    for one in stated:
        row = known.get(one.key)
        is_said = one.is_named or (row is not None and row.name in ("", one.name))
        path = one.path if has_paths else tuple(row.path) if row else ()
        if row and is_said and one.name and (row.name, tuple(row.path)) != (one.name, path):
            if list_id:
                before.append(_before(row, one, list_id))
            if _differ(row.name, one.name):
                row.former_name = row.former_name or row.name
            row.name, row.path = one.name, list(path)
            changed.append(row)
    SupplierCategory.objects.bulk_update(changed, ["name", "path", "former_name"], batch_size=500)
    CategoryBefore.objects.bulk_create(before)


def _before(row: SupplierCategory, now: Stated, list_id: int) -> CategoryBefore:
    before: dict[str, Any] = {"name": row.name, "path": list(row.path), "former_name": row.former_name}
    return CategoryBefore(list_id=list_id, filed_under=row.pk, new_name=now.name, **before)


def restore_names(list_id: int) -> None:
    """Call what a list has given other names as before, unless it has got yet another one since."""
    before = {one.filed_under: one for one in CategoryBefore.objects.filter(list_id=list_id)}
    rows = [
        row
        for row in SupplierCategory.objects.select_for_update().filter(pk__in=before).order_by("pk")
        if row.name == before[row.pk].new_name
    ]
    for row in rows:
        kept = before[row.pk]
        row.name, row.path, row.former_name = kept.name, kept.path, kept.former_name
    SupplierCategory.objects.bulk_update(rows, ["name", "path", "former_name"], batch_size=500)


def _new(supplier_id: int, one: Stated) -> SupplierCategory:
    return SupplierCategory(supplier_id=supplier_id, key=one.key, name=one.name, path=list(one.path))


def _file(supplier_id: int, rows: list[SupplierCategory], *, new: Collection[SupplierCategory]) -> None:
    """Give each of these a category of its name; goods that have waited for one of them follow soon."""
    if not rows:
        return
    root = Supplier.objects.values_list("root_id", flat=True).get(pk=supplier_id)
    with override(settings.LANGUAGE_CODE):  # the shop's shoppers read it, whoever sends the list
        rest = gettext("Other goods")
    wanted = {row.key: Wanted(tuple(row.path), row.name or rest) for row in rows}
    places = place(root, wanted)
    for row in rows:
        row.category_id = places[row.key]
    SupplierCategory.objects.bulk_update(rows, ["category"], batch_size=500)
    # Later: the merge locks offers before products, and this is not yet the time for products.
    fresh = {row.pk for row in new}
    publish(*(CategoryRemapped(row.pk, None) for row in rows if row.pk not in fresh))
