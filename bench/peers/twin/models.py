"""Our own tables, seen by other models: the same rows, the same indexes, nothing to keep in step."""

from django.db import models


class Category(models.Model):
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    is_visible = models.BooleanField()

    class Meta:
        managed = False
        db_table = "catalog_category"


class Supplier(models.Model):
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=120)
    approved_at = models.DateTimeField(null=True)
    accepting_orders = models.BooleanField()

    class Meta:
        managed = False
        db_table = "catalog_supplier"


class Product(models.Model):
    """Price, stock and rating stand ready on the row, as our own lists have them: the peer need not add them up."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=120)
    description = models.TextField()
    brand = models.CharField(max_length=255)
    model = models.CharField(max_length=255)
    gtin = models.CharField(max_length=64)
    is_active = models.BooleanField()
    created_at = models.DateTimeField()
    best_offer_id = models.BigIntegerField(null=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    in_stock = models.BooleanField()
    is_listed = models.BooleanField()
    rating = models.DecimalField(max_digits=3, decimal_places=2)
    reviews_count = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "catalog_product"


class ProductImage(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.FileField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "catalog_productimage"
        ordering = ["position", "id"]


class Attribute(models.Model):
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "catalog_attribute"


class ProductAttribute(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, models.PROTECT)
    text = models.TextField()
    number = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "catalog_productattribute"
        ordering = ["id"]


class Offer(models.Model):
    supplier = models.ForeignKey(Supplier, models.PROTECT)
    product = models.ForeignKey(Product, models.PROTECT, related_name="offers")
    external_id = models.CharField(max_length=255)
    model = models.CharField(max_length=255)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    price_rrp = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    quantity = models.PositiveIntegerField()
    reserved = models.IntegerField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "catalog_offer"
        ordering = ["price", "id"]
