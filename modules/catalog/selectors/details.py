"""One product with all that belongs to it, in three queries."""

from typing import Any

import orjson
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.rules.attributes import shown
from modules.catalog.selectors import pictures

type Detail = dict[str, Any]


def product_detail(product_id: int, *, even_hidden: bool = False) -> Detail | None:
    """Return the product in the shape of the API, or None where there is none to be seen."""
    found = Product.objects.select_related("category").filter(pk=product_id)
    if not even_hidden:
        found = found.filter(is_active=True, category__is_visible=True)
    product = found.first()
    return _detail(product) if product else None


def offer_detail(offer: Offer) -> Detail:
    """Return an offer in the shape of the API; `available` says whether it can be bought now."""
    supplier = offer.supplier
    is_open = supplier.approved_at is not None and supplier.accepting_orders and offer.retired_at is None
    return {
        "id": offer.pk,
        "supplier": {"id": supplier.pk, "name": supplier.name, "slug": supplier.slug},
        "price": offer.price,
        "price_rrp": offer.price_rrp,
        "currency": offer.currency,
        "stock": offer.available,
        "external_id": offer.external_id,
        "model": offer.model,
        "available": is_open and offer.available > 0,
    }


def living_offers(product_id: int) -> QuerySet[Offer]:
    """Return a product's living offers with their suppliers, the cheapest first."""
    living = Offer.objects.filter(product_id=product_id, retired_at=None, supplier__approved_at__isnull=False)
    return living.select_related("supplier").order_by("price", "id")


def _detail(product: Product) -> Detail:
    offers = [offer_detail(offer) for offer in living_offers(product.pk)]
    attributes, shots = _values_and_pictures(product.pk)
    best = next((offer for offer in offers if offer["id"] == product.best_offer_id), None)
    category = product.category
    return {
        "id": product.pk,
        "name": product.name,
        "slug": product.slug,
        "category": {"id": category.pk, "name": category.name, "slug": category.slug},
        "price": product.price,
        "currency": product.currency,
        "in_stock": product.in_stock,
        "stock": best["stock"] if best and best["available"] else 0,
        "rating": float(product.rating),
        "reviews_count": product.reviews_count,
        "image": shots[0]["url"] if shots else None,
        "image_srcset": shots[0]["srcset"] if shots else [],
        "images": [one["url"] for one in shots],
        "pictures": shots,
        "description": product.description,
        "brand": product.brand,
        "model": product.model,
        "gtin": product.gtin,
        "is_active": product.is_active,
        "attributes": attributes,
        "offers": offers,
    }


def _values_and_pictures(product_id: int) -> tuple[list[Detail], list[Detail]]:
    # Both are lists of a few texts, so both come by one query.
    values = ProductAttribute.objects.filter(product_id=product_id).values_list(
        Value(0), "id", "attribute__name", "attribute__type", "text"
    )
    rest = JSONObject(id="id", width="width", height="height", thumbnails=Cast("thumbnails", TextField()))
    images = ProductImage.objects.filter(product_id=product_id).values_list(
        Value(1), "position", Cast("file", CharField()), "alt", Cast(rest, TextField())
    )
    attributes, found = list[Detail](), list[tuple[int, Detail]]()
    for is_image, place, name, other, text in values.union(images, all=True).order_by():
        if is_image:
            found.append((place, _picture(name, other, orjson.loads(text))))
        else:
            attributes.append({"id": place, "name": name, "type": other, "value": shown(other, text)})
    attributes.sort(key=lambda one: one.pop("id"))
    return attributes, [one for _place, one in sorted(found, key=lambda pair: (pair[0], pair[1]["id"]))]


def _picture(file: str, alt: str, rest: dict[str, Any]) -> Detail:
    thumbnails = orjson.loads(rest["thumbnails"] or "null")
    return pictures.shown(rest["id"], file, alt, rest["width"], rest["height"], thumbnails)
