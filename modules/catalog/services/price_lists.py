"""A supplier's price list made the truth about its offers, in one short transaction: all of it or nothing.

(supplier, external id) is the offer. A new offer joins a product with an equal GTIN, or with equal brand and model
where both are known, unless this supplier's list has another row for that product; else it gets a product of its own.

The texts of a product (name, category, attributes...) are its supplier's while no other supplier has a living offer
for it; beside another, a list only fills in what is missing. What a list does not state it does not erase, and
texts that it merely repeats are not written again: an editor's correction stands until the supplier says
something new. Offers are retired, never deleted, and come back when they are listed again.
"""

from collections.abc import Callable, Collection, Iterable
from itertools import chain

from django.db import connection, transaction

from modules.catalog.rules.listed import Comparison
from modules.catalog.rules.values import Applied, GoodRow, Mode
from modules.catalog.selectors.standing import Which, these
from modules.catalog.services import merging
from modules.catalog.services.comparing import compare
from modules.catalog.services.journal import noted
from modules.catalog.services.list_attributes import left_out, merge_attributes
from modules.catalog.services.list_categories import map_categories
from modules.catalog.services.making import make_products
from modules.catalog.services.refreshing import (
    bump_products,
    lock_products,
    rewrite_many,
)
from modules.catalog.services.staging import TABLE, Heard, staged
from modules.catalog.services.wording import learn

type Look = Callable[[Comparison], None]
type Then = Callable[[Applied], None]


def apply_price_list(
    *,
    supplier_id: int,
    rows: Iterable[GoodRow],
    mode: Mode,
    named: Collection[str] = (),
    withdrawn: Collection[str] = (),
    look: Look | None = None,
    then: Then = lambda applied: None,
    list_id: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Applied:
    with staged(rows, supplier_id, progress, but=left_out(supplier_id)) as (load, heard):
        # Only now are the rows drawn, and `named` and `withdrawn` complete.
        list_ = merging.List(load, supplier_id, mode == "full", named, withdrawn)
        if look:
            look(compare(list_, heard.types))
        return _merge(list_, heard, then, list_id)


@transaction.atomic
def _merge(list_: merging.List, heard: Heard, then: Then, list_id: int | None) -> Applied:
    load, supplier_id = list_.load, list_.supplier_id
    merging.lock_supplier(supplier_id)
    merging.expect_many()
    merging.match(list_)
    waiting = map_categories(load, supplier_id, list_id)
    if merging.changes_nothing(list_):
        counts = _counted(load, 0)
        then(counts)
        return counts
    merging.lock_offers(list_)
    lock_products(merging.touched(list_))
    merging.judge_ownership(list_)
    with noted(list_, list_id):
        retired, bereft = merging.retire(list_)
        merging.write_offers(list_)
        merging.write_texts(list_, waiting)
        placed = merging.leave_waiting(list_)
        merge_attributes(load, supplier_id, heard.types)
        make_products(list_, waiting)
    learn(heard.names)
    counts = _counted(load, retired)
    if counts.new or counts.changed or retired:
        _show(load, bereft, placed)
    then(counts)
    return counts


def _show(load: str, bereft: list[int], placed: list[int]) -> None:
    written = f"SELECT s.product_id FROM {TABLE} s WHERE s.load = %s AND s.fate IN ('changed', 'joined') AND"
    rewrite_many(Which(f"p.id IN ({written} s.has_new_texts)", (load,)), cards=True)
    rewrite_many(Which(f"p.id IN ({written} NOT s.has_new_texts)", (load,)))
    rewrite_many(these(placed), cards=True)
    rewrite_many(these(bereft))
    # Nobody has been shown yet what was not there before.
    bump_products(chain(bereft, chain.from_iterable(merging.written_to(load))), lists=True)


def _counted(load: str, retired: int) -> Applied:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT fate, count(*) FROM {TABLE} WHERE load = %s GROUP BY fate", [load])
        fates = dict(cursor.fetchall())
    new = fates.get("made", 0) + fates.get("joined", 0)
    return Applied(new=new, changed=fates.get("changed", 0), same=fates.get("same", 0), retired=retired)
