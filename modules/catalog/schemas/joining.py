from typing import Annotated, Literal

from pydantic import Field

from core.http.shapes import Problem, Request
from core.http.values import Id, Name

Ids = Annotated[list[Id], Field(min_length=1, max_length=100)]


class ProductMergeIn(Request):
    product_ids: Ids


class ProductSplitIn(Request):
    offer_ids: Ids
    name: Name | None = None


class ProductMergedProblem(Problem):
    """The product that this one was merged into."""

    code: Literal["product_merged"]
    merged_into: Annotated[int, Field(examples=[63])]
