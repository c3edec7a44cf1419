"""A small shop for the tests of orders and carts: suppliers with terms, goods on their shelves."""

import itertools
from decimal import Decimal
from typing import Any

import pytest

from modules.catalog import public as catalog
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product

# For tests of refusals: one undoes a whole transaction, which the one usually put around a test does not survive.
refusing = pytest.mark.django_db(transaction=True)
_numbers = itertools.count(1)
ADDRESS = {"city": "Казань", "street": "Баумана", "house": "7", "phone": "+7 900 111-22-33", "recipient": "Пётр Ёлкин"}


def supplier(name: str = "Вектор", **terms: Any) -> int:
    """Make an approved supplier; `delivery`, `free_from`, `minimum` as given."""
    id = catalog.add_supplier(name=name)
    catalog.approve_supplier(supplier_id=id)
    if terms:
        catalog.set_terms(supplier_id=id, **{key: Decimal(value) for key, value in terms.items()})
    return id


def goods(
    *, price: str = "100.00", quantity: int = 10, name: str = "Чайник", supplier_id: int | None = None, **fields: Any
) -> Offer:
    """Put a new product on a supplier's shelf and return its one offer."""
    n = next(_numbers)
    category, _ = Category.objects.get_or_create(slug="all", defaults={"name": "Всё"})
    product = Product.objects.create(
        category=category, name=name, slug=f"p{n}", price=Decimal(price), in_stock=True, is_listed=True
    )
    offer = Offer.objects.create(
        supplier_id=supplier_id or supplier(f"Поставщик {n}"),
        product=product,
        external_id=fields.pop("external_id", str(n)),
        price=Decimal(price),
        quantity=quantity,
        **fields,
    )
    Product.objects.filter(pk=product.pk).update(best_offer_id=offer.pk)
    return offer


def shelf(offer: Offer) -> tuple[int, int]:
    """Return (quantity, reserved) of an offer as they stand."""
    offer.refresh_from_db()
    return offer.quantity, offer.reserved


def order_body(*lines: tuple[Offer, int], **more: Any) -> dict[str, Any]:
    """Return the body of a POST to orders/ for these lines."""
    items = [{"offer_id": offer.pk, "quantity": quantity} for offer, quantity in lines]
    return {"items": items, "address": ADDRESS, **more}
