"""Suppliers: made, let in, opened and closed, and on which terms they deliver."""

from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from core.cache import bump
from modules.catalog.errors import NoSuchSupplier
from modules.catalog.models.suppliers import Supplier
from modules.catalog.services.following import follow
from modules.catalog.services.refreshing import LISTS, alone_with
from modules.catalog.services.slugs import free_slug


class Terms(TypedDict, total=False):
    name: str
    delivery: Decimal
    free_from: Decimal | None
    minimum: Decimal


@transaction.atomic(savepoint=False)
def add_supplier(*, name: str) -> int:
    alone_with(Supplier._meta.db_table)
    return Supplier.objects.create(name=name, slug=free_slug(Supplier, name)).pk


def own_supplier() -> Supplier:
    """Return the house itself, made on first need."""
    house = {"name": "Torg", "slug": "torg-house", "approved_at": timezone.now()}
    return Supplier.objects.get_or_create(is_own=True, defaults=house)[0]


@transaction.atomic(savepoint=False)
def approve_supplier(*, supplier_id: int) -> None:
    supplier = _locked(supplier_id)
    if supplier.approved_at is None:
        supplier.approved_at = timezone.now()
        _save(supplier, "approved_at")


@transaction.atomic(savepoint=False)
def set_accepting(*, supplier_id: int, accepting: bool) -> None:
    supplier = _locked(supplier_id)
    if supplier.accepting_orders != accepting:
        supplier.accepting_orders = accepting
        _save(supplier, "accepting_orders")


@transaction.atomic(savepoint=False)
def set_terms(*, supplier_id: int, **terms: Unpack[Terms]) -> None:
    supplier = _locked(supplier_id)
    for name, value in terms.items():
        setattr(supplier, name, value)
    _save(supplier, *terms)


@transaction.atomic(savepoint=False)
def set_root(*, supplier_id: int, category_id: int | None) -> None:
    """Have the categories that its lists name for the first time made inside this one; None: at the top."""
    supplier = _locked(supplier_id)
    supplier.root_id = category_id
    supplier.save(update_fields=["root"])


def _locked(supplier_id: int) -> Supplier:
    # It waits for those who are adding offers just now (see `refreshing.hold`).
    try:
        return Supplier.objects.select_for_update(no_key=True).get(pk=supplier_id)
    except Supplier.DoesNotExist:
        raise NoSuchSupplier from None


def _save(supplier: Supplier, *fields: str) -> None:
    supplier.save(update_fields=fields)
    follow("supplier", [supplier.pk])
    bump(LISTS)
