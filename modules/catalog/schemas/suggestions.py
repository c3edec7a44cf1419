"""What stands under the search box while somebody types."""

from typing import Annotated

import orjson
from pydantic import Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from core.http.shapes import IF_GIVEN, Answer, Query
from core.http.values import QueryInt, QueryText
from modules.catalog.schemas.categories import CategoryRef
from modules.catalog.schemas.pages import items
from modules.catalog.schemas.products import ProductOut
from modules.catalog.selectors.suggestions import Suggested

# Told twice, as in core.http.pagination.
Few = Annotated[QueryInt, Field(ge=1, le=20), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 20})]


class Typed(Query):
    q: QueryText = ""
    limit: Few = 8


class Suggestions(Answer):
    """Products and categories; `corrected` stands where nothing was found as typed, and says what was meant."""

    products: list[ProductOut]
    categories: list[CategoryRef]
    corrected: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None


def suggested(found: Suggested) -> bytes:
    """Return the suggestions as JSON, the products written from their cards."""
    rest: dict[str, object] = {
        "categories": [{"id": one.pk, "name": one.name, "slug": one.slug} for one in found.categories]
    }
    if found.corrected:
        rest["corrected"] = found.corrected
    return b'{"products":[' + items(found.products) + b"]," + orjson.dumps(rest)[1:]
