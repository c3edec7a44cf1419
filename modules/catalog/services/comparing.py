"""A staged list held against what stands, before anything is written: read page by page, in the order of its rows.

Nothing is locked and no transaction is held open meanwhile, however long the reader takes.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.db import connection

from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.rules.listed import Change, Comparison, Odd, Renamed, RowChange, Unmapped
from modules.catalog.selectors.standing import among, no
from modules.catalog.services.list_attributes import misfit_rows, misfits
from modules.catalog.services.list_categories import renamed, unmapped, waiting_rows
from modules.catalog.services.merging import List, gone, gone_params
from modules.catalog.services.staging import TABLE, Types, named
from modules.catalog.services.telling import DESCRIBED, FURTHER, OFFER, of_new, plain

PAGE = 1000
TEXTS = ("name", "category", "description", "brand", "gtin")
# Those that a list says of its own products only.
OWN = frozenset({"name", "category"})
type Row = tuple[Any, ...]


def compare(list_: List, types: Types) -> Comparison:
    """Return what the list would change; its rows are read as they are drawn."""
    counted = "count(*), count(CASE WHEN o.quantity > 0 THEN 1 END)"
    sql = f"SELECT {counted} FROM catalog_offer o WHERE o.supplier_id = %s AND o.retired_at IS NULL"
    load, supplier_id = list_.load, list_.supplier_id
    renamed_ = tuple(Renamed(*one) for one in renamed(load, supplier_id))
    misfits_ = misfits(load, supplier_id, types)
    unmapped_ = tuple(Unmapped(*one) for one in unmapped(load, supplier_id))
    odd = Oddities(list_, {one.key for one in renamed_}, {one.key for one in unmapped_}, set(misfits_))
    standing, in_stock = _rows(sql, supplier_id)[0]
    return Comparison(
        standing=standing,
        in_stock=in_stock,
        rows=_all(list_, odd),
        renamed=renamed_,
        misfits=tuple(misfits_.items()),
        unmapped=unmapped_,
    )


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is odd about a list: keys of its categories that are called something else, or wait; names of attributes."""

    list_: List
    renamed: Set[str]
    unmapped: Set[str]
    misfits: Set[str]

    def among(self, page: Sequence[Row]) -> dict[int, tuple[Odd, ...]]:
        """Return by n what is odd about each row of a page, where something is."""
        load, supplier_id, numbers = self.list_.load, self.list_.supplier_id, [row[0] for row in page]
        found: dict[Odd, set[int]] = {"renamed": {row[0] for row in page if row[6] in self.renamed}}
        if keys := self.unmapped & {row[6] for row in page}:
            found["unmapped"] = waiting_rows(load, keys, numbers)
        if self.misfits:
            found["misfit"] = misfit_rows(load, supplier_id, self.misfits, numbers)
        odd = sorted(set().union(*found.values()))
        return {n: tuple(kind for kind, those in found.items() if n in those) for n in odd}


def _all(list_: List, oddities: Oddities) -> Iterator[RowChange]:
    # Each page asks each table by its keys: a planner that has no statistics yet (a first list, or the one after it)
    # must not come to read all offers of the supplier for every row.
    last, told = -1, Told(list_)
    while page := _page(list_, last):
        last = page[-1][0]
        offers = _offers(list_, [row[2] for row in page])
        texts = told.changes([(row, offers[row[2]]) for row in page if _is_told(row, offers.get(row[2]))])
        _leave_texts(list_, [n for n, changes in texts.items() if not changes])
        odd, named = oddities.among(page), _named(told.filed(page), offers)
        for row in named:
            change = _row(row, offers.get(row[2]), texts.get(row[0], ()), told.meant)
            yield replace(change, odd=odd[row[0]]) if row[0] in odd else change
    if list_.is_full or list_.withdrawn:
        yield from _missing(list_)


