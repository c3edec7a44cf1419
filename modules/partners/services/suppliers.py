"""Suppliers and the people who act for them."""

from django.db import transaction

from core.events.bus import publish
from modules.catalog import public as catalog
from modules.partners import selectors
from modules.partners.events import SupplierApproved
from modules.partners.models.members import SupplierMember


@transaction.atomic(savepoint=False)
def register(*, user_id: int, name: str) -> None:
    """Make a supplier that waits for approval, with this person acting for it; once a person.

    Companies of one name are different suppliers: a name proves nothing.
    """
    if not SupplierMember.objects.filter(user_id=user_id).exists():
        join(user_id=user_id, supplier_id=catalog.add_supplier(name=name))


@transaction.atomic(savepoint=False)
def join(*, user_id: int, supplier_id: int) -> None:
    """Let a person act for a supplier, and for no other."""
    SupplierMember.objects.update_or_create(user_id=user_id, defaults={"supplier_id": supplier_id})


@transaction.atomic(savepoint=False)
def approve(*, supplier_id: int) -> None:
    """Let a supplier in and announce it; nothing happens where that was done before."""
    if not selectors.terms_of(supplier_id).approved:
        catalog.approve_supplier(supplier_id=supplier_id)
        publish(SupplierApproved(supplier_id))
