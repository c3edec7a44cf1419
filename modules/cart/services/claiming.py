"""A guest's cart becomes part of one's own."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction

from modules.cart.errors import TooMany
from modules.cart.models import Cart, Item
from modules.cart.rules import Holder, Limits, merged
from modules.cart.services.holding import contents_of, held, limits, locked, put
from modules.catalog import public as catalog


@transaction.atomic(savepoint=False)
def claim(*, user_id: int, digest: str, capped: bool = True) -> int:
    """Move what lies in a guest's cart into the person's own, once, as CART_MERGE says; return how many lines stay.

    The guest's cart is gone afterwards, but for the lines that a full cart had no room for: they stay in it. Where it
    is ordered at once it is not `capped` by what is in stock, since nobody would see that it is fewer than they asked
    for; raises TooMany then for a line that takes no more.
    """
    guests = locked(Holder(digest=digest))
    if guests is None:
        return 0
    items = list(guests.items.order_by("id"))
    left = _merge(held(Holder(user_id=user_id)), items, capped=capped) if items else []
    guests.items.exclude(pk__in=left).delete()
    if not left:
        guests.delete()
    return len(left)


def _merge(own: Cart, guests: Sequence[Item], *, capped: bool) -> list[int]:
    """Put a guest's lines into one's own cart and return the ids of those that had no room."""
    lying = contents_of(own).pieces
    coming = {item.offer_id: item.quantity for item in guests}
    stock = _stock(coming) if capped else _as_asked(lying, coming, limits())
    pieces = merged(settings.CART_MERGE, lying, coming, stock, limits())
    if lying.keys() - pieces.keys():
        own.items.exclude(offer_id__in=pieces).delete()
    _write(own, [item for item in guests if pieces.get(item.offer_id, 0) != lying.get(item.offer_id, 0)], pieces)
    full = settings.CART_MERGE in {"add", "larger"}
    return [item.pk for item in guests if full and item.offer_id not in pieces]


def _stock(coming: Mapping[int, int]) -> dict[int, int]:
    return {offer.offer_id: offer.available for offer in catalog.views(offer_ids=coming)}


def _as_asked(lying: Mapping[int, int], coming: Mapping[int, int], limits: Limits) -> dict[int, int]:
    together = {offer_id: lying.get(offer_id, 0) + quantity for offer_id, quantity in coming.items()}
    if settings.CART_MERGE == "add" and max(together.values()) > limits.pieces:
        raise TooMany(field="quantity", limit=limits.pieces)
    return together


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
