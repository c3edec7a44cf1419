"""Placing an order: reserve, freeze, announce, in one transaction and a handful of statements."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from core.accounts import public as accounts
from core.cache import bump
from core.errors import NotFound
from core.events.bus import publish
from core.money import rounded
from modules.catalog import public as catalog
from modules.orders.errors import (
    AddressGivenTwice,
    AddressRequired,
    BelowMinimum,
    CartEmpty,
    MixedCurrencies,
    PriceChanged,
    TotalTooLarge,
    UnknownContact,
)
from modules.orders.events import OrderPlaced
from modules.orders.models.orders import Line, Order, Part, Step
from modules.orders.ports import basket_of
from modules.orders.rules.addresses import Address, search_text
from modules.orders.rules.quoting import MAX_TOTAL, Quote, Share, quote
from modules.orders.rules.states import Status
from modules.orders.selectors.orders import OrderView, view
from modules.orders.services.writing import Draft, line_of, write

type Terms = Mapping[int, catalog.SupplierTerms]


@transaction.atomic(savepoint=False)
def place(
    *,
    user_id: int,
    asks: Sequence[catalog.Ask],
    address: Address,
    comment: str,
    expected_total: Decimal | None,
    language: str,
    cart_id: int | None = None,
) -> OrderView:
    """Reserve the goods and write the order down as it was agreed.

    Raises what `catalog.public.reserve` raises, MixedCurrencies, TotalTooLarge, BelowMinimum, PriceChanged,
    and CartEmpty where the cart was ordered already.
    """
    taken = catalog.reserve(asks)
    terms = {supplier.id: supplier for supplier in taken.suppliers}
    cost = quote(taken.lines, terms)
    currency = _one_currency(taken)
    _check(cost, terms, currency, expected_total)
    order = Order(
        user_id=user_id,
        currency=currency,
        subtotal=cost.subtotal,
        delivery=cost.delivery,
        total=cost.total,
        address=address.plain(),
        comment=comment,
        language=language,
        cart_id=cart_id,
        search_text=search_text(address),
        vat_rate=settings.VAT_RATE,
    )
    draft = Draft(order, *_shared_out(order, taken, cost), _beginning(order))
    write(draft)
    publish(OrderPlaced(order.pk, user_id))
    bump(f"orders.user:{user_id}", "orders.all")
    return view(order, draft.parts, draft.lines)


@transaction.atomic(savepoint=False)
def place_cart(
    *, user_id: int, address: Address, comment: str, expected_total: Decimal | None, language: str
) -> OrderView:
    """Order what is in the person's cart; whoever keeps carts closes it in this same transaction."""
    basket = basket_of(user_id)
    if basket is None:
        raise CartEmpty
    return place(
        user_id=user_id,
        asks=[catalog.Ask(quantity=line.quantity, offer_id=line.offer_id) for line in basket.lines],
        address=address,
        comment=comment,
        expected_total=expected_total,
        language=language,
        cart_id=basket.cart_id,
    )


def address_for(*, user_id: int, contact_id: int | None, address: Address | None) -> Address:
    """Return the address given or that of the person's contact.

    Raises AddressRequired where neither is given, AddressGivenTwice where both are, UnknownContact.
    """
    if contact_id is None:
        if address is None:
            raise AddressRequired(field="address")
        return address
    if address is not None:
        raise AddressGivenTwice(field="address")
    try:
        found = accounts.contact(user_id, contact_id)
    except NotFound:
        raise UnknownContact(field="contact_id") from None
    return Address(**{name: getattr(found, name) for name in Address.__dataclass_fields__})


def _one_currency(taken: catalog.Reservation) -> str:
    currencies = {line.currency for line in taken.lines}
    if len(currencies) != 1:
        raise MixedCurrencies(field="items", currencies=sorted(currencies))
    return currencies.pop()


def _check(cost: Quote, terms: Terms, currency: str, expected_total: Decimal | None) -> None:
    if cost.total > MAX_TOTAL:
        raise TotalTooLarge(field="items")
    _check_minimums(cost, terms, currency)
    if expected_total is not None and expected_total != cost.total:
        sums = {name: str(getattr(cost, name)) for name in ("subtotal", "delivery", "total")}
        raise PriceChanged(**sums, currency=currency, expected_total=str(expected_total))


def _check_minimums(cost: Quote, terms: Terms, currency: str) -> None:
    shop = rounded(Decimal(str(settings.MIN_ORDER_AMOUNT)))
    if cost.subtotal < shop:
        raise BelowMinimum(field="items", supplier_id=None, supplier=None, **_short(cost.subtotal, shop, currency))
    for share in cost.shares:
        if share.below_minimum:
            whose = {"supplier_id": share.supplier_id, "supplier": terms[share.supplier_id].name}
            facts = whose | _short(share.subtotal, share.minimum, currency)
            raise BelowMinimum(BelowMinimum.of_supplier, field="items", **facts)


def _short(subtotal: Decimal, minimum: Decimal, currency: str) -> dict[str, Any]:
    return {"subtotal": str(subtotal), "minimum": str(minimum), "currency": currency}


def _shared_out(order: Order, taken: catalog.Reservation, cost: Quote) -> tuple[list[Part], list[Line]]:
    terms = {supplier.id: supplier for supplier in taken.suppliers}
    parts = {share.supplier_id: _part(order, share, terms[share.supplier_id]) for share in cost.shares}
    return list(parts.values()), [line_of(order, parts[line.supplier_id], line) for line in taken.lines]


def _beginning(order: Order) -> Step:
    return Step(order=order, to_status=Status.PENDING, by_id=order.user_id, at=order.created_at)


def _part(order: Order, share: Share, terms: catalog.SupplierTerms) -> Part:
    return Part(
        order=order,
        supplier_id=share.supplier_id,
        supplier_name=terms.name,
        subtotal=share.subtotal,
        delivery=share.delivery,
        flat_rate=terms.delivery,
        free_from=terms.free_from,
        moved_at=order.created_at,
    )
