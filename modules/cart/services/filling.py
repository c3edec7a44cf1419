"""What people do with the lines of a cart."""

from collections.abc import Mapping

from django.db import transaction

from modules.cart.errors import GoodsUnavailable, OneOfTwo, TooMany, UnknownGoods, UnknownItem
from modules.cart.models import Item
from modules.cart.rules import Holder
from modules.cart.services.holding import contents_of, fit, held, limits, line, locked, put, touch
from modules.catalog import public as catalog


@transaction.atomic(savepoint=False)
def add(*, holder: Holder, product_id: int | None, offer_id: int | None, quantity: int) -> None:
    """Put pieces of an offer, or of a product's best offer, into the cart; what lies there adds up.

    More than is in stock is taken. Raises OneOfTwo, UnknownGoods, GoodsUnavailable, TooMany, CartFull.
    """
    offer = _offer(product_id, offer_id)
    cart = held(holder)
    contents = contents_of(cart)
    fit(contents, offer.offer_id, quantity)
    put(cart, [line(cart, offer, contents.pieces[offer.offer_id])], seen_now=True)


@transaction.atomic(savepoint=False)
def change(*, holder: Holder, quantities: Mapping[int, int]) -> None:
    """Set the pieces of lines by their ids, all or none; the prices of now count as seen.

    Raises UnknownItem, TooMany.
    """
    cart = locked(holder)
    items = list(Item.objects.filter(cart=cart, pk__in=quantities)) if cart else []
    if cart is None or len(items) < len(quantities):
        raise UnknownItem
    if max(quantities.values()) > limits().pieces:
        raise TooMany(field="quantity", limit=limits().pieces)
    now = {offer.offer_id: offer for offer in catalog.views(offer_ids=[item.offer_id for item in items])}
    for item in items:
        item.quantity = quantities[item.pk]
        if offer := now.get(item.offer_id):
            item.seen_price, item.name = offer.price, offer.name
    put(cart, items, seen_now=True)


@transaction.atomic(savepoint=False)
def remove(*, holder: Holder, item_id: int) -> None:
    """Take a line out; raises UnknownItem."""
    cart = locked(holder)
    if cart is None or not cart.items.filter(pk=item_id).delete()[0]:
        raise UnknownItem
    touch(cart)


@transaction.atomic(savepoint=False)
def empty(*, holder: Holder) -> None:
    """Take everything out; an empty cart stays one."""
    cart = locked(holder)
    if cart is not None:
        cart.items.all().delete()
        touch(cart)


def _offer(product_id: int | None, offer_id: int | None) -> catalog.OfferView:
    if (product_id is None) == (offer_id is None):
        raise OneOfTwo(field="product_id")
    asked = {"offer_ids": [offer_id]} if offer_id is not None else {"product_ids": [product_id]}
    found = catalog.views(**asked)
    if not found:
        raise UnknownGoods(field="offer_id" if offer_id is not None else "product_id", ids=str(offer_id or product_id))
    if found[0].standing == "unavailable":
        raise GoodsUnavailable(names=found[0].name)
    return found[0]
