"""Many lines at once by their SKUs, as somebody pastes them from a sheet: each is judged by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from modules.cart.rules import Contents, Holder, SkuLineStatus
from modules.cart.services.holding import contents_of, held, line, put
from modules.catalog import public as catalog

MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What becomes of one line: `offer` is the one it means, `candidates` what it may mean.

    It is "added" until something speaks against it; with something against it already it may have no quantity.
    """

    sku: str
    quantity: int | None
    status: SkuLineStatus
    offer: catalog.OfferView | None = None
    candidates: tuple[catalog.OfferView, ...] = ()


@transaction.atomic(savepoint=False)
def add_by_sku(*, holder: Holder, lines: Sequence[QuickLine]) -> list[QuickLine]:
    """Put the pieces of SKUs into the cart, as many of the lines as can be, and return what became of each, in order.

    Lines that are refused already are returned as they are.
    What a code means is said by `catalog.public.by_sku`: of one product's offers the best is taken, several products
    are asked about. Lines of one offer add up. More than is in stock is taken.
    """
    meant = catalog.by_sku({line.sku for line in lines if line.status == "added"})
    named = [_named(line, meant) if line.status == "added" else line for line in lines]
    return _put(holder, named) if any(one.status == "added" for one in named) else named


def _named(line: QuickLine, meant: Mapping[str, Sequence[catalog.OfferView]]) -> QuickLine:
    """Return the line as far as the catalogue alone can judge it."""
    offers = meant.get(line.sku, ())
    if not offers:
        return replace(line, status="unknown_sku")
    if offers[0].standing == "unavailable":
        return replace(line, status="unavailable", offer=offers[0])
    if len({offer.product_id for offer in offers}) > 1:
        return replace(line, status="ambiguous_sku", candidates=tuple(offers[:MOST_CANDIDATES]))
    return replace(line, offer=offers[0])


def _put(holder: Holder, named: Sequence[QuickLine]) -> list[QuickLine]:
    cart = held(holder)
    contents = contents_of(cart)
    judged = [_fitted(one, contents) for one in named]
    offers = {one.offer.offer_id: one.offer for one in judged if one.offer and one.status == "added"}
    if offers:
        put(cart, [line(cart, offer, contents.pieces[id]) for id, offer in offers.items()], seen_now=True)
    return judged


def _fitted(one: QuickLine, contents: Contents) -> QuickLine:
    if one.offer is None or one.quantity is None or one.status != "added":
        return one
    return replace(one, status=contents.add(one.offer.offer_id, one.quantity))
