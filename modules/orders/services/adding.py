"""Goods that a correction adds: they join the part of their supplier that is still on the shelf, at today's quote.

A part of its own would take the order back to where it began, so a supplier without such a part is refused.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from modules.catalog import public as catalog
from modules.catalog.errors import DuplicateProduct, UnknownOffer
from modules.orders.errors import MixedCurrencies, NoOpenPart, TotalTooLarge
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.quoting import MAX_TOTAL
from modules.orders.rules.states import RESERVING
from modules.orders.selectors.wanted import in_turn
from modules.orders.services.writing import line_of

FIELD = "add"


def pieces_of(asks: Sequence[catalog.Ask], parts: Sequence[Part], lines: Sequence[Line]) -> dict[int, int]:
    """Return how many pieces of which offers (by id) are asked for, in the order asked.

    A product that the order has from one supplier, on the shelf still, means more of just that; else the best of what
    the suppliers with an open part sell is meant, and its best offer of all where they do not. Read before anything is
    locked, since the locks must be taken in the order of all ids. Raises UnknownOffer, DuplicateProduct, NoOpenPart.
    """
    if not asks:
        return {}
    home = {part.supplier_id for part in parts if part.status in RESERVING}
    offers = _meant(_as_ordered(asks, parts, lines), home)
    if max(Counter(offer.offer_id for offer in offers).values()) > 1:
        raise DuplicateProduct(field=FIELD)
    _refuse_elsewhere({offer.supplier_id for offer in offers} - home)
    return {offer.offer_id: ask.quantity for ask, offer in zip(asks, offers, strict=True)}


def write_lines(order: Order, parts: Sequence[Part], taken: Sequence[catalog.ReservedLine]) -> list[Line]:
    """Write down what was put aside as lines of its suppliers' parts; raises MixedCurrencies, TotalTooLarge."""
    currencies = {order.currency, *(one.currency for one in taken)}
    if len(currencies) > 1:
        raise MixedCurrencies(field=FIELD, currencies=sorted(currencies))
    home = {part.supplier_id: part for part in parts}
    lines = [line_of(order, home[one.supplier_id], one) for one in taken]
    if any(line.total > MAX_TOTAL for line in lines):
        raise TotalTooLarge(field=FIELD)
    return Line.objects.bulk_create(lines)


def _as_ordered(asks: Sequence[catalog.Ask], parts: Sequence[Part], lines: Sequence[Line]) -> list[catalog.Ask]:
    wanted = [ask.product_id for ask in asks if ask.product_id]
    if not wanted:
        return list(asks)
    merged, products = catalog.successors(wanted), _products(parts, lines)
    times = Counter(products.values())
    ordered = {product_id: offer_id for offer_id, product_id in products.items() if times[product_id] == 1}
    known = [(ask, ordered.get(merged.get(ask.product_id or 0, ask.product_id or 0))) for ask in asks]
    return [replace(ask, product_id=None, offer_id=offer_id) if offer_id else ask for ask, offer_id in known]


def _products(parts: Sequence[Part], lines: Sequence[Line]) -> dict[int, int]:
    """Return the products of the offers on the shelf still, as they are now: some were merged or split meanwhile."""
    shelved = {part.pk for part in parts if part.status in RESERVING}
    offers = {line.offer_id: line.product_id for line in lines if line.part_id in shelved}
    return offers | {id: offer.product_id for id, offer in _by_offer(list(offers)).items()}


def _meant(asks: Sequence[catalog.Ask], home: set[int]) -> list[catalog.OfferView]:
    by_offer = _by_offer([ask.offer_id for ask in asks if ask.offer_id])
    by_product = _best_offers([ask.product_id for ask in asks if ask.product_id], home)
    found = [by_offer.get(ask.offer_id or 0) or by_product.get(ask.product_id or 0) for ask in asks]
    if unknown := [ask.offer_id or ask.product_id for ask, offer in zip(asks, found, strict=True) if not offer]:
        raise UnknownOffer(field=FIELD, ids=", ".join(map(str, unknown)))
    return [offer for offer in found if offer]


def _best_offers(ids: Sequence[int], home: set[int]) -> dict[int, catalog.OfferView]:
    """Return the offers that products mean, by the ids that they go by or went by before they were merged."""
    if not ids:
        return {}
    merged = catalog.successors(ids)
    now = {id: merged.get(id, id) for id in ids}
    wanted = set(now.values())
    theirs = in_turn(catalog.offered(product_ids=wanted, supplier_ids=home)) if home else []
    best = {offer.product_id: offer for offer in (*catalog.views(product_ids=wanted), *reversed(theirs))}
    return {id: best[product] for id, product in now.items() if product in best}


def _by_offer(ids: Sequence[int]) -> dict[int, catalog.OfferView]:
    return {offer.offer_id: offer for offer in catalog.views(offer_ids=ids)} if ids else {}


def _refuse_elsewhere(elsewhere: set[int]) -> None:
    if elsewhere:
        names = sorted(one.name for one in catalog.terms(elsewhere).values())
        raise NoOpenPart(supplier=", ".join(names))
