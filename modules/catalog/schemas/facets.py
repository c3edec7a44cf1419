"""What a list can be narrowed down to, in the shape of a panel of filters.

Each facet says the parameter, and each choice the value, that the next request is made of; several values of one
facet are joined by commas.
"""

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from core.http.shapes import IF_GIVEN, Answer
from modules.catalog.schemas.values import AttributeType

# How much of it is shown.
MOST_CHOICES, MOST_ATTRIBUTES = 30, 20


class FacetPlace(Answer):
    """A category on the way from the top to the one asked for."""

    value: Annotated[str, Field(examples=["kitchen"])]
    label: Annotated[str, Field(examples=["Kitchen"])]


class FacetChoice(FacetPlace):
    """A value to ask for, and how many products there would be of it, all other conditions holding."""

    count: Annotated[int, Field(examples=[42])]
    selected: bool


class ChoiceFacet(Answer):
    """Values of which any may hold, the most frequent first; `more` says that rarer ones are left out."""

    parameter: Annotated[str, Field(examples=["supplier"])]
    choices: list[FacetChoice]
    more: bool


class CategoryFacet(ChoiceFacet):
    """The categories right below the one asked for, or at the top, with all below them counted."""

    path: list[FacetPlace]


class SpanBucket(Answer):
    """How many products there are from `min` to `max`, both of which are some product's."""

    min: Annotated[str, Field(examples=["990.00"])]
    max: Annotated[str, Field(examples=["1490.00"])]
    count: int
    selected: bool


class SpanFacet(Answer):
    """Numbers from the smallest to the greatest, and spans between them that hold about as many products each."""

    min_parameter: Annotated[str, Field(examples=["price_min"])]
    max_parameter: Annotated[str, Field(examples=["price_max"])]
    min: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None
    max: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None
    selected_min: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None
    selected_max: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None
    buckets: list[SpanBucket]


class AttributeFacet(ChoiceFacet):
    """The values of an attribute; `count` products have one, and `span` is there where they are numbers."""

    name: Annotated[str, Field(examples=["Цвет"])]
    type: AttributeType
    count: int
    span: Annotated[SpanFacet | SkipJsonSchema[None], IF_GIVEN] = None


class Facets(Answer):
    """Everything a list of `total` products can be narrowed down to.

    Each facet is counted under all conditions but its own. Where `exact` is false there were too many products to
    count, and all counts are estimates from a sample.
    """

    total: int
    exact: bool
    category: CategoryFacet
    supplier: ChoiceFacet
    price: SpanFacet
    in_stock: ChoiceFacet
    rating: ChoiceFacet
    attributes: list[AttributeFacet]
    more_attributes: bool


def chosen(
    parameter: str, counts: dict[str, tuple[str, int]], selected: Collection[str], *, value: Callable[[str], str] = str
) -> ChoiceFacet:
    """Return a facet of what was counted, (label, count) by what it is asked for by; what is selected is never cut."""
    asked = {one: (one, 0) for one in selected if one not in counts}
    ranked = sorted((counts | asked).items(), key=lambda one: (-one[1][1], one[1][0]))
    shown = [one for place, one in enumerate(ranked) if place < MOST_CHOICES or one[0] in selected]
    choices = [
        FacetChoice(value=value(key), label=label, count=count, selected=key in selected)
        for key, (label, count) in shown
    ]
    return ChoiceFacet(parameter=parameter, choices=choices, more=len(shown) < len(ranked))
