"""What the catalogue does for the modules above: plain frozen values in and out, in the caller's transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Unpack

from modules.catalog.rules.arrivals import NewOffer, NewProduct, NewReview
from modules.catalog.rules.listed import Change, Comparison, Renamed, RowChange, TakenBack, Unmapped
from modules.catalog.rules.shown import ShownCategory, ShownGood
from modules.catalog.rules.values import (
    Applied,
    Ask,
    AttributeValue,
    GoodRow,
    Mode,
    OfferView,
    ProductName,
    Reservation,
    ReservedLine,
    Standing,
    SupplierTerms,
    SupplierView,
)
from modules.catalog.selectors import assortment as whole
from modules.catalog.selectors import joining, offers
from modules.catalog.selectors import products as shelf
from modules.catalog.selectors import skus as codes
from modules.catalog.selectors import suppliers as sellers
from modules.catalog.services import (
    filling,
    journal,
    pictures,
    price_lists,
    reserving,
    reviews,
    taking_back,
    thumbnails,
    trees,
)
from modules.catalog.services import suppliers as selling

__all__ = [
    "Applied",
    "Ask",
    "AttributeValue",
    "Change",
    "Comparison",
    "GoodRow",
    "Mode",
    "NewOffer",
    "NewProduct",
    "NewReview",
    "OfferView",
    "ProductName",
    "Renamed",
    "Reservation",
    "ReservedLine",
    "RowChange",
    "ShownCategory",
    "ShownGood",
    "Standing",
    "SupplierTerms",
    "SupplierView",
    "TakenBack",
    "Unmapped",
]


def views(*, offer_ids: Collection[int] = (), product_ids: Collection[int] = ()) -> list[OfferView]:
    """Return the offers with these ids and the best offers of these products, by offer id, in one query.

    Unknown ids are left out, a merged product's means what it is now. The price is in the view's own currency;
    `available` is what can still be bought.
    """
    return offers.views(offer_ids=offer_ids, product_ids=product_ids)


def offered(*, product_ids: Collection[int], supplier_ids: Collection[int]) -> list[OfferView]:
    """Return all offers of these products by these suppliers, retired ones too, by offer id, in one query."""
    return offers.offered(product_ids=product_ids, supplier_ids=supplier_ids)


def by_sku(skus: Collection[str], *, supplier_ids: Collection[int] | None = None) -> dict[str, list[OfferView]]:
    """Return the offers that each code may mean, in one query; a code that means nothing is left out.

    A code is an offer's external id or model, or its product's model or GTIN (a merged product's too). Its case does
    not matter, nor what cannot be seen of it; of several products those that are spelt just so go before the others.
    What names a product stands for its best offer. Those that are no longer sold are there only where none is sold;
    first comes what a product's best offer would be among them; at most 20 a code. With `supplier_ids` there are no
    other offers than theirs, and what names a product stands for all of these that are of it.
    """
    return codes.by_sku(skus, supplier_ids=supplier_ids)


def terms(supplier_ids: Collection[int]) -> dict[int, SupplierTerms]:
    """Return the delivery terms of these suppliers by id, in one query; unknown ids are left out."""
    return offers.terms(supplier_ids)


def reserve(asks: Sequence[Ask]) -> Reservation:
    """Put pieces aside for all the asks or for none, in the caller's transaction, which a refusal must undo.

    Raises UnknownOffer and DuplicateProduct (422), OfferUnavailable and SupplierClosed (409) and
    InsufficientStock (400, `details` naming every short line).
    """
    return reserving.reserve(asks=asks)


def release(lines: Sequence[tuple[int, int]]) -> None:
    """Give back what was reserved: (offer id, pieces). The caller sees to it that it happens once."""
    reserving.release(lines=lines)


def adjust(changes: Mapping[int, int], *, held: Mapping[int, int]) -> Reservation:
    """Put more pieces of these offers aside (above 0) or give so many back (below 0): all of it or nothing.

    For an order that is corrected, in the caller's transaction, which a refusal must undo. Returns what was put aside
    now. Raises UnknownOffer (422), OfferUnavailable and SupplierClosed (409), InsufficientStock (400) for those of
    which more is wanted: it tells what the order would hold and what it could, of which it has `held` (by offer id)
    already.
    """
    return reserving.adjust(changes=changes, held=held)


def ship(lines: Sequence[tuple[int, int]]) -> None:
    """Let reserved pieces leave the shelf: (offer id, pieces). What can be bought does not change."""
    reserving.ship(lines=lines)


def add_supplier(*, name: str) -> int:
    """Make a supplier that waits for approval and return its id."""
    return selling.add_supplier(name=name)


def approve_supplier(*, supplier_id: int) -> None:
    """Let a supplier in; nothing happens to one that is in. Raises NoSuchSupplier (404)."""
    selling.approve_supplier(supplier_id=supplier_id)


def set_accepting(*, supplier_id: int, accepting: bool) -> None:
    """Open or close a supplier: its offers stay to be seen, and can be ordered only while it is open.

    Raises NoSuchSupplier (404).
    """
    selling.set_accepting(supplier_id=supplier_id, accepting=accepting)


def set_terms(*, supplier_id: int, **terms: Unpack[selling.Terms]) -> None:
    """Change what is given of name, delivery, free_from and minimum (amounts in the supplier's currency).

    Raises NoSuchSupplier (404).
    """
    selling.set_terms(supplier_id=supplier_id, **terms)


def suppliers(*, status: Literal["pending", "approved"] | None = None) -> list[SupplierView]:
    """Return all suppliers, or those that wait for approval, or those that are in, by id."""
    return sellers.suppliers(status=status)


def apply_price_list(
    *,
    supplier_id: int,
    rows: Iterable[GoodRow],
    mode: Mode,
    named: Collection[str] = (),
    withdrawn: Collection[str] = (),
    look: Callable[[Comparison], None] | None = None,
    then: Callable[[Applied], None] = lambda applied: None,
    list_id: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Applied:
    """Make a supplier's list the truth about its offers, all of it or nothing, and return the counts.

    The rows are streamed in bounded memory; `progress` hears how many were read. Mode "full" retires the offers
    that the list leaves out, "update" leaves them; `named` are external ids that it names in rows of no use, whose
    offers stay as they are, `withdrawn` those whose offers are retired in either mode (both are looked at after the
    rows are drawn). `look` gets, before anything is written and
    outside any transaction, what the list would change, row by row; what it raises stops the list there. `then` gets
    the counts inside the merge's transaction: what it writes stands or falls with the merge, and what it raises undoes
    it. Under `list_id` what the list overwrites is kept, so that `take_back_list` can put it back. Readers see the old
    list or the new one. Call it outside any transaction, so that the merge is a short one. Raises NoSuchSupplier.
    """
    return price_lists.apply_price_list(
        supplier_id=supplier_id,
        rows=rows,
        mode=mode,
        named=named,
        withdrawn=withdrawn,
        look=look,
        then=then,
        list_id=list_id,
        progress=progress,
    )


def take_back_list(
    *, supplier_id: int, list_id: int, then: Callable[[TakenBack], None] = lambda done: None
) -> TakenBack:
    """Put back what the supplier's newest list overwrote, all of it or nothing, and return the counts.

    Offers that it made are retired, those that it retired come back; what was sold or reserved since stays so, and
    what others have changed since is theirs (`left`). `then` is as in `apply_price_list`. The caller sees to it that
    lists are taken back from the newest on, and that what was kept of this one is not forgotten. Raises NoSuchSupplier.
    """
    return taking_back.take_back_list(supplier_id=supplier_id, list_id=list_id, then=then)


def forget_lists(list_ids: Collection[int]) -> None:
    """Drop what is kept for taking these lists back."""
    journal.forget(list_ids)


def add_image(*, product_id: int, content: bytes, ending: str) -> int:
    """Add a picture ("png", "jpg", "webp", "gif" or "svg") behind the product's others, with its copies; return its id.

    To be called outside a transaction. The sender is trusted: what strangers upload is checked before. Raises NotFound.
    """
    image_id = pictures.add_image(product_id=product_id, content=content, ending=ending)
    # Who adds many by a program would else put as many jobs in front of everybody's mails.
    thumbnails.make_thumbnails(image_id=image_id)
    return image_id


def successors(product_ids: Collection[int]) -> dict[int, int]:
    """Return what those of these products that were merged into another one are now, by their old id."""
    return joining.successors(product_ids)


def record_receipt(*, user_id: int, product_ids: Collection[int]) -> None:
    """Remember that a person got these products, and so may review them; told twice, it is the same.

    Merged products count as what they are now; those that are gone are left out.
    """
    reviews.record_receipt(user_id=user_id, product_ids=product_ids)


def without_images(*, supplier_id: int) -> list[ProductName]:
    """Return the products a supplier offers that have no picture yet, by id."""
    return shelf.without_images(supplier_id=supplier_id)


def add_categories(paths: Sequence[Sequence[str]]) -> list[int]:
    """Return the ids of the categories at these paths of names from the top, in order; make those that are missing."""
    return trees.add_categories(paths=paths)


def fill(products: Iterable[NewProduct], *, progress: Callable[[int], None] | None = None, alone: bool = False) -> int:
    """Add a whole catalogue of products with their offers and return how many they were.

    They are streamed in bounded memory, 5,000 and a transaction at a time; `progress` hears how many were added.
    `alone` says that nobody uses the shop: it is closed until all are in, which takes a fraction of the time. The
    sender is trusted: categories and suppliers exist, texts fit their columns, (supplier, external id) is new, and
    the values of an attribute are of the type it has.
    """
    return filling.fill(products=products, progress=progress, alone=alone)


def last_external_id(*, supplier_id: int) -> str:
    """Return the supplier's greatest external id in the order of texts, or "" where it offers nothing."""
    return offers.last_external_id(supplier_id)


def known_ids(*, supplier_id: int, external_ids: Collection[str]) -> set[str]:
    """Return those of the external ids under which the supplier has an offer, be it a retired one."""
    return offers.known_ids(supplier_id, external_ids)


def assortment(*, supplier_id: int) -> Iterator[GoodRow]:
    """Yield what a supplier offers now, as its list would say it, by external id; read in pages, in bounded memory.

    The texts are the product's as they stand, the category is the supplier's own where its list has named one.
    """
    return whole.assortment(supplier_id)


def categories_of(*, supplier_id: int) -> dict[str, str]:
    """Return the categories of a supplier's living offers: its own key (else the shop's name) -> name."""
    return whole.categories_of(supplier_id)


def attribute_names(*, supplier_id: int) -> list[str]:
    """Return the names of all attributes that the goods of a supplier's living offers have, the oldest first."""
    return whole.attribute_names(supplier_id)


def showcase() -> Iterator[ShownGood]:
    """Yield every product that the lists show, by id; read in pages, in bounded memory."""
    return whole.showcase()


def shown_categories() -> list[ShownCategory]:
    """Return the categories that anybody may see, by id."""
    return whole.shown_categories()
