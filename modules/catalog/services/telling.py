"""What the rows of a list tell of themselves, field by field, as people are shown it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson

from core.money import rounded
from modules.catalog.rules.listed import Change, FieldValue
from modules.catalog.services.merging import STATED

OFFER = tuple(name for name in STATED if name != "stated")
FIRST_TOLD = ("price", "price_rrp", "quantity")
MONEY = frozenset({"price", "price_rrp"})
# How many of a row's last values are told of new goods only, and how much of a description.
FURTHER = 4
DESCRIBED = 200


def of_new(
    name: str, category: str, stated: Sequence[Any], further: Sequence[Any], meant: Mapping[str, str]
) -> Iterator[Change]:
    """Tell all that is written of a new good: what a review, or a dry run, is there to look at.

    `stated` has the values of OFFER, `further` the brand, the GTIN, the beginning of the description and the attributes
    as they are staged; `meant` says which attribute of the shop a name of the supplier's is.
    """
    brand, gtin, description, attributes = further
    for field in FIRST_TOLD:
        if (value := stated[OFFER.index(field)]) is not None:
            yield Change(field, None, plain(field, value))
    shortened = f"{description[:DESCRIBED]}…" if len(description) > DESCRIBED else description
    said = {"name": name, "category": category, "model": stated[0], "brand": brand, "gtin": gtin}
    for field, text in (said | {"description": shortened}).items():
        if text:
            yield Change(field, None, text)
    if attributes != "[]":
        given = {meant.get(one, one): text for one, text, _number in reversed(orjson.loads(attributes))}
        yield from (Change(f"attributes.{one}", None, given[one]) for one in sorted(given))


def plain(field: str, value: Any) -> FieldValue:
    if field in MONEY and value is not None:
        return rounded(Decimal(str(value)))  # SQLite answers a bare number
    told: FieldValue = value
    return told
