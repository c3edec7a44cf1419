from decimal import Decimal

from core.money import written_in
from core.ports import Reference, Row, describes, erases_person, exports_person
from modules.catalog.selectors.details import product_detail
from modules.catalog.selectors.reviews import reviews_by
from modules.catalog.services.reviews import erase_author


@describes("product")
def product(id: int, viewer_id: int) -> Reference | None:
    """Describe a product that anybody may see."""
    found = product_detail(id)
    if found is None:
        return None
    price = found["price"] and written_in(Decimal(found["price"]), found["currency"])
    facts = ({"price": price} if price else {}) | {"stock": str(found["stock"])}
    return Reference("product", id, found["name"], f"/api/v1/products/{id}/", facts)


@exports_person("catalog")
def reviews_of(user_id: int) -> list[Row]:
    """Return what the person said of products."""
    return [
        {
            "product": review.product.name,
            "rating": review.rating,
            "text": review.text,
            "name": review.name,
            "status": review.status,
            "created_at": review.created_at,
        }
        for review in reviews_by(user_id)
    ]


@erases_person("catalog")
def forget_author(user_id: int) -> None:
    erase_author(user_id=user_id)