def _page(list_: List, after: int) -> list[Row]:
    """Return n, line, external id, name, whether texts may be new, their digest, category; then what is stated.

    At the end stand the texts that are told of a new good, and its attributes.
    """
    columns = ", ".join(OFFER)
    return _rows(
        f"""SELECT n, line, external_id, name, has_new_texts, stated, category_key, category_name, {columns},
                   brand, gtin, substr(description, 1, {DESCRIBED + 1}), attributes
              FROM {TABLE}
             WHERE load = %s AND n > %s ORDER BY n LIMIT {PAGE}""",
        list_.load,
        after,
    )


def _named(page: list[Row], offers: Mapping[str, Row]) -> list[Row]:
    """Return the rows, those that name no name with the one that their good has."""
    nameless = [offers[row[2]][0] for row in page if not row[3] and row[2] in offers]
    names = dict(Product.objects.filter(pk__in=nameless).values_list("pk", "name")) if nameless else {}
    return [(*row[:3], row[3] or names.get(offers[row[2]][0], ""), *row[4:]) for row in page] if names else page


def _leave_texts(list_: List, numbers: Sequence[int]) -> None:
    """Have no texts written that say otherwise (in another order, under another name) what stands already."""
    if numbers:
        which, param = among("n", numbers)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET has_new_texts = {no()} WHERE load = %s AND {which}", [list_.load, param]
            )


def _offers(list_: List, external_ids: Sequence[str]) -> dict[str, Row]:
    """Return the known offers by their external ids: product, whether retired, digest; then what stands."""
    columns = ", ".join(OFFER)
    which, param = named("external_id", external_ids)
    found = _rows(
        f"""SELECT external_id, product_id, retired_at IS NOT NULL, stated, {columns} FROM catalog_offer
             WHERE supplier_id = %s AND {which}""",
        list_.supplier_id,
        param,
    )
    return {external_id: tuple(offer) for external_id, *offer in found}


def _is_told(row: Row, offer: Row | None) -> bool:
    return offer is not None and bool(row[4]) and row[5] != offer[2]


def _row(row: Row, offer: Row | None, texts: Sequence[Change], meant: Mapping[str, str]) -> RowChange:
    _n, line, external_id, name, _may, _digest, category, *stated = row[:-FURTHER]
    if offer is None:
        return RowChange(line, external_id, name, "new", tuple(of_new(name, category, stated, row[-FURTHER:], meant)))
    was_retired, standing = bool(offer[1]), list(offer[3:])
    stated = [_becomes(field, told, stands) for field, told, stands in zip(OFFER, stated, standing, strict=True)]
    if standing == stated and not was_retired and not texts:
        return RowChange(line, external_id, name, "same")
    back = [Change("retired", True, False)] if was_retired else []
    return RowChange(line, external_id, name, "changed", (*back, *_differing(standing, stated), *texts))


def _becomes(field: str, told: Any, stands: Any) -> Any:
    """What is told, or stands where nothing is (`merging.becomes`)."""
    if told is None:
        return stands
    return None if field == "price_rrp" and not told else told


def _differing(standing: Sequence[Any], stated: Sequence[Any]) -> Iterator[Change]:
    for field, before, after in zip(OFFER, standing, stated, strict=True):
        if before != after:
            yield Change(field, plain(field, before), plain(field, after))


