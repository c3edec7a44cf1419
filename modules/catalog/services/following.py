"""Changes that many products repeat: a supplier closes or opens, a category is hidden, shown or renamed.

What has to hold at once does: placing asks the supplier and the category themselves, and so does a detail that is not
in the cache. What products repeat of the change follows. A few follow in the change's own transaction; many in
batches, each a short transaction of its own, so that nobody waits for a hundred thousand rows. The outbox
delivers the promise until all have followed: a killed worker's successor begins again, and passes over what is right.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import batched, islice

from django.db import transaction

from core.events.bus import publish
from modules.catalog.events import Sweeping, SweepingChange
from modules.catalog.selectors.products import product_ids
from modules.catalog.selectors.standing import Which, of_attributes, of_categories, of_suppliers, these
from modules.catalog.services.refreshing import bump_products, lock_products, rewrite, rewrite_cards

AT_ONCE = 2_000
BATCH = 2_000
SHARES = 2  # as many as a worker has hands


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Which products a change concerns, and what writes what they keep of it, returning the ids of those changed."""

    of: Callable[[Collection[int]], Which]
    rewrite: Callable[[Which], list[int]] = rewrite


SWEEPS: dict[Sweeping, _Sweep] = {
    "supplier": _Sweep(of_suppliers),
    "category shown": _Sweep(of_categories),
    "category told": _Sweep(of_categories, rewrite_cards),
    "attribute": _Sweep(of_attributes, lambda which: []),
}


def follow(change: Sweeping, ids: Collection[int]) -> None:
    """Let products follow a change of these suppliers, categories or attributes: now, or soon where they are many."""
    found = product_ids(SWEEPS[change].of(ids), most=AT_ONCE + 1)
    if len(found) <= AT_ONCE:
        _refresh(change, found)
    else:
        publish(*(SweepingChange(change, tuple(ids), share) for share in range(SHARES)))


def catch_up(change: Sweeping, ids: Collection[int], share: int) -> None:
    """Bring a share of the products up to a change, batch by batch; to be called outside any transaction.

    Whoever becomes concerned meanwhile has waited for the change (see `refreshing.hold`), and knows it.
    """
    batches = batched(product_ids(SWEEPS[change].of(ids)), BATCH)
    for some in islice(batches, share, None, SHARES):
        with transaction.atomic():
            _refresh(change, some)


def _refresh(change: Sweeping, ids: Collection[int]) -> None:
    lock_products(these(ids))
    changed = SWEEPS[change].rewrite(these(ids))
    # Details tell more of a supplier or a category than what is kept: all of them are made anew.
    bump_products(ids, lists=bool(changed))
