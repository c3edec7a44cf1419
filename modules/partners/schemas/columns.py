from typing import Annotated, Literal

from pydantic import Field

from core.http.shapes import Answer, Request
from core.http.values import Name

type ColumnMeaning = Literal[
    "external_id",
    "name",
    "category",
    "model",
    "brand",
    "gtin",
    "price",
    "price_rrp",
    "quantity",
    "available",
    "currency",
    "description",
    "attribute",
    "ignore",
]


class ColumnsIn(Request):
    """What the columns of my files mean, by their headers; `Column 1`, `Column 2` ... where a file has no headers."""

    columns: Annotated[dict[Name, ColumnMeaning], Field(max_length=500)]


class ColumnsOut(Answer):
    columns: dict[str, ColumnMeaning]
