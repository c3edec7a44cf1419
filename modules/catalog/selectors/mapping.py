"""What the staff need to map a supplier's words: how many goods there are, and what in the shop is called alike."""

from collections.abc import Collection

from django.db.models import Count, Q

from modules.catalog.models.attributes import Attribute
from modules.catalog.models.categories import WAITING, Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.rules.alike import nearest, stems


def goods_of(rows: Collection[SupplierCategory]) -> dict[int, int]:
    """Return how many living offers each of these categories has, by its id."""
    theirs = Offer.objects.filter(supplier__in={row.supplier_id for row in rows}, retired_at=None)
    counted = theirs.filter(filed_under__in=[row.pk for row in rows]).values_list("filed_under").annotate(Count("pk"))
    return {id: count for id, count in counted if id is not None}


def unmapped() -> tuple[int, int]:
    """Return how many suppliers' categories wait to be mapped, and how many are called something else by now."""
    waiting, renamed = Count("pk", filter=Q(category=None)), Count("pk", filter=~Q(former_name=""))
    counted = SupplierCategory.objects.aggregate(waiting=waiting, renamed=renamed)
    return counted["waiting"], counted["renamed"]


def alike_categories(rows: Collection[SupplierCategory]) -> dict[int, Category]:
    """Return for those that are not mapped the category of the shop that is called most alike, by their id."""
    open_rows = [row for row in rows if row.category_id is None]
    if not open_rows:
        return {}
    shop = {one.pk: one for one in Category.objects.exclude(slug=WAITING)}
    known = {id: stems(one.name) for id, one in shop.items()}
    found = {row.pk: nearest(row.name or row.key, known) for row in open_rows}
    return {id: shop[near] for id, near in found.items() if near is not None}


def alike_attributes(rows: Collection[SupplierAttribute]) -> dict[int, Attribute]:
    """Return for those that nobody has mapped another attribute of the shop that is called alike, by their id."""
    open_rows = [row for row in rows if not (row.is_chosen or row.is_ignored)]
    if not open_rows:
        return {}
    shop = {one.pk: one for one in Attribute.objects.all()}
    known = {id: stems(one.name) for id, one in shop.items()}
    found = {}
    for row in open_rows:
        others = {id: own for id, own in known.items() if id != row.attribute_id}
        found[row.pk] = nearest(row.name, others)
    return {id: shop[near] for id, near in found.items() if near is not None}
