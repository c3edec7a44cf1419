"""A cart in one's hands. Whoever changes a cart holds its row, so that two clicks at once add up."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts import public as accounts
from core.errors import Unavailable
from modules.cart.errors import CartFull, TooMany
from modules.cart.models import Cart, Item
from modules.cart.rules import MOST_PIECES, Contents, Holder, Limits
from modules.cart.selectors import living_since
from modules.catalog import public as catalog

MAKING_ATTEMPTS = 5


def limits() -> Limits:
    """Return what the shop lets into a cart."""
    return Limits(lines=settings.CART_MAX_LINES, pieces=min(settings.CART_MAX_PIECES, MOST_PIECES))


def locked(holder: Holder) -> Cart | None:
    """Return the holder's open cart, locked, or None where there is none; one past its time goes here and now."""
    cart = Cart.objects.select_for_update().filter(closed_at=None, **holder.fields()).first()
    if cart is None or cart.updated_at >= living_since(holder):
        return cart
    cart.delete()
    return None


@transaction.atomic(savepoint=False)
def held(holder: Holder) -> Cart:
    """Return the holder's open cart, locked, made if need be: of two that make one at once, one does.

    Raises Unauthenticated where there is none and its person was erased meanwhile.
    """
    for _attempt in range(MAKING_ATTEMPTS):
        if cart := locked(holder):
            return cart
        if holder.user_id:
            accounts.keep(holder.user_id)
        # It may be there although it was not a moment ago, and be claimed or ordered before we hold it.
        Cart.objects.bulk_create([Cart(**holder.fields())], ignore_conflicts=True)
    raise Unavailable


def contents_of(cart: Cart) -> Contents:
    """Return what lies in a cart, for more to be put in."""
    return Contents(dict(cart.items.values_list("offer_id", "quantity")), limits())


def fit(contents: Contents, offer_id: int, quantity: int) -> None:
    """Put pieces into the contents; raises TooMany, CartFull."""
    match contents.add(offer_id, quantity):
        case "quantity_too_large":
            raise TooMany(field="quantity", limit=contents.limits.pieces)
        case "cart_full":
            raise CartFull(limit=contents.limits.lines)


def line(cart: Cart, offer: catalog.OfferView, quantity: int) -> Item:
    """Return the line of an offer as it stands now, not saved."""
    return Item(
        cart=cart,
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        name=offer.name,
        quantity=quantity,
        seen_price=offer.price,
    )


def put(cart: Cart, items: Sequence[Item], *, seen_now: bool) -> None:
    """Write lines in one statement: new ones as they are, of those that lie there the pieces.

    With `seen_now` the buyer has looked at the price: it replaces the one that they saw before.
    """
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["cart", "offer_id"],
        update_fields=["quantity", "seen_price", "name"] if seen_now else ["quantity"],
    )
    touch(cart)


def touch(cart: Cart) -> None:
    """Remember that the cart is in use."""
    Cart.objects.filter(pk=cart.pk).update(updated_at=timezone.now())
