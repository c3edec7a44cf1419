from core.ports import Reference, describes
from modules.catalog.selectors.details import product_detail


@describes("product")
def product(id: int, viewer_id: int) -> Reference | None:
    """Describe a product that anybody may see."""
    found = product_detail(id)
    if found is None:
        return None
    facts = {"price": f"{found['price']} {found['currency']}", "stock": str(found["stock"])}
    return Reference("product", id, found["name"], f"/api/v1/products/{id}/", facts)
