"""Changes that many products repeat: a supplier closes or opens, a category is hidden, shown or renamed.

What has to hold at once does: placing asks the supplier and the category themselves, and so does a detail that is not
in the cache. What products repeat of the change follows. A few follow in the change's own transaction; many in
batches, each a short transaction of its own, so that nobody waits for a hundred thousand rows. The outbox
delivers the promise until all have followed: a killed worker's successor begins again, and passes over what is right.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import batched

from django.db import transaction

from core.events.bus import publish
from modules.catalog.events import Sweeping, SweepingChange
from modules.catalog.selectors.products import product_ids
from modules.catalog.selectors.standing import Which, of_attributes, of_categories, of_suppliers, these
from modules.catalog.services.refreshing import bump_products, lock_products, rewrite

AT_ONCE = 2_000
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Which products a change concerns, and whether in what they tell (their cards) or in how they stand."""

    of: Callable[[Collection[int]], Which]
    cards: bool = False


SWEEPS: dict[Sweeping, _Sweep] = {
    "supplier": _Sweep(of_suppliers),
    "category shown": _Sweep(of_categories),
    "category told": _Sweep(of_categories, cards=True),
    "attribute": _Sweep(of_attributes),
}


def follow(change: Sweeping, ids: Collection[int]) -> None:
    """Let products follow a change of these suppliers, categories or attributes: now, or soon where they are many."""
    found = product_ids(SWEEPS[change].of(ids), most=AT_ONCE + 1)
    if len(found) <= AT_ONCE:
        _refresh(change, found)
    else:
        publish(SweepingChange(change, tuple(ids)))


def catch_up(change: Sweeping, ids: Collection[int]) -> None:
    """Bring all products up to a change, batch by batch; to be called outside any transaction.

    Whoever becomes concerned meanwhile has waited for the change (see `refreshing.hold`), and knows it.
    """
    for some in batched(product_ids(SWEEPS[change].of(ids)), BATCH):
        with transaction.atomic():
            _refresh(change, some)


def _refresh(change: Sweeping, ids: Collection[int]) -> None:
    lock_products(these(ids))
    changed = rewrite(these(ids), cards=SWEEPS[change].cards)
    # Details tell more of a supplier or a category than what is kept: all of them are made anew.
    bump_products(ids, lists=bool(changed))
