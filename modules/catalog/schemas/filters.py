"""Which products a list is asked for, as an address says it."""

from typing import Annotated

from django.http import QueryDict
from pydantic import Field

from core.http.shapes import Query
from core.http.values import Amount, QueryFlag, QueryText
from modules.catalog.rules.wanted import Wanted
from modules.catalog.schemas.attribute_filters import attribute_filters
from modules.catalog.schemas.values import ProductOrdering, Stars


class ProductFilters(Query):
    search: QueryText = ""
    category: QueryText = ""
    supplier: Annotated[list[QueryText], Field(max_length=50)] = Field(default_factory=list)
    price_min: Amount | None = None
    price_max: Amount | None = None
    in_stock: QueryFlag | None = None
    rating_min: Stars | None = None
    ordering: ProductOrdering | None = None
    facets: QueryFlag = False

    def wanted(self, query: QueryDict) -> Wanted:
        """Return the conditions, those on attributes (`attr.<name>=`) read from the query itself."""
        stated = self.model_dump(exclude={"ordering", "supplier", "facets"})
        return Wanted(**stated, suppliers=_each(self.supplier), attributes=attribute_filters(query))


def _each(stated: list[str]) -> tuple[str, ...]:
    """Return the names of `a,b` and of `a` and `b` stated one by one, each once."""
    return tuple(dict.fromkeys(name for names in stated for name in names.split(",") if name))
