"""Products by hand: what a card says, and the house's own price and shelf."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction

from modules.catalog.models.categories import Category
from modules.catalog.models.products import Product
from modules.catalog.rules.texts import make_key, name_key, slug_of
from modules.catalog.rules.values import AttributeValue
from modules.catalog.selectors.categories import category_named
from modules.catalog.selectors.joining import missing
from modules.catalog.services.attributes import set_attributes
from modules.catalog.services.offers import price_by_house
from modules.catalog.services.pictures import set_pictures
from modules.catalog.services.refreshing import hold, refresh_products
from modules.catalog.services.wording import read_words


@transaction.atomic(savepoint=False)
def add_product(
    *,
    name: str,
    category: int | str,
    price: Decimal | None = None,
    stock: int = 0,
    attributes: Mapping[str, AttributeValue] | None = None,
    images: Sequence[int | str] | None = None,
    **texts: Any,
) -> int:
    """Make a product, with the house's own offer where a price is given, and return its id.

    `images` are ids of pictures that were sent ahead, in their order. Raises CategoryUnknown, AttributeTypeMismatch
    and UnknownPicture (422), TooManyPictures (409).
    """
    product = Product(name=name, category_id=_held(category), slug=uuid4().hex, **texts)
    _read(product)
    product.save(force_insert=True)
    product.slug = product_slug(product.name, product.pk)
    product.save(update_fields=["slug"])
    read_words([product.pk])
    if attributes:
        set_attributes(product_id=product.pk, values=attributes)
    if images:
        set_pictures(product_id=product.pk, names=images)
    if price is not None:
        price_by_house(product_id=product.pk, price=price, stock=stock)
    refresh_products([product.pk], lists=True)
    return product.pk


@transaction.atomic(savepoint=False)
def change_product(
    *,
    product_id: int,
    category: int | str | None = None,
    price: Decimal | None = None,
    stock: int | None = None,
    attributes: Mapping[str, AttributeValue] | None = None,
    images: Sequence[int | str] | None = None,
    **texts: Any,
) -> None:
    """Change what is given; `attributes` and `images` are all of them. `texts` are columns of the card itself, and
    `is_active`.

    Raises NotFound, CategoryUnknown, AttributeTypeMismatch, PriceRequired, UnknownPicture and TooManyPictures.
    """
    _refuse_missing(product_id)
    if category is not None:
        texts["category_id"] = _held(category)
    # Offers before products: that is the order in which everybody locks.
    if price is not None or stock is not None:
        price_by_house(product_id=product_id, price=price, stock=stock)
    if texts:
        _write(product_id, texts)
    if attributes is not None:
        set_attributes(product_id=product_id, values=attributes)
    if images is not None:
        set_pictures(product_id=product_id, names=images)
    refresh_products([product_id], lists=bool(texts) or attributes is not None)


def hide_product(*, product_id: int) -> None:
    """Take a product out of lists and details; carts and orders keep their lines. Raises NotFound."""
    change_product(product_id=product_id, is_active=False)


def product_slug(name: str, product_id: int) -> str:
    """Return the address of a product: its name, and its id, which makes it nobody else's."""
    return f"{slug_of(name)}-{product_id}"


def _read(product: Product) -> None:
    """Set what is kept of a product's own texts."""
    product.name_key = name_key(product.name)
    product.make_key = make_key(product.brand, product.model)


def _write(product_id: int, texts: Mapping[str, Any]) -> None:
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise missing(product_id)  # merged into another one since we looked
    for name, value in texts.items():
        setattr(product, name, value)
    _read(product)
    product.save(update_fields=[*texts, "name_key", "make_key"])
    read_words([product_id])


def _held(category: int | str) -> int:
    found = category_named(category)
    hold(Category._meta.db_table, [found.pk])
    return found.pk


def _refuse_missing(product_id: int) -> None:
    if not Product.objects.filter(pk=product_id).exists():
        raise missing(product_id)
