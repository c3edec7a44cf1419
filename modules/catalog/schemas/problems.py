"""What the catalogue's refusals say besides their code."""

from typing import Annotated, Literal

from pydantic import Field

from core.http.shapes import Answer, Problem
from modules.catalog.schemas.values import AttributeType


class ShortLine(Answer):
    """A line of which there is less than was asked for."""

    product_id: int
    offer_id: int
    available: Annotated[int, Field(examples=[3])]
    requested: Annotated[int, Field(examples=[5])]


class InsufficientStockProblem(Problem):
    """Which lines are short; nothing was taken."""

    code: Literal["insufficient_stock"]
    stock: Annotated[str, Field(examples=["Kettle: 3 left, 5 wanted."])]
    details: list[ShortLine]


class UnavailableProblem(Problem):
    """Which goods are no longer on sale."""

    code: Literal["unavailable"]
    names: Annotated[str, Field(examples=["Kettle, Lamp"])]


class SupplierClosedProblem(Problem):
    """Which suppliers take no orders."""

    code: Literal["supplier_closed"]
    names: Annotated[str, Field(examples=["Lavka optom"])]


class UnknownOfferProblem(Problem):
    """The ids, of products or offers, that are not known."""

    code: Literal["unknown_offer"]
    ids: Annotated[str, Field(examples=["7, 12"])]


class SlugTakenProblem(Problem):
    """The address that another category has."""

    code: Literal["slug_taken"]
    slug: Annotated[str, Field(examples=["kettles"])]


class AttributeTypeProblem(Problem):
    """The attribute whose value is of another type than its name has elsewhere."""

    code: Literal["attribute_type"]
    name: Annotated[str, Field(examples=["Вес"])]
    expected: AttributeType


class PictureTooLargeProblem(Problem):
    """How many bytes a picture may have."""

    code: Literal["picture_too_large"]
    most: Annotated[int, Field(examples=[10_485_760])]


class PictureTooManyPixelsProblem(Problem):
    """How many pixels a picture may have."""

    code: Literal["picture_too_many_pixels"]
    most: Annotated[int, Field(examples=[40_000_000])]


class TooManyPicturesProblem(Problem):
    """How many pictures a product may have."""

    code: Literal["too_many_pictures"]
    most: Annotated[int, Field(examples=[30])]


class UnknownPictureProblem(Problem):
    """The pictures, by id or address, that are not known or not this product's."""

    code: Literal["unknown_picture"]
    names: Annotated[str, Field(examples=["41, 42"])]
