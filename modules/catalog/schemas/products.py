from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from core.http.pagination import Page
from core.http.shapes import IF_GIVEN, Answer, Patch, Request, untouched
from core.http.values import Line, MoneyOut, Name, Pieces, Price, Switch, Text
from modules.catalog.schemas.categories import CategoryRef
from modules.catalog.schemas.facets import Facets
from modules.catalog.schemas.offers import OfferOut
from modules.catalog.schemas.pictures import PictureNames, PictureOut, SourceOut
from modules.catalog.schemas.values import Attributes, AttributeType, CategoryName, Gtin, VatRate, VatRateOut


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
    image_srcset: list[SourceOut]


class ProductsPage(Page[ProductOut]):
    model_config = ConfigDict(title="ProductPage")

    """A page of products; `corrected` stands where nothing was found as typed, and says what was meant."""

    facets: Annotated[Facets | SkipJsonSchema[None], IF_GIVEN] = None
    corrected: Annotated[str | SkipJsonSchema[None], IF_GIVEN] = None


class AttributeOut(Answer):
    name: str
    type: AttributeType
    value: bool | int | float | str


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
    image_srcset: list[SourceOut]
    stock: int
    description: str
    brand: str
    model: str
    gtin: str
    vat_rate: VatRateOut | None
    is_active: bool
    attributes: list[AttributeOut]
    images: list[str]
    pictures: list[PictureOut]
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
    vat_rate: VatRate | None = None
    attributes: Attributes = Field(default_factory=dict)
    images: PictureNames = Field(default_factory=list)
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
    vat_rate: VatRate | None = untouched()
    attributes: Attributes = untouched()
    images: PictureNames = untouched()
    is_active: Switch = untouched()
