"""Texts as JSON and YAML both read them: in double quotes, with everything escaped that either would stumble over."""

import json
import re
from decimal import Decimal

from modules.partners.formats.rows import Value
from modules.partners.formats.writers.goods import WrittenGood, plain

# To YAML a line break, no character, or a mark of the byte order; JSON takes them as they are.
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """Return a text in quotes, on one line."""
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def scalar(value: Value) -> str:
    """Return a value of an attribute: a number and a yes or no bare, all else in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value) if isinstance(value, Decimal) else quoted(value)


def fields(good: WrittenGood) -> dict[str, str]:
    """Return what the retail form says of a good besides its parameters: key -> scalar as it is written."""
    found = {"id": quoted(good.external_id), "name": quoted(good.name)}
    texts = {"category": good.category_key or good.category, "model": good.model, "brand": good.brand}
    texts |= {"gtin": good.gtin, "description": good.description}
    found |= {key: quoted(text) for key, text in texts.items() if text}
    found["price"] = plain(good.price)
    if good.price_rrp is not None:
        found["price_rrc"] = plain(good.price_rrp)
    return found | {"quantity": str(good.quantity), "currency": quoted(good.currency)}
