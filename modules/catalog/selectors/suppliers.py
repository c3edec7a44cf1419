"""Who sells here."""

from typing import Literal

from django.db.models import QuerySet

from modules.catalog.models.suppliers import Supplier
from modules.catalog.rules.values import SupplierView


def open_suppliers() -> QuerySet[Supplier]:
    """Return those that take orders."""
    return Supplier.objects.filter(approved_at__isnull=False, accepting_orders=True)


def suppliers(*, status: Literal["pending", "approved"] | None = None) -> list[SupplierView]:
    found = Supplier.objects.order_by("id")
    if status:
        found = found.filter(approved_at__isnull=status == "pending")
    return [_view(supplier) for supplier in found]


def _view(supplier: Supplier) -> SupplierView:
    return SupplierView(
        id=supplier.pk,
        name=supplier.name,
        slug=supplier.slug,
        delivery=supplier.delivery,
        free_from=supplier.free_from,
        minimum=supplier.minimum,
        currency=supplier.currency,
        accepting_orders=supplier.accepting_orders,
        approved=supplier.approved_at is not None,
        created_at=supplier.created_at,
    )
