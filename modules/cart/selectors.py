"""The cart as it stands against the catalogue of this moment: four queries, however many lines."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from django.conf import settings
from django.utils import timezone
from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from core.money import MoneyAmount as Amount
from core.money import rounded
from modules.cart.models import Cart, Item
from modules.cart.rules import Holder
from modules.catalog import public as catalog
from modules.orders import public as orders

type CartProblemCode = Literal[
    "below_minimum",
    "insufficient_stock",
    "left_behind",
    "mixed_currencies",
    "price_changed",
    "supplier_closed",
    "unavailable",
]
WHERE_KNOWN = Field(exclude_if=lambda value: value is None)
# Fields with a default are there all the same.
NOTHING = Decimal("0.00")
ALWAYS_THERE = ConfigDict(json_schema_serialization_defaults_required=True)


@dataclass(frozen=True, slots=True)
class CartSupplier:
    """A supplier as a cart names it."""

    id: int
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class CartItem:
    """One line at today's price; `available` is how many pieces can be bought now.

    `sku` is what the supplier calls the offer, "" where that is not known any more.
    """

    id: int
    offer_id: int
    product_id: int
    name: str
    sku: str
    supplier: CartSupplier | None
    price: Amount
    quantity: int
    total: Amount
    available: int


@dataclass(frozen=True, slots=True)
class CartGroup:
    """One supplier's lines, what they come to, and how much more makes an order, and its delivery free.

    `to_minimum` and `to_free_delivery` are "0.00" once that is so; the latter is null where delivery never is.
    """

    supplier: CartSupplier
    items: list[CartItem]
    subtotal: Amount
    delivery: Amount
    minimum: Amount
    to_minimum: Amount
    free_from: Amount | None
    to_free_delivery: Amount | None


@dataclass(frozen=True, slots=True)
class CartProblem:
    """What stands in the way of ordering, or has changed since the line was put in.

    `left_behind`: so many `lines` of a guest's cart found no room in one's own; they lie under the `token` still.
    """

    __pydantic_config__: ClassVar = ALWAYS_THERE

    code: CartProblemCode
    item_id: int | None = None
    supplier_id: int | None = None
    was: Annotated[Amount | SkipJsonSchema[None], WHERE_KNOWN] = None
    now: Annotated[Amount | SkipJsonSchema[None], WHERE_KNOWN] = None
    available: Annotated[int | SkipJsonSchema[None], WHERE_KNOWN] = None
    requested: Annotated[int | SkipJsonSchema[None], WHERE_KNOWN] = None
    subtotal: Annotated[Amount | SkipJsonSchema[None], WHERE_KNOWN] = None
    minimum: Annotated[Amount | SkipJsonSchema[None], WHERE_KNOWN] = None
    lines: Annotated[int | SkipJsonSchema[None], WHERE_KNOWN] = None


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as its holder sees it; lines that are no longer sold are shown and not counted.

    `minimum` is the shop's own, beside those of its suppliers; `to_minimum` is what is missing to it. `token` is a
    guest's; signed in it is null, but while lines that found no room are left behind under it: send it on until then.
    """

    __pydantic_config__: ClassVar = ALWAYS_THERE

    id: int | None
    items: list[CartItem]
    groups: list[CartGroup]
    subtotal: Amount
    delivery: Amount
    total: Amount
    currency: str
    problems: list[CartProblem]
    minimum: Amount = NOTHING
    to_minimum: Amount = NOTHING
    token: str | None = None


def living_since(holder: Holder) -> datetime:
    """Return when a holder's cart must have been touched last not to count as gone, swept or not."""
    kept: timedelta = settings.CART_TTL if holder.user_id else settings.CART_GUEST_TTL
    return timezone.now() - kept if kept else datetime.min.replace(tzinfo=UTC)


def open_cart(holder: Holder) -> Cart | None:
    """Return the holder's open cart, or None where there is none yet, or none any more."""
    living = Cart.objects.filter(closed_at=None, updated_at__gte=living_since(holder))
    return living.filter(**holder.fields()).first()


def cart_of(holder: Holder) -> CartView:
    """Return the holder's cart as it stands now; an empty one is not written down."""
    cart = open_cart(holder)
    items = list(cart.items.order_by("id")) if cart else []
    return _view(cart.pk if cart else None, items)


def suppliers(ids: Collection[int]) -> dict[int, CartSupplier]:
    """Return these suppliers as a cart names them, by id."""
    return {id: _supplier(terms) for id, terms in catalog.terms(ids).items()} if ids else {}


