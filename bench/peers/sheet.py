"""A supplier's list by django-import-export on our own tables, the way its documentation shows it: a category and a
product for each row, the offer by its supplier's id, the attributes, and the card that lists show."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import tablib
from django.utils.text import slugify
from import_export.fields import Field
from import_export.resources import ModelResource

from bench.lists import ATTRIBUTES, Listed
from modules.catalog.models.attributes import Attribute, ProductAttribute
from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.services.refreshing import refresh_products

HEADERS = ("external_id", "category", "name", "brand", "model", "price", "quantity", *ATTRIBUTES)


class RowByRow(ModelResource):
    """The offers, and on the way what they hang on: each row saved by itself."""

    class Meta:
        model = Offer
        import_id_fields = ("external_id",)
        fields = ("external_id", "model", "price", "quantity")
        skip_unchanged = True

    def __init__(self, supplier_id: int) -> None:
        super().__init__()
        self._supplier_id = supplier_id

    def get_queryset(self) -> Any:
        return Offer.objects.filter(supplier_id=self._supplier_id)

    def before_save_instance(self, instance: Offer, row: dict[str, Any], **kwargs: Any) -> None:
        category, _ = Category.objects.get_or_create(slug=_slug(row["category"]), defaults={"name": row["category"]})
        product, _ = Product.objects.update_or_create(
            slug=f"{self._supplier_id}-{_slug(row['external_id'])}",
            defaults={name: row[name] for name in ("name", "brand", "model")} | {"category": category},
        )
        instance.supplier_id, instance.product = self._supplier_id, product

    def after_save_instance(self, instance: Offer, row: dict[str, Any], **kwargs: Any) -> None:
        for name in ATTRIBUTES:
            attribute, _ = Attribute.objects.get_or_create(name=name)
            ProductAttribute.objects.update_or_create(
                product_id=instance.product_id, attribute=attribute, defaults={"text": row[name]}
            )


class Bulk(ModelResource):
    """One table at a time, a thousand rows a statement."""

    class Meta:
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        force_init_instance = True


class BulkProducts(Bulk):
    category_id = Field("category_id", "category_id")

    class Meta(Bulk.Meta):
        model = Product
        import_id_fields = ("slug",)
        fields = ("slug", "name", "brand", "model", "category_id")


class BulkOffers(Bulk):
    supplier_id = Field("supplier_id", "supplier_id")
    product_id = Field("product_id", "product_id")

    class Meta(Bulk.Meta):
        model = Offer
        import_id_fields = ("external_id",)
        fields = ("external_id", "model", "price", "quantity", "supplier_id", "product_id")


class BulkValues(Bulk):
    product_id = Field("product_id", "product_id")
    attribute_id = Field("attribute_id", "attribute_id")

    class Meta(Bulk.Meta):
        model = ProductAttribute
        import_id_fields = ("product_id", "attribute_id")
        fields = ("product_id", "attribute_id", "text")


def row_by_row(supplier_id: int, listed: Sequence[Listed]) -> None:
    """Import the goods, new or changed, and refresh what lists show of them."""
    rows = [
        (one.id, one.category, one.name, one.brand, one.model, one.price, one.quantity, *one.values) for one in listed
    ]
    result = RowByRow(supplier_id).import_data(tablib.Dataset(*rows, headers=HEADERS), raise_errors=True)
    assert result.total_rows == len(listed), result.totals
    _show(supplier_id)


def bulk(supplier_id: int, listed: Sequence[Listed]) -> None:
    """Import goods that are all new by the library's bulk mode, table by table."""
    categories = {name: _category(name) for name in {one.category for one in listed}}
    attributes = {name: Attribute.objects.get_or_create(name=name)[0].pk for name in ATTRIBUTES}
    slugs = {one.id: f"{supplier_id}-{_slug(one.id)}" for one in listed}
    _bulk(
        BulkProducts(),
        [(slugs[one.id], one.name, one.brand, one.model, categories[one.category]) for one in listed],
        ("slug", "name", "brand", "model", "category_id"),
    )
    ids = dict(Product.objects.filter(slug__in=slugs.values()).values_list("slug", "id"))
    _bulk(
        BulkOffers(),
        [(one.id, one.model, Decimal(one.price), one.quantity, supplier_id, ids[slugs[one.id]]) for one in listed],
        ("external_id", "model", "price", "quantity", "supplier_id", "product_id"),
    )
    _bulk(
        BulkValues(),
        [
            (ids[slugs[one.id]], attributes[name], value)
            for one in listed
            for name, value in zip(ATTRIBUTES, one.values, strict=True)
        ],
        ("product_id", "attribute_id", "text"),
    )
    _show(supplier_id)


def _bulk(resource: ModelResource, rows: Sequence[tuple[Any, ...]], headers: Sequence[str]) -> None:
    result = resource.import_data(tablib.Dataset(*rows, headers=headers), raise_errors=True)
    assert result.totals["new"] == len(rows), result.totals


def _show(supplier_id: int) -> None:
    refresh_products(list(Offer.objects.filter(supplier_id=supplier_id).values_list("product_id", flat=True)))


def _category(name: str) -> int:
    return Category.objects.get_or_create(slug=_slug(name), defaults={"name": name})[0].pk


def _slug(text: str) -> str:
    return slugify(text, allow_unicode=True)
