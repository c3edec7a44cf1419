"""The catalogue's values on the wire."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints, WithJsonSchema
from pydantic.types import Strict
from pydantic_core import PydanticCustomError

from core.http.values import Id, Name
from modules.catalog.rules.attributes import is_exact
from modules.catalog.rules.texts import gtin_of

STARS = r"^([0-4](\.[0-9]{1,2})?|5(\.0{1,2})?)$"
PERCENT = r"^[0-9]{1,2}(\.[0-9]{1,2})?$"

type ProductOrdering = Literal[
    "price", "-price", "name", "-name", "created_at", "-created_at", "rating", "-rating", "relevance"
]


type AttributeType = Literal["number", "text", "boolean"]


def _not_a_number(slug: str) -> str:
    if slug.isdigit():
        raise PydanticCustomError("bad_slug", _("Must not be a number: that would be an id"))
    return slug


def _stars(value: Any) -> Decimal:
    if not re.fullmatch(STARS, str(value)):
        raise PydanticCustomError("bad_stars", _("Must be 0 to 5 stars such as 4.5, with at most two decimal places"))
    return Decimal(str(value))


def _percentage(value: Any) -> Decimal:
    if isinstance(value, bool) or not re.fullmatch(PERCENT, str(value)):
        raise PydanticCustomError("bad_rate", _("Must be a percentage of 0 to 99.99 such as 20 or 5.5"))
    return Decimal(str(value))


def _attribute(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(str(value))
        if not is_exact(number):
            raise PydanticCustomError("bad_number", _("Must be a number of at most 15 digits"))
        return number
    return value


Stars = Annotated[
    Decimal,
    BeforeValidator(_stars),
    WithJsonSchema({"type": "string", "pattern": STARS, "examples": ["4.5"]}),
]


Slug = Annotated[
    str,
    StringConstraints(strict=True, max_length=80, pattern="^[a-z0-9]+(-[a-z0-9]+)*$"),
    AfterValidator(_not_a_number),
]


Gtin = Annotated[str, StringConstraints(strict=True, pattern="^([0-9]{8}|[0-9]{12,14})?$"), AfterValidator(gtin_of)]


# Percent that the price includes; null: the shop's own rate.
VatRate = Annotated[
    Decimal,
    BeforeValidator(_percentage),
    WithJsonSchema({"type": "string", "pattern": PERCENT, "examples": ["10"]}),
]
VatRateOut = Annotated[
    Decimal, WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,2}\.[0-9]{2}$", "examples": ["10.00"]})
]


CategoryName = Annotated[Id | Name, WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})]


AttributeIn = Annotated[
    StrictBool | Annotated[Decimal, Strict()] | Name,
    BeforeValidator(_attribute),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}]}),
]


Attributes = Annotated[dict[Name, AttributeIn], Field(max_length=100, examples=[{"Цвет": "чёрный", "Вес": 1.2}])]
