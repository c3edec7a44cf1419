"""Everything that a supplier offers, or that the shop shows, read page by page: memory does not grow with it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import Category
from modules.catalog.models.images import ProductImage
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.rules.attributes import parsed
from modules.catalog.rules.shown import ShownCategory, ShownGood
from modules.catalog.rules.values import AttributeValue, GoodRow
from modules.catalog.selectors.pictures import address

PAGE = 1000
MOST_PICTURES = 10  # of a product, as marketplaces take them
OFFER = ("external_id", "model", "price", "price_rrp", "quantity", "currency", "filed_under", "product_id")
PRODUCT = ("name", "brand", "gtin", "description", "category__name")
SHOWN = (
    *("id", "name", "slug", "category_id", "price", "currency", "in_stock"),
    *("brand", "model", "gtin", "description"),
)

type Named = tuple[str, str, tuple[str, ...]]
type Values = tuple[tuple[str, AttributeValue], ...]


def assortment(supplier_id: int) -> Iterator[GoodRow]:
    filed = _filed(supplier_id)
    living = Offer.objects.filter(supplier_id=supplier_id, retired_at=None).order_by("external_id")
    columns = (*OFFER, *(f"product__{name}" for name in PRODUCT))
    for page in _pages(living.values_list(*columns), "external_id", ""):
        values = _values({row[7] for row in page})
        yield from (_good(row, filed, values.get(row[7], ())) for row in page)


def categories_of(supplier_id: int) -> dict[str, str]:
    filed, living = _filed(supplier_id), Offer.objects.filter(supplier_id=supplier_id, retired_at=None)
    used = living.values_list("filed_under", "product__category__name").distinct().order_by("filed_under")
    named = (filed.get(id or 0, ("", category, ())) for id, category in used)
    return {key or name: name or key for key, name, _path in named}


def attribute_names(supplier_id: int) -> list[str]:
    living = Offer.objects.filter(supplier_id=supplier_id, retired_at=None).values("product_id")
    used = ProductAttribute.objects.filter(product_id__in=living).values("attribute_id").distinct()
    return list(Attribute.objects.filter(pk__in=used).order_by("id").values_list("name", flat=True))


def showcase() -> Iterator[ShownGood]:
    listed = Product.objects.filter(is_listed=True, price__isnull=False).order_by("id")
    for page in _pages(listed.values_list(*SHOWN), "id", 0):
        ids = {row[0] for row in page}
        values, pictures = _values(ids), _pictures(ids)
        yield from (_shown(row, values.get(row[0], ()), pictures.get(row[0], ())) for row in page)


def shown_categories() -> list[ShownCategory]:
    visible = Category.objects.filter(is_visible=True).order_by("id")
    return [ShownCategory(*row) for row in visible.values_list("id", "name", "parent_id")]


def _pages(rows: QuerySet[Any, Any], key: str, first: object) -> Iterator[list[Any]]:
    """Yield pages of rows whose first column is the key that they are ordered by."""
    last = first
    while page := list(rows.filter(**{f"{key}__gt": last})[:PAGE]):
        yield page
        last = page[-1][0]


def _filed(supplier_id: int) -> dict[int, Named]:
    """Return what a supplier calls its categories: key, name, and the names of the groups around it."""
    known = SupplierCategory.objects.filter(supplier_id=supplier_id)
    return {id: (key, name, tuple(path)) for id, key, name, path in known.values_list("id", "key", "name", "path")}


def _shown(row: Sequence[Any], values: Values, pictures: Sequence[str]) -> ShownGood:
    told: dict[str, Any] = dict(zip(SHOWN, row, strict=True))
    return ShownGood(available=told.pop("in_stock"), attributes=values, pictures=tuple(pictures), **told)


def _good(row: tuple[Any, ...], filed: dict[int, Named], values: Values) -> GoodRow:
    external_id, model, price, price_rrp, quantity, currency, filed_under, _product, *texts = row
    name, brand, gtin, description, category = texts
    key, called, path = filed.get(filed_under, ("", category, ()))
    return GoodRow(
        external_id=external_id,
        name=name,
        category=called or key,
        category_key=key,
        model=model,
        brand=brand,
        gtin=gtin,
        price=price,
        price_rrp=price_rrp,
        quantity=quantity,
        currency=currency,
        description=description,
        attributes=values,
        category_path=path,
    )


def _values(product_ids: Collection[int]) -> dict[int, Values]:
    found = defaultdict[int, list[tuple[str, AttributeValue]]](list)
    rows = ProductAttribute.objects.filter(product_id__in=product_ids).order_by("id")
    for id, name, type, text in rows.values_list("product_id", "attribute__name", "attribute__type", "text"):
        value = parsed(type, text)
        found[id].append((name, text if value is None else value))
    return {id: tuple(values) for id, values in found.items()}


def _pictures(product_ids: Collection[int]) -> dict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    images = ProductImage.objects.filter(product_id__in=product_ids).order_by("position", "id")
    for id, file in images.values_list("product_id", "file"):
        if len(found[id]) < MOST_PICTURES:
            found[id].append(address(file))
    return found