class Told:
    """What a list would write to the products of its rows."""

    def __init__(self, list_: List) -> None:
        self._list = list_
        theirs = SupplierAttribute.objects.filter(supplier=list_.supplier_id)
        self.meant = dict(theirs.values_list("name", "attribute__name"))
        mapped = SupplierCategory.objects.filter(supplier=list_.supplier_id, category__isnull=False)
        self._categories = dict(mapped.values_list("key", "category__name"))

    def changes(self, pairs: Sequence[tuple[Row, Row]]) -> dict[int, tuple[Change, ...]]:
        """Return by n what these rows, each with its offer, would write."""
        if not pairs:
            return {}
        ids = sorted({offer[0] for _row, offer in pairs})
        stated, standing, values = self._stated([row[0] for row, _offer in pairs]), _standing(ids), _values(ids)
        foreign = self._foreign(ids, {(row[2], offer[0]): row[0] for row, offer in pairs})
        return {
            row[0]: tuple(
                self._told(stated[row[0]], standing[offer[0]], values.get(offer[0], {}), owns=row[0] not in foreign)
            )
            for row, offer in pairs
        }

    def filed(self, page: Sequence[Row]) -> list[Row]:
        """Return the rows, each with one category: the one that it is mapped onto, or as the list calls it."""
        return [(*row[:6], self._categories.get(row[6], row[7]), *row[8:]) for row in page]

    def _stated(self, numbers: Sequence[int]) -> dict[int, Row]:
        which, param = among("n", numbers)
        found = _rows(
            f"""SELECT n, attributes, category_key, name, category_name, description, brand, gtin FROM {TABLE}
                 WHERE load = %s AND {which}""",
            self._list.load,
            param,
        )
        # A known good without a category stays where it is, wherever new ones without one go.
        return {
            n: (attributes, name, self._categories.get(key, category) if key else "", *rest)
            for n, attributes, key, name, category, *rest in found
        }

    def _foreign(self, product_ids: Sequence[int], rows: Mapping[tuple[str, int], int]) -> set[int]:
        """Return the n of rows whose products belong to another supplier too, or to an earlier row."""
        which, param = among("product_id", product_ids)
        mine = self._list.supplier_id
        found = _rows(
            f"""SELECT product_id, supplier_id, external_id FROM catalog_offer
                 WHERE {which} AND (supplier_id = %s OR retired_at IS NULL)""",
            param,
            mine,
        )
        shared = {product_id for product_id, supplier_id, _id in found if supplier_id != mine}
        first: dict[int, int] = {}
        for (_id, product_id), n in rows.items():
            first[product_id] = min(n, first.get(product_id, n))
        return {n for (_id, product_id), n in rows.items() if product_id in shared or n > first[product_id]}

    def _told(self, stated: Row, standing: Row, values: Mapping[str, str], *, owns: bool) -> Iterator[Change]:
        for field, before, after in zip(TEXTS, standing, stated[1:], strict=True):
            may = owns or (not before and field not in OWN)
            if may and after and before != after:
                yield Change(field, before or None, after)
        given = {self.meant.get(name, name): text for name, text, _number in reversed(orjson.loads(stated[0]))}
        for name in sorted(given.keys() | (values.keys() if owns and given else set())):
            had, gets = values.get(name), given.get(name)
            if had != gets and (owns or had is None):
                yield Change(f"attributes.{name}", had, gets)


def _standing(product_ids: Sequence[int]) -> dict[int, Row]:
    which, param = among("p.id", product_ids)
    found = _rows(
        f"""SELECT p.id, p.name, c.name, p.description, p.brand, p.gtin FROM catalog_product p
              JOIN catalog_category c ON c.id = p.category_id WHERE {which}""",
        param,
    )
    return {id: tuple(texts) for id, *texts in found}


def _values(product_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    which, param = among("v.product_id", product_ids)
    found: dict[int, dict[str, str]] = {}
    for product_id, name, text in _rows(
        f"""SELECT v.product_id, a.name, v.text FROM catalog_productattribute v
              JOIN catalog_attribute a ON a.id = v.attribute_id WHERE {which}""",
        param,
    ):
        found.setdefault(product_id, {})[name] = text
    return found


def _missing(list_: List) -> Iterator[RowChange]:
    last = 0
    while page := _rows(
        f"""SELECT o.id, o.external_id, p.name FROM catalog_offer o JOIN catalog_product p ON p.id = o.product_id
             WHERE o.supplier_id = %s AND {gone(list_)} AND o.id > %s ORDER BY o.id LIMIT {PAGE}""",
        list_.supplier_id,
        *gone_params(list_),
        last,
    ):
        last = page[-1][0]
        yield from (RowChange(0, external_id, name, "retired") for _id, external_id, name in page)


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
