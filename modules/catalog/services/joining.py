"""Two products that are one thing become one; offers that are another thing get a product of their own.

Offers keep their ids, so carts, orders and the next price lists find them where they are now. Offers are locked
before products, and both in the order of their ids, as everywhere (see `refreshing`).
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet

from core.events.bus import publish
from modules.catalog.errors import NothingLeft, UnknownOffer
from modules.catalog.events import ProductsMerged, ProductSplit
from modules.catalog.models.categories import WAITING, Category
from modules.catalog.models.images import ProductImage
from modules.catalog.models.merged import MergedProduct
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Receipt, Review
from modules.catalog.rules.joining import joined
from modules.catalog.selectors.joining import cards, missing, repeated
from modules.catalog.services.products import add_product, change_product
from modules.catalog.services.rating import rate_product
from modules.catalog.services.refreshing import bump_products, hold, refresh_products


@transaction.atomic(savepoint=False)
def merge_products(*, product_id: int, others: Sequence[int], by: int | None = None) -> None:
    """Make the others one with a product: it takes their offers, pictures, reviews, and what it did not say itself.

    They are gone then; their ids, GTINs, brands and models lead to it. A person's second review goes with them.
    Raises NotFound, ProductMerged (404) and MergedIntoItself (422).
    """
    others = list(dict.fromkeys(others))
    # Before the products, as whoever hides a category does.
    hold(Category._meta.db_table, set(_all(product_id, others).values_list("category_id", flat=True)))
    _lock([product_id, *others])
    kept, *merged = cards(product_id, others)
    result = joined(kept, merged)
    gained: dict[str, Any] = dict(result.texts) | _place(product_id, others)
    _remember(product_id, others, by)
    _move(product_id, others)
    Product.objects.filter(pk__in=others).delete()
    change_product(product_id=product_id, attributes=result.values, **gained)
    rate_product(product_id=product_id)
    bump_products(others, lists=True)
    publish(ProductsMerged(product_id, tuple(others)))


@transaction.atomic(savepoint=False)
def split_product(*, product_id: int, offer_ids: Collection[int], name: str = "") -> int:
    """Make a product of its own of some of a product's offers and return its id.

    It says what the old one says, but for the codes that lead to a thing (GTIN, model), the pictures and the reviews;
    each supplier's next list writes its own texts over that. Raises NotFound, UnknownOffer (422), NothingLeft (409).
    """
    _lock([product_id])
    product = Product.objects.filter(pk=product_id).first()
    if product is None:
        raise missing(product_id)
    _refuse_wrong_choice(product_id, set(offer_ids))
    new_id = add_product(
        name=name or product.name,
        category=product.category_id,
        attributes=cards(product_id)[0].values,
        description=product.description,
        brand=product.brand,
        vat_rate=product.vat_rate,
        is_active=product.is_active,
    )
    Offer.objects.filter(pk__in=offer_ids).update(product=new_id, stated="")
    refresh_products([product_id, new_id], lists=True)
    publish(ProductSplit(product_id, new_id, tuple(sorted(offer_ids))))
    return new_id


def _all(product_id: int, others: Sequence[int]) -> QuerySet[Product]:
    return Product.objects.filter(pk__in=[product_id, *others])


def _place(product_id: int, others: Sequence[int]) -> dict[str, int]:
    """Where a product that waits for a category goes: the first of the others that has one knows."""
    if not Product.objects.filter(pk=product_id, category__slug=WAITING).exists():
        return {}
    placed = Product.objects.filter(pk__in=others).exclude(category__slug=WAITING)
    found = placed.order_by("pk").values_list("category_id", flat=True).first()
    return {} if found is None else {"category": found}


def _lock(product_ids: Collection[int]) -> None:
    # The products as whoever deletes them does: who is just adding something to one comes first, or too late.
    offers = Offer.objects.select_for_update(no_key=True).filter(product__in=product_ids)
    list(offers.order_by("pk").values_list("pk"))
    list(Product.objects.select_for_update().filter(pk__in=product_ids).order_by("pk").values_list("pk"))


def _remember(product_id: int, others: Sequence[int], by: int | None) -> None:
    MergedProduct.objects.filter(into__in=others).update(into=product_id)
    rows = Product.objects.filter(pk__in=others).values("id", "name", "gtin", "make_key")
    MergedProduct.objects.bulk_create(MergedProduct(into_id=product_id, by_id=by, **row) for row in rows)


def _move(product_id: int, others: Sequence[int]) -> None:
    Offer.objects.filter(product__in=others).update(product=product_id)
    last = ProductImage.objects.filter(product=product_id).aggregate(last=Max("position"))["last"]
    for other in others:
        behind = 0 if last is None else last + 1
        moved = ProductImage.objects.filter(product=other)
        last = moved.aggregate(last=Max("position"))["last"]
        last = behind + last if last is not None else behind - 1
        moved.update(product=product_id, position=F("position") + behind)
    for kind, whose in ((Receipt, "user_id"), (Review, "author_id")):
        spare = repeated(kind, whose, [product_id, *others])
        kind._default_manager.filter(product__in=others).exclude(pk__in=spare).update(product=product_id)


def _refuse_wrong_choice(product_id: int, offer_ids: set[int]) -> None:
    theirs = set(Offer.objects.filter(product=product_id).values_list("pk", flat=True))
    if unknown := sorted(offer_ids - theirs):
        raise UnknownOffer(field="offer_ids", ids=", ".join(map(str, unknown)))
    if theirs == offer_ids:
        raise NothingLeft
