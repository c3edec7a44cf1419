"""Products brought to where a supplier's words are mapped now: the step that both few and many of them take."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import WAITING, Category
from modules.catalog.models.parameters import SupplierAttribute
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.rules.attributes import NUMBER, number_of, parsed, text_of
from modules.catalog.selectors.mapped import filed_under, saying
from modules.catalog.selectors.standing import Which, these
from modules.catalog.services.refreshing import bump_products, hold, lock_products, rewrite
from modules.catalog.services.writing import update

__all__ = ["is_said_otherwise", "leaving", "refile", "restate", "saying"]


def leaving(mapping: SupplierCategory, left: int | None) -> Which | None:
    """Return the products that are to leave a category; without one, where goods wait, if any ever did."""
    waiting = Category.objects.filter(slug=WAITING).values_list("pk", flat=True).first()
    standing_in = waiting if left is None else left
    if standing_in is None:
        return None
    return filed_under(mapping.supplier_id, mapping.pk, standing_in=standing_in, shared=standing_in == waiting)


def refile(mapping: SupplierCategory, left: int | None, product_ids: Collection[int]) -> None:
    """Put those of the products that still stand in the category they leave where the mapping leads now."""
    which = leaving(mapping, left)
    if not product_ids or which is None or mapping.category_id is None:
        return
    hold(Category._meta.db_table, [mapping.category_id])
    some = these(product_ids)
    lock_products(some)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE catalog_product SET category_id = %s WHERE id IN
                  (SELECT p.id FROM catalog_product p WHERE {some.sql} AND {which.sql})""",
            [mapping.category_id, *some.params, *which.params],
        )
    _show(product_ids)


def is_said_otherwise(mapping: SupplierAttribute, attribute_id: int) -> bool:
    """Return whether the supplier has another name for the attribute, so that its values are not this name's alone."""
    others = SupplierAttribute.objects.filter(supplier=mapping.supplier_id, attribute=attribute_id, is_ignored=False)
    return others.exclude(pk=mapping.pk).exists()


def restate(mapping: SupplierAttribute, left: int, product_ids: Collection[int]) -> None:
    """Move the values of these products from the attribute they leave to the one that the name means now."""
    if not product_ids or (mapping.attribute_id == left and not mapping.is_ignored):
        return
    lock_products(these(product_ids))
    hold(Attribute._meta.db_table, [left, mapping.attribute_id])
    values = ProductAttribute.objects.filter(product_id__in=product_ids)
    if mapping.is_ignored:
        values.filter(attribute=left).delete()
    else:
        _move(values.filter(attribute=left), mapping.attribute_id, set(product_ids))
    _show(product_ids)


def _move(values: QuerySet[ProductAttribute], attribute_id: int, product_ids: set[int]) -> None:
    kind = Attribute.objects.values_list("type", flat=True).get(pk=attribute_id)
    has = ProductAttribute.objects.filter(attribute=attribute_id, product_id__in=product_ids)
    known = set(has.values_list("product_id", flat=True))
    moved, spare = [], []
    for value in values:
        fitting = parsed(kind, value.text)
        if value.product_id in known:
            spare.append(value.pk)  # it says the thing itself: its own word counts
        elif fitting is not None:
            value.attribute_id, value.text = attribute_id, text_of(fitting)
            value.number = number_of(value.text) if kind == NUMBER else None
            moved.append(value)
    ProductAttribute.objects.filter(pk__in=spare).delete()
    update(ProductAttribute, ("attribute_id", "text", "number"), moved)


def _show(product_ids: Collection[int]) -> None:
    rewrite(these(product_ids), cards=True)
    bump_products(product_ids, lists=True)
