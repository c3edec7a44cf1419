"""The catalogue's shapes on the wire."""

from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
import pydantic
from django.http import QueryDict
from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints, TypeAdapter, WithJsonSchema
from pydantic.types import Strict
from pydantic_core import PydanticCustomError

from core.http.pagination import Slice
from core.http.shapes import Answer, Patch, Problem, Query, Request, untouched
from core.http.values import Amount, Id, Line, MoneyOut, Name, Pieces, Price, QueryFlag, QueryText, Switch, Text
from core.money import rounded
from modules.catalog.models import Category, Product
from modules.catalog.rules.attributes import is_exact
from modules.catalog.selectors.products import Wanted

ATTRIBUTE_PREFIX = "attr."
Stars = Annotated[
    Amount,
    Field(le=5),
    WithJsonSchema({"type": "string", "pattern": r"^([0-4](\.[0-9]{1,2})?|5(\.0{1,2})?)$", "examples": ["4.5"]}),
]
type ProductOrdering = Literal[
    "price", "-price", "name", "-name", "created_at", "-created_at", "rating", "-rating", "relevance"
]


type AttributeType = Literal["number", "text", "boolean"]


def _not_a_number(slug: str) -> str:
    if slug.isdigit():
        raise PydanticCustomError("bad_slug", _("Must not be a number: that would be an id"))
    return slug


def _attribute(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(str(value))
        if not is_exact(number):
            raise PydanticCustomError("bad_number", _("Must be a number of at most 15 digits"))
        return number
    return value


Slug = Annotated[
    str,
    StringConstraints(strict=True, max_length=80, pattern="^[a-z0-9]+(-[a-z0-9]+)*$"),
    AfterValidator(_not_a_number),
]
Gtin = Annotated[str, StringConstraints(strict=True, pattern="^([0-9]{8}|[0-9]{12,14})?$")]
CategoryName = Annotated[Id | Name, WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})]
AttributeIn = Annotated[
    StrictBool | Annotated[Decimal, Strict()] | Name,
    BeforeValidator(_attribute),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}]}),
]
Attributes = Annotated[dict[Name, AttributeIn], Field(max_length=100, examples=[{"Цвет": "чёрный", "Вес": 1.2}])]


class CategorySearch(Query):
    search: QueryText = ""


class HardDelete(Query):
    hard: QueryFlag = False


class CategoryOut(Answer):
    id: int
    name: str
    slug: str
    parent: int | None
    position: int
    is_active: bool

    @classmethod
    def of(cls, category: Category) -> "CategoryOut":
        return cls(
            id=category.pk,
            name=category.name,
            slug=category.slug,
            parent=category.parent_id,
            position=category.position,
            is_active=category.is_active,
        )


class CategoryIn(Request):
    name: Name
    slug: Slug | None = None
    parent: Id | None = None
    position: Pieces = 0
    is_active: Switch = True


class CategoryPatch(Patch):
    name: Name = untouched()
    slug: Slug = untouched()
    parent: Id | None = untouched()
    position: Pieces = untouched()
    is_active: Switch = untouched()


class CategoryRef(Answer):
    id: int
    name: str
    slug: str


class SupplierRef(Answer):
    id: int
    name: str
    slug: str


class SupplierOut(SupplierRef):
    delivery: MoneyOut
    free_from: MoneyOut | None
    minimum: MoneyOut
    currency: str


class ProductFilters(Query):
    search: QueryText = ""
    category: QueryText = ""
    supplier: QueryText = ""
    price_min: Amount | None = None
    price_max: Amount | None = None
    in_stock: QueryFlag | None = None
    rating_min: Stars | None = None
    ordering: ProductOrdering | None = None

    def wanted(self, query: QueryDict) -> Wanted:
        """Return the conditions, those on attributes (`attr.<name>=`) read from the query itself."""
        return Wanted(**self.model_dump(exclude={"ordering"}), attributes=attribute_filters(query))


class ProductOut(Answer):
    id: int
    name: str
    slug: str
    category: CategoryRef
    price: MoneyOut
    currency: str
    in_stock: bool
    rating: float
    reviews_count: int
    image: str | None


class AttributeOut(Answer):
    name: str
    type: AttributeType
    value: bool | int | float | str


class OfferOut(Answer):
    id: int
    supplier: SupplierRef
    price: MoneyOut
    price_rrp: MoneyOut | None
    currency: str
    stock: int
    external_id: str
    model: str
    available: bool


class ProductDetail(Answer):
    id: int
    name: str
    slug: str
    category: CategoryRef
    price: MoneyOut | None
    currency: str
    in_stock: bool
    rating: float
    reviews_count: int
    image: str | None
    stock: int
    description: str
    brand: str
    model: str
    gtin: str
    is_active: bool
    attributes: list[AttributeOut]
    images: list[str]
    offers: list[OfferOut]


class ProductIn(Request):
    name: Name
    category: CategoryName
    price: Price
    stock: Pieces = 0
    description: Text = ""
    brand: Line = ""
    model: Line = ""
    gtin: Gtin = ""
    attributes: Attributes = Field(default_factory=dict)
    is_active: Switch = True


class ProductPatch(Patch):
    name: Name = untouched()
    category: CategoryName = untouched()
    price: Price = untouched()
    stock: Pieces = untouched()
    description: Text = untouched()
    brand: Line = untouched()
    model: Line = untouched()
    gtin: Gtin = untouched()
    attributes: Attributes = untouched()
    is_active: Switch = untouched()


class OfferPatch(Patch):
    price: Price = untouched()
    price_rrp: Price | None = untouched()
    quantity: Pieces = untouched()
    retired: Switch = untouched()


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


def product_page(page: Slice[Product]) -> bytes:
    """Return a page of products as JSON: each card with what changes often put in, and nothing validated again."""
    whole: dict[str, Any] = {"next": page.next}
    if page.count is not None:
        whole |= {"count": page.count, "count_exact": page.count_exact}
    return b'{"items":[' + b",".join(map(_item, page.items)) + b"]," + orjson.dumps(whole)[1:]


def _item(product: Product) -> bytes:
    stock = "true" if product.in_stock else "false"
    ends = (
        f',"price":"{rounded(product.price or Decimal())}","currency":"{product.currency}","in_stock":{stock},'
        f'"rating":{float(product.rating)},"reviews_count":{product.reviews_count}}}'
    )
    return (product.card[:-1] + ends).encode()
