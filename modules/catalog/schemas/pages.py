"""Lists written from cards."""

from collections.abc import Iterable
from decimal import Decimal

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
    stock = "true" if in_stock else "false"
    return (
        f'{card[:-1]},"price":"{_two_places(price)}","currency":"{currency}","in_stock":{stock},'
        f'"rating":{_two_places(rating)},"reviews_count":{reviews}}}'
    )


def _two_places(number: Decimal | float) -> str:
    # Postgres gives a column's decimals with its two places; SQLite gives a float, or a whole number.
    return str(number) if isinstance(number, Decimal) else f"{number:.2f}"
