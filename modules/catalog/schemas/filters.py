"""Which products a list is asked for, as an address says it."""

from typing import Annotated

import pydantic
from django.http import QueryDict
from ninja.errors import ValidationError
from pydantic import Field, TypeAdapter

from core.http.shapes import Query
from core.http.values import Amount, Name, QueryFlag, QueryText
from modules.catalog.rules.wanted import Wanted
from modules.catalog.schemas.values import ATTRIBUTE_PREFIX, ProductOrdering, Stars


class ProductFilters(Query):
    search: QueryText = ""
    category: QueryText = ""
    supplier: Annotated[list[QueryText], Field(max_length=50)] = Field(default_factory=list)
    price_min: Amount | None = None
    price_max: Amount | None = None
    in_stock: QueryFlag | None = None
    rating_min: Stars | None = None
    ordering: ProductOrdering | None = None

    def wanted(self, query: QueryDict) -> Wanted:
        """Return the conditions, those on attributes (`attr.<name>=`) read from the query itself."""
        stated = self.model_dump(exclude={"ordering", "supplier"})
        return Wanted(**stated, suppliers=_each(self.supplier), attributes=attribute_filters(query))


def _each(stated: list[str]) -> tuple[str, ...]:
    """Return the names of `a,b` and of `a` and `b` stated one by one, each once."""
    return tuple(dict.fromkeys(name for names in stated for name in names.split(",") if name))


_pairs = TypeAdapter[list[tuple[str, str]]](Annotated[list[tuple[Name, QueryText]], Field(max_length=20)])


def attribute_filters(query: QueryDict) -> tuple[tuple[str, str], ...]:
    """Return the (name, value) pairs of `attr.<name>=value`; a name or value that cannot be text is a 422."""
    named = [(key.removeprefix(ATTRIBUTE_PREFIX), values) for key, values in query.lists() if _is_attribute(key)]
    try:
        return tuple(_pairs.validate_python([(name, value) for name, values in named for value in values]))
    except pydantic.ValidationError as refused:
        listed = [{"loc": ("query", "attr"), "msg": one["msg"], "type": one["type"]} for one in refused.errors()]
        raise ValidationError(listed) from None


def _is_attribute(key: str) -> bool:
    return key.startswith(ATTRIBUTE_PREFIX)
