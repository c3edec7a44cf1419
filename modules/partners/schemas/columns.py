from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

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


class ColumnIn(Request):
    """What one column means, by its header; `Column 1`, `Column 2` ... where a file has no headers."""

    header: Name
    meaning: ColumnMeaning


def _once_each(columns: list[ColumnIn]) -> list[ColumnIn]:
    if len({column.header.casefold() for column in columns}) < len(columns):
        raise PydanticCustomError("duplicate_header", "A header is named twice")
    return columns


class ColumnsIn(Request):
    columns: Annotated[list[ColumnIn], Field(max_length=500), AfterValidator(_once_each)]


class ColumnOut(Answer):
    header: str
    meaning: ColumnMeaning


class ColumnsOut(Answer):
    columns: list[ColumnOut]