def _view(id: int | None, items: Sequence[Item]) -> CartView:
    offers = _offers(items)
    terms = catalog.terms({offer.supplier_id for offer in offers.values()}) if offers else {}
    lines = [_line(item, offers.get(item.offer_id), terms) for item in items]
    sold = [_Counted(offers[item.offer_id], item.quantity) for item in items if _is_sold(offers.get(item.offer_id))]
    cost = orders.quote(sold, terms)
    return CartView(
        id=id,
        items=lines,
        groups=_groups(lines, cost, terms),
        subtotal=cost.subtotal,
        delivery=cost.delivery,
        total=cost.total,
        currency=sold[0].currency if sold else settings.CURRENCY,
        problems=[*_line_problems(items, offers), *_sum_problems(cost, sold)],
        minimum=_shops_minimum(),
        to_minimum=max(_shops_minimum() - cost.subtotal, NOTHING),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """A line as `orders.public.quote` takes it."""

    offer: catalog.OfferView
    quantity: int

    @property
    def supplier_id(self) -> int:
        return self.offer.supplier_id

    @property
    def price(self) -> Decimal:
        return self.offer.price

    @property
    def currency(self) -> str:
        return self.offer.currency


def _offers(items: Sequence[Item]) -> dict[int, catalog.OfferView]:
    asked = [item.offer_id for item in items]
    return {offer.offer_id: offer for offer in catalog.views(offer_ids=asked)} if asked else {}


def _is_sold(offer: catalog.OfferView | None) -> bool:
    return offer is not None and offer.standing != "unavailable"


def _line(item: Item, offer: catalog.OfferView | None, terms: Mapping[int, catalog.SupplierTerms]) -> CartItem:
    price = offer.price if offer else item.seen_price
    return CartItem(
        id=item.pk,
        offer_id=item.offer_id,
        product_id=offer.product_id if offer else item.product_id,  # another one since products were merged or split
        name=offer.name if offer else item.name,
        sku=offer.sku if offer else "",
        supplier=_supplier(terms[offer.supplier_id]) if offer else None,
        price=price,
        quantity=item.quantity,
        total=orders.line_total(price, item.quantity),
        available=offer.available if offer and offer.standing == "ok" else 0,
    )


def _supplier(terms: catalog.SupplierTerms) -> CartSupplier:
    return CartSupplier(terms.id, terms.name, terms.slug)


def _groups(
    lines: Sequence[CartItem], cost: orders.Quote, terms: Mapping[int, catalog.SupplierTerms]
) -> list[CartGroup]:
    shares = {share.supplier_id: share for share in cost.shares}
    theirs = defaultdict[int, list[CartItem]](list)
    for line in lines:
        if line.supplier:
            theirs[line.supplier.id].append(line)
    return [_group(terms[id], theirs[id], shares.get(id)) for id in sorted(theirs)]


def _group(terms: catalog.SupplierTerms, lines: list[CartItem], share: orders.Share | None) -> CartGroup:
    subtotal = share.subtotal if share else NOTHING
    return CartGroup(
        supplier=_supplier(terms),
        items=lines,
        subtotal=subtotal,
        delivery=share.delivery if share else NOTHING,
        minimum=terms.minimum,
        to_minimum=max(terms.minimum - subtotal, NOTHING),
        free_from=terms.free_from,
        to_free_delivery=None if terms.free_from is None else max(terms.free_from - subtotal, NOTHING),
    )


def _line_problems(items: Sequence[Item], offers: Mapping[int, catalog.OfferView]) -> Iterator[CartProblem]:
    for item in items:
        offer = offers.get(item.offer_id)
        if offer is None or offer.standing == "unavailable":
            yield CartProblem("unavailable", item.pk)
            continue
        if offer.standing == "supplier_closed":
            yield CartProblem("supplier_closed", item.pk, offer.supplier_id)
        elif offer.available < item.quantity:
            yield CartProblem("insufficient_stock", item.pk, available=offer.available, requested=item.quantity)
        if offer.price != item.seen_price:
            yield CartProblem("price_changed", item.pk, was=item.seen_price, now=offer.price)


def _sum_problems(cost: orders.Quote, sold: Sequence[_Counted]) -> Iterator[CartProblem]:
    for share in cost.shares:
        if share.below_minimum:
            yield CartProblem(
                "below_minimum", supplier_id=share.supplier_id, subtotal=share.subtotal, minimum=share.minimum
            )
    if sold and cost.subtotal < _shops_minimum():
        yield CartProblem("below_minimum", subtotal=cost.subtotal, minimum=_shops_minimum())
    if len({line.currency for line in sold}) > 1:
        yield CartProblem("mixed_currencies")


def _shops_minimum() -> Decimal:
    return rounded(Decimal(str(settings.MIN_ORDER_AMOUNT)))
