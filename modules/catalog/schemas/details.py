"""A product written out as it was read: what is known to fit is not validated again."""

from typing import Any

import orjson


def product_body(detail: dict[str, Any]) -> bytes:
    """Return a product as JSON, its amounts as texts with two places."""
    return orjson.dumps(detail, default="{:.2f}".format)
