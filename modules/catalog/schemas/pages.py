"""Lists written from cards."""

from decimal import Decimal
from typing import Any

import orjson

from core.http.pagination import Slice
from core.money import rounded
from modules.catalog.models.products import Product


def product_page(page: Slice[Product]) -> bytes:
    """Return a page of products as JSON: each card with what changes often put in, and nothing validated again."""
    whole: dict[str, Any] = {"next": page.next}
    if page.count is not None:
        whole |= {"count": page.count, "count_exact": page.count_exact}
    return b'{"items":[' + b",".join(map(_item, page.items)) + b"]," + orjson.dumps(whole)[1:]


def _item(product: Product) -> bytes:
    stock = "true" if product.in_stock else "false"
    ends = (
        f',"price":"{rounded(product.price or Decimal())}","currency":"{product.currency}","in_stock":{stock},'
        f'"rating":{float(product.rating)},"reviews_count":{product.reviews_count}}}'
    )
    return (product.card[:-1] + ends).encode()
