"""Offers changed by hand: what is written is the supplier's statement; `reserved` belongs to the orders."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.errors import NotFound
from modules.catalog.errors import PriceRequired
from modules.catalog.models.offers import Offer
from modules.catalog.models.suppliers import Supplier
from modules.catalog.services.refreshing import hold, refresh_products
from modules.catalog.services.suppliers import own_supplier


@transaction.atomic(savepoint=False)
def add_offer(*, supplier_id: int, product_id: int, external_id: str, price: Decimal, **fields: Any) -> int:
    """Make a supplier's offer for a product and return its id."""
    hold(Supplier._meta.db_table, [supplier_id])
    fields = {"currency": settings.CURRENCY} | fields
    offer = Offer.objects.create(
        supplier_id=supplier_id, product_id=product_id, external_id=external_id, price=price, **fields
    )
    refresh_products([product_id], lists=True)
    return offer.pk


@transaction.atomic(savepoint=False)
def change_offer(*, offer_id: int, **changes: Any) -> Offer:
    """Change what is given of price, price_rrp, quantity, model and retired; raises NotFound."""
    offer = Offer.objects.select_for_update(no_key=True).filter(pk=offer_id).first()
    if offer is None:
        raise NotFound
    moves = "retired" in changes
    if moves:
        changes["retired_at"] = (offer.retired_at or timezone.now()) if changes.pop("retired") else None
    for name, value in changes.items():
        setattr(offer, name, value)
    if changes:
        offer.save(update_fields=list(changes))
    refresh_products([offer.product_id], lists=moves)
    return offer


def price_by_house(*, product_id: int, price: Decimal | None = None, stock: int | None = None) -> None:
    """Make or change the house's own offer for a product; raises PriceRequired where there is none to change."""
    own = own_supplier()
    # The living one first: left to itself, Postgres has NULL at the end and SQLite at the beginning.
    living_first = F("retired_at").asc(nulls_first=True)
    found = Offer.objects.filter(supplier=own, product_id=product_id).order_by(living_first, "id").first()
    if found is not None:
        stated = {"price": price, "quantity": stock}
        given = {name: value for name, value in stated.items() if value is not None}
        change_offer(offer_id=found.pk, retired=False, **given)
    elif price is None:
        raise PriceRequired(field="price")
    else:
        named = f"product-{product_id}"
        add_offer(supplier_id=own.pk, product_id=product_id, external_id=named, price=price, quantity=stock or 0)
