"""A guest's cart becomes part of one's own."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from modules.cart.models import Cart, Item
from modules.cart.rules import Holder, merged
from modules.cart.services.holding import contents_of, held, limits, locked, put
from modules.catalog import public as catalog


@transaction.atomic(savepoint=False)
def claim(*, user_id: int, digest: str) -> int:
    """Move what lies in a guest's cart into the person's own, once, as CART_MERGE says; return how many lines stay.

    The guest's cart is gone afterwards, but for the lines that a full cart had no room for: they stay in it.
    """
    guests = locked(Holder(digest=digest))
    if guests is None:
        return 0
    items = list(guests.items.order_by("id"))
    left = _merge(held(Holder(user_id=user_id)), items) if items else []
    guests.items.exclude(pk__in=left).delete()
    if not left:
        guests.delete()
    return len(left)


def _merge(own: Cart, guests: Sequence[Item]) -> list[int]:
    """Put a guest's lines into one's own cart and return the ids of those that had no room."""
    lying = contents_of(own).pieces
    coming = {item.offer_id: item.quantity for item in guests}
    stock = {offer.offer_id: offer.available for offer in catalog.views(offer_ids=coming)}
    pieces = merged(settings.CART_MERGE, lying, coming, stock, limits())
    if lying.keys() - pieces.keys():
        own.items.exclude(offer_id__in=pieces).delete()
    _write(own, [item for item in guests if pieces.get(item.offer_id, 0) != lying.get(item.offer_id, 0)], pieces)
    full = settings.CART_MERGE in {"add", "larger"}
    return [item.pk for item in guests if full and item.offer_id not in pieces]


def _write(own: Cart, items: Sequence[Item], pieces: dict[int, int]) -> None:
    moved = [
        Item(
            cart=own,
            offer_id=item.offer_id,
            product_id=item.product_id,
            name=item.name,
            quantity=pieces[item.offer_id],
            seen_price=item.seen_price,
        )
        for item in items
    ]
    if moved:
        put(own, moved, seen_now=False)
