"""Which products what a supplier's lists say decides on: those whom nobody else offers."""

from modules.catalog.selectors.standing import Which

THEIRS = """p.id IN (SELECT o.product_id FROM catalog_offer o WHERE o.supplier_id = %s{filed})"""
ALONE = """NOT EXISTS (SELECT 1 FROM catalog_offer o WHERE o.product_id = p.id AND o.supplier_id <> %s
                          AND o.retired_at IS NULL)"""


def filed_under(supplier_id: int, mapping_id: int, *, standing_in: int, shared: bool) -> Which:
    """Return the products that a supplier lists in one of its categories and that stand in this one of the shop.

    With `shared` those too that others offer beside it.
    """
    theirs = THEIRS.format(filed=" AND o.filed_under = %s")
    which = Which(f"p.category_id = %s AND {theirs}", (standing_in, supplier_id, mapping_id))
    return which if shared else Which(f"{which.sql} AND {ALONE}", (*which.params, supplier_id))


def saying(supplier_id: int, attribute_id: int) -> Which:
    """Return the products that a supplier alone offers and that have a value of the attribute."""
    valued = "p.id IN (SELECT v.product_id FROM catalog_productattribute v WHERE v.attribute_id = %s)"
    theirs = THEIRS.format(filed="")
    return Which(f"{valued} AND {theirs} AND {ALONE}", (attribute_id, supplier_id, supplier_id))
