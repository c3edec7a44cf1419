"""What the codes mean that a clerk types to add goods to an order."""

from collections.abc import Collection, Mapping, Sequence

from modules.catalog import public as catalog
from modules.orders.models.orders import Line
from modules.orders.rules.codes import gtins, product_number

type Meaning = dict[str, list[catalog.OfferView]]


def meant(codes: Collection[str], lines: Sequence[Line], *, supplier_ids: Collection[int]) -> Meaning:
    """Return what each code may mean: a SKU, a model or a GTIN, or, behind a #, the number of a product.

    What these suppliers offer is meant, and what others do only where none of it goes by the code; what `lines` of the
    order went by when it was placed means them still. A number without its # is a product's where nothing goes by it.
    What a product means comes in the order in which one buys.
    """
    numbers = {code: number for code in codes if (number := product_number(code)) is not None}
    words = {code for code in codes if code not in numbers or not code.startswith("#")}
    found = _by_word(words, lines, supplier_ids) if words else {}
    return found | _by_number({code: number for code, number in numbers.items() if code not in found}, supplier_ids)


def _by_word(codes: Collection[str], lines: Sequence[Line], supplier_ids: Collection[int]) -> Meaning:
    ordered, theirs = _ordered(codes, lines), catalog.by_sku(codes, supplier_ids=supplier_ids)
    both = {code: {one.offer_id: one for one in (*ordered[code], *theirs.get(code, ()))} for code in codes}
    found = {code: list(offers.values()) for code, offers in both.items() if offers}
    left = [code for code in codes if code not in found]
    return found | (catalog.by_sku(left) if left else {})


def _ordered(codes: Collection[str], lines: Sequence[Line]) -> Meaning:
    named = {code: [line.offer_id for line in lines if _goes_by(line, code)] for code in codes}
    ids = {id for some in named.values() for id in some}
    offers = {offer.offer_id: offer for offer in (catalog.views(offer_ids=ids) if ids else ())}
    return {code: [offers[id] for id in some if id in offers] for code, some in named.items()}


def _goes_by(line: Line, code: str) -> bool:
    return line.gtin in gtins(code) or code.casefold() in {
        known.casefold() for known in (line.sku, line.model) if known
    }


def _by_number(numbers: Mapping[str, int], supplier_ids: Collection[int]) -> Meaning:
    if not numbers:
        return {}
    merged = catalog.successors(numbers.values())
    now = {code: merged.get(number, number) for code, number in numbers.items()}
    ids = set(now.values())
    theirs, best = catalog.offered(product_ids=ids, supplier_ids=supplier_ids), catalog.views(product_ids=ids)
    found = {code: _first_of(id, in_turn(theirs), theirs, best) for code, id in now.items()}
    return {code: offers for code, offers in found.items() if offers}


def in_turn(offers: Sequence[catalog.OfferView]) -> list[catalog.OfferView]:
    """Return those of several offers that are sold, as one buys them: the cheapest that is there first."""
    sold = [offer for offer in offers if offer.standing != "unavailable"]
    return sorted(sold, key=lambda one: (one.standing != "ok", not one.available, one.price, one.offer_id))


def _first_of(product_id: int, *several: Sequence[catalog.OfferView]) -> list[catalog.OfferView]:
    """Return what the first of several lists that has something has of a product."""
    of_product = ([offer for offer in some if offer.product_id == product_id] for some in several)
    return next(filter(None, of_product), [])
