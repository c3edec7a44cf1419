"""One product with all that belongs to it, in one query: what hangs on it comes along as JSON.

The ORM's three queries for it took longer to write, and to make rows of, than the database took to answer them.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

from core import planned
from modules.catalog.models.offers import Offer
from modules.catalog.rules.attributes import shown
from modules.catalog.selectors import pictures
from modules.catalog.selectors.offers import money

type Detail = dict[str, Any]

# What hangs on it is sorted by Python: SQLite has learned only lately to sort inside an aggregate.
OFFERS = """SELECT {list}({row}(CAST(o.price AS text), o.id, s.id, s.name, s.slug, s.accepting_orders, o.quantity,
                                o.reserved, CAST(o.price_rrp AS text), o.currency, o.external_id, o.model))
              FROM catalog_offer o JOIN catalog_supplier s ON s.id = o.supplier_id
             WHERE o.product_id = p.id AND o.retired_at IS NULL AND s.approved_at IS NOT NULL"""
ATTRIBUTES = """SELECT {list}({row}(v.id, a.name, a.type, v.text)) FROM catalog_productattribute v
                  JOIN catalog_attribute a ON a.id = v.attribute_id WHERE v.product_id = p.id"""
PICTURES = """SELECT {list}({row}(i.position, i.id, i.file, i.alt, i.width, i.height, {json}(i.thumbnails)))
                FROM catalog_productimage i WHERE i.product_id = p.id"""
FOUND = f"""
SELECT p.id, p.name, p.slug, c.id, c.name, c.slug, p.price, p.currency, p.in_stock, p.rating, p.reviews_count,
       p.description, p.brand, p.model, p.gtin, p.vat_rate, p.is_active, p.best_offer_id, c.is_visible,
       CAST(({OFFERS}) AS text), CAST(({ATTRIBUTES}) AS text), CAST(({PICTURES}) AS text)
  FROM catalog_product p JOIN catalog_category c ON c.id = p.category_id WHERE p.id = %s"""
DIALECTS = {
    "postgresql": FOUND.format(list="json_agg", row="json_build_array", json=""),
    "sqlite": FOUND.format(list="json_group_array", row="json_array", json="json"),
}


def product_detail(product_id: int, *, even_hidden: bool = False) -> Detail | None:
    """Return the product in the shape of the API, or None where there is none to be seen."""
    found = planned.rows(DIALECTS[connection.vendor], [product_id])
    if not found:
        return None
    *texts, is_active, best_offer_id, is_visible, offers, attributes, images = found[0]
    if not (even_hidden or (is_active and is_visible)):
        return None
    sold = [_offer(*one) for one in sorted(_parsed(offers), key=_cheapest)]
    best = next((offer for offer in sold if offer["id"] == best_offer_id), None)
    return (
        _texts(texts)
        | {"is_active": bool(is_active), "stock": best["stock"] if best and best["available"] else 0, "offers": sold}
        | {"attributes": [_attribute(*one) for one in sorted(_parsed(attributes))]}
        | _pictures(_parsed(images))
    )


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


def _texts(row: Sequence[Any]) -> Detail:
    id, name, slug, category_id, category, address, price, currency, in_stock, rating, reviews, *said = row
    description, brand, model, gtin, vat_rate = said
    return {
        "id": id,
        "name": name,
        "slug": slug,
        "category": {"id": category_id, "name": category, "slug": address},
        "price": None if price is None else money(price),
        "currency": currency,
        "in_stock": bool(in_stock),
        "rating": float(rating),
        "reviews_count": reviews,
        "description": description,
        "brand": brand,
        "model": model,
        "gtin": gtin,
        "vat_rate": None if vat_rate is None else money(vat_rate),
    }


def _cheapest(offer: list[Any]) -> tuple[float, int]:
    price, id, *_rest = offer
    return float(price), id


def _offer(price: str, id: int, supplier_id: int, supplier: str, slug: str, is_open: Any, *rest: Any) -> Detail:
    quantity, reserved, price_rrp, currency, external_id, model = rest
    available = max(0, quantity - reserved)
    return {
        "id": id,
        "supplier": {"id": supplier_id, "name": supplier, "slug": slug},
        "price": money(price),
        "price_rrp": None if price_rrp is None else money(price_rrp),
        "currency": currency,
        "stock": available,
        "external_id": external_id,
        "model": model,
        "available": bool(is_open) and available > 0,
    }


def _attribute(_id: int, name: str, type: str, text: str) -> Detail:
    return {"name": name, "type": type, "value": shown(type, text)}


def _pictures(images: list[list[Any]]) -> Detail:
    found = [pictures.shown(*one) for _position, *one in sorted(images, key=lambda image: image[:2])]
    first = found[0] if found else {"url": None, "srcset": []}
    return {
        "image": first["url"],
        "image_srcset": first["srcset"],
        "images": [one["url"] for one in found],
        "pictures": found,
    }


def _parsed(rows: str | None) -> list[list[Any]]:
    found: list[list[Any]] = orjson.loads(rows) if rows else []
    return found
