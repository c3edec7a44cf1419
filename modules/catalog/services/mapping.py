"""What staff say of a supplier's categories and attribute names; what stands follows.

A few products follow in the change's own transaction, many in batches, each a short transaction of its own, as with
all changes that many products repeat (see `following`). Whoever maps waits for a list of the supplier that is being
merged, and a list for whoever maps: so each knows of the other.
"""

from itertools import batched

from django.db import transaction

from core.errors import NotFound
from core.events.bus import publish
from modules.catalog.errors import AttributeUnknown, CategoryUnknown
from modules.catalog.events import AttributeRemapped, CategoryRemapped
from modules.catalog.models.attributes import Attribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.suppliers import Supplier, SupplierCategory
from modules.catalog.selectors.products import product_ids
from modules.catalog.services import restating
from modules.catalog.services.following import AT_ONCE, BATCH
from modules.catalog.services.refreshing import hold


@transaction.atomic(savepoint=False)
def map_category(*, mapping_id: int, category_id: int) -> None:
    """File a supplier's category under one of the shop; its goods follow from where it was mapped before.

    Those stay that somebody moved elsewhere, and those that another supplier offers too, unless they still wait for
    a category. Raises NotFound and CategoryUnknown (422).
    """
    mapping = _locked(SupplierCategory, mapping_id)
    hold(Category._meta.db_table, [category_id])
    if not Category.objects.filter(pk=category_id).exists():
        raise CategoryUnknown(field="category")
    left, mapping.category_id, mapping.former_name = mapping.category_id, category_id, ""
    mapping.save(update_fields=["category", "former_name"])
    if left == category_id:
        return
    which = restating.leaving(mapping, left)
    found = product_ids(which, most=AT_ONCE + 1) if which else []
    if len(found) > AT_ONCE:
        publish(CategoryRemapped(mapping_id, left))
    else:
        restating.refile(mapping, left, found)


@transaction.atomic(savepoint=False)
def map_attribute(*, mapping_id: int, attribute_id: int, is_ignored: bool = False) -> None:
    """Say which attribute a supplier's name means, or that it is left out; the values it stated follow.

    A value that the attribute's type does not take stays where it is. Raises NotFound and AttributeUnknown (422).
    """
    mapping = _locked(SupplierAttribute, mapping_id)
    if not Attribute.objects.filter(pk=attribute_id).exists():
        raise AttributeUnknown(field="attribute")
    left, was_ignored = mapping.attribute_id, mapping.is_ignored
    mapping.attribute_id, mapping.is_ignored, mapping.is_chosen = attribute_id, is_ignored, True
    mapping.save(update_fields=["attribute", "is_ignored", "is_chosen"])
    if was_ignored or (left, was_ignored) == (attribute_id, is_ignored):
        return
    if restating.is_said_otherwise(mapping, left):
        # Whose values these are cannot be told any more: the next list states them all again.
        _let_all_be_restated(mapping.supplier_id)
        return
    found = product_ids(restating.saying(mapping.supplier_id, left), most=AT_ONCE + 1)
    if len(found) > AT_ONCE:
        publish(AttributeRemapped(mapping_id, left))
    else:
        restating.restate(mapping, left, found)


def refile(*, mapping_id: int, left: int | None) -> None:
    """Bring a category's goods where it is mapped now, batch by batch; to be called outside any transaction."""
    mapping = SupplierCategory.objects.get(pk=mapping_id)
    which = restating.leaving(mapping, left)
    for some in batched(product_ids(which) if which else [], BATCH):
        with transaction.atomic():
            restating.refile(_shared(SupplierCategory, mapping_id), left, some)


def restate(*, mapping_id: int, left: int) -> None:
    """Bring the values that a name stated to the attribute that it means now, batch by batch, as `refile` does."""
    mapping = SupplierAttribute.objects.get(pk=mapping_id)
    for some in batched(product_ids(restating.saying(mapping.supplier_id, left)), BATCH):
        with transaction.atomic():
            restating.restate(_shared(SupplierAttribute, mapping_id), left, some)


def _let_all_be_restated(supplier_id: int) -> None:
    theirs = Offer.objects.filter(supplier=supplier_id).exclude(stated="")
    list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    theirs.update(stated="")


def _locked[M: (SupplierCategory, SupplierAttribute)](kind: type[M], mapping_id: int) -> M:
    supplier_id = kind._default_manager.filter(pk=mapping_id).values_list("supplier_id", flat=True).first()
    if supplier_id is None:
        raise NotFound
    Supplier.objects.select_for_update(no_key=True).get(pk=supplier_id)
    return kind._default_manager.select_for_update(no_key=True).get(pk=mapping_id)


def _shared[M: (SupplierCategory, SupplierAttribute)](kind: type[M], mapping_id: int) -> M:
    hold(kind._meta.db_table, [mapping_id])
    return kind._default_manager.get(pk=mapping_id)
