"""Lists written from cards."""

from collections.abc import Iterable

import orjson

from core.http.pagination import Slice
from modules.catalog.schemas.facets import Facets
from modules.catalog.selectors.pages import Row


def product_page(page: Slice[Row], facets: Facets | None = None, corrected: str = "") -> bytes:
    """Return a page of products as JSON: each card with what changes often put in, and nothing validated again."""
    whole: dict[str, object] = {"next": page.next}
    if page.count is not None:
        whole |= {"count": page.count, "count_exact": page.count_exact}
    if corrected:
        whole["corrected"] = corrected
    counted = b'"facets":' + facets.model_dump_json().encode() + b"," if facets else b""
    return b'{"items":[' + items(page.items) + b"]," + counted + orjson.dumps(whole)[1:]


def items(rows: Iterable[Row]) -> bytes:
    """Return rows as the items of a JSON array."""
    return ",".join(map(_item, rows)).encode()


def _item(row: Row) -> str:
    _id, card, price, currency, in_stock, rating, reviews, *_place = row
    return (
        f'{card[:-1]},"price":"{price:.2f}","currency":"{currency}","in_stock":{"true" if in_stock else "false"},'
        f'"rating":{rating:.2f},"reviews_count":{reviews}}}'
    )
