"""Writes to carts. Whoever changes a cart holds its row, so that two clicks at once add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core.errors import Unavailable
from modules.cart.errors import CartFull, GoodsUnavailable, OneOfTwo, TooMany, UnknownGoods, UnknownItem
from modules.cart.models import Cart, Item
from modules.cart.rules import MAX_LINES, MAX_PIECES, Holder, merged
from modules.catalog import public as catalog
from modules.orders import public as orders
from modules.orders.errors import CartEmpty
from modules.orders.ports import Basket, BasketLine

KEPT = timedelta(days=30)
MAKING_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many pieces of an offer to be added."""

    offer: catalog.OfferView
    quantity: int


@transaction.atomic(savepoint=False)
def add(*, holder: Holder, product_id: int | None, offer_id: int | None, quantity: int) -> None:
    """Put pieces of an offer, or of a product's best offer, into the cart; what lies there adds up.

    More than is in stock is taken. Raises OneOfTwo, UnknownGoods, GoodsUnavailable, TooMany, CartFull.
    """
    offer = _offer(product_id, offer_id)
    cart = _held(holder)
    _put(cart, [Wanted(offer, quantity)])


@transaction.atomic(savepoint=False)
def change(*, holder: Holder, item_id: int, quantity: int) -> None:
    """Set a line's pieces; the price of now counts as seen. Raises UnknownItem."""
    item = _item(holder, item_id)
    item.quantity = quantity
    for offer in catalog.views(offer_ids=[item.offer_id]):
        item.seen_price, item.name = offer.price, offer.name
    item.save(update_fields=["quantity", "seen_price", "name"])


@transaction.atomic(savepoint=False)
def remove(*, holder: Holder, item_id: int) -> None:
    """Take a line out; raises UnknownItem."""
    _item(holder, item_id).delete()


@transaction.atomic(savepoint=False)
def empty(*, holder: Holder) -> None:
    """Take everything out; an empty cart stays one."""
    cart = _locked(holder)
    if cart is not None:
        cart.items.all().delete()


@transaction.atomic(savepoint=False)
def claim(*, user_id: int, digest: str) -> None:
    """Move what lies in a guest's cart into the person's own, once; the guest's cart is gone afterwards."""
    guests = _locked(Holder(digest=digest))
    if guests is None:
        return
    own = _held(Holder(user_id=user_id))
    _merge(own, list(guests.items.order_by("id")))
    guests.delete()


@transaction.atomic(savepoint=False)
def refill(*, user_id: int, lines: Sequence[BasketLine]) -> None:
    """Add the lines of an old order to the person's cart; what is no longer sold is put in and shown as a problem."""
    cart = _held(Holder(user_id=user_id))
    offers = {offer.offer_id: offer for offer in catalog.views(offer_ids=[line.offer_id for line in lines])}
    _put(cart, [Wanted(offers[line.offer_id], line.quantity) for line in lines if line.offer_id in offers])


@transaction.atomic(savepoint=False)
def check_out(
    *, user_id: int, address: orders.Address, comment: str, expected_total: Decimal | None, language: str
) -> orders.OrderView:
    """Make the person's cart an order and close it, both or neither; raises CartEmpty and whatever placing raises."""
    basket = take(user_id=user_id)
    if basket is None:
        raise CartEmpty
    return orders.place(
        user_id=user_id,
        asks=[catalog.Ask(quantity=line.quantity, offer_id=line.offer_id) for line in basket.lines],
        address=address,
        comment=comment,
        expected_total=expected_total,
        language=language,
        cart_id=basket.cart_id,
    )


@transaction.atomic(savepoint=False)
def take(*, user_id: int) -> Basket | None:
    """Close the person's cart in the present transaction and return what was in it, lines by offer id."""
    cart = _locked(Holder(user_id=user_id))
    items = list(cart.items.order_by("offer_id")) if cart else []
    if cart is None or not items:
        return None
    Cart.objects.filter(pk=cart.pk).update(closed_at=timezone.now())
    return Basket(cart.pk, tuple(BasketLine(item.offer_id, item.product_id, item.quantity) for item in items))


@transaction.atomic(savepoint=False)
def forget_old() -> None:
    """Delete guests' carts that nobody touched for a month, and carts that became orders as long ago."""
    before = timezone.now() - KEPT
    Cart.objects.filter(user=None, updated_at__lt=before).delete()
    Cart.objects.filter(closed_at__lt=before).delete()


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


def _locked(holder: Holder) -> Cart | None:
    return Cart.objects.select_for_update().filter(closed_at=None, **holder.fields()).first()


def _held(holder: Holder) -> Cart:
    """Return the holder's open cart, locked, made if need be: of two that make one at once, one does."""
    for _attempt in range(MAKING_ATTEMPTS):
        if cart := _locked(holder):
            return cart
        # It may be there although it was not a moment ago, and be claimed or ordered before we hold it.
        Cart.objects.bulk_create([Cart(**holder.fields())], ignore_conflicts=True)
    raise Unavailable


def _item(holder: Holder, item_id: int) -> Item:
    cart = _locked(holder)
    item = Item.objects.filter(cart=cart, pk=item_id).first() if cart else None
    if item is None:
        raise UnknownItem
    _touch(item.cart_id)
    return item


def _touch(cart_id: int) -> None:
    Cart.objects.filter(pk=cart_id).update(updated_at=timezone.now())


def _put(cart: Cart, wanted: Sequence[Wanted]) -> None:
    lying = {item.offer_id: item for item in cart.items.all()}
    items = [_added(cart, lying.get(one.offer.offer_id), one) for one in wanted]
    if len(lying.keys() | {item.offer_id for item in items}) > MAX_LINES:
        raise CartFull(limit=MAX_LINES)
    _save(cart, items)


def _added(cart: Cart, item: Item | None, wanted: Wanted) -> Item:
    quantity = wanted.quantity + (item.quantity if item else 0)
    if quantity > MAX_PIECES:
        raise TooMany(field="quantity", limit=MAX_PIECES)
    return _fresh(cart, wanted.offer, quantity)


def _fresh(cart: Cart, offer: catalog.OfferView, quantity: int) -> Item:
    return Item(
        cart=cart,
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        name=offer.name,
        quantity=quantity,
        seen_price=offer.price,
    )


def _merge(own: Cart, guests: Sequence[Item]) -> None:
    lying = {item.offer_id: item.quantity for item in own.items.all()}
    stock = {offer.offer_id: offer.available for offer in catalog.views(offer_ids=[item.offer_id for item in guests])}
    room = MAX_LINES - len(lying)
    joining = [item for item in guests if item.offer_id in lying]
    joining += [item for item in guests if item.offer_id not in lying][:room]
    for item in joining:
        item.pk, item.cart = None, own
        item.quantity = merged(lying.get(item.offer_id, 0), item.quantity, stock.get(item.offer_id, 0))
    _save(own, joining)


def _save(cart: Cart, items: Sequence[Item]) -> None:
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["cart", "offer_id"],
        update_fields=["quantity", "seen_price", "name"],
    )
    _touch(cart.pk)
