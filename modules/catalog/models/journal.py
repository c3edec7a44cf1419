"""What price lists overwrote, kept by list for as long as one may want it back (see `services.journal`)."""

from django.db import models


class OfferBefore(models.Model):
    """An offer that a list wrote, as it stood before (nothing: the list made it) and as the list left it."""

    list_id = models.BigIntegerField()
    offer_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    # made, changed or retired.
    fate = models.CharField(max_length=8)
    model = models.CharField(max_length=255, null=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_rrp = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, null=True)
    quantity = models.BigIntegerField(null=True)
    stated = models.CharField(max_length=64, null=True)
    filed_under = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    # How many pieces had ever left the shelf by then: what was sold since does not come back.
    shipped = models.BigIntegerField(null=True)
    new_model = models.CharField(max_length=255, null=True)
    new_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    new_price_rrp = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    new_currency = models.CharField(max_length=3, null=True)
    new_quantity = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_id", "offer_id"], name="offer_before_once")]

    def __str__(self) -> str:
        return f"offer {self.offer_id} before list {self.list_id}"


class CategoryBefore(models.Model):
    """What a supplier's category was called before a list gave it another name, and the name that the list gave."""

    list_id = models.BigIntegerField()
    filed_under = models.BigIntegerField()
    name = models.CharField(max_length=255)
    path = models.JSONField()
    former_name = models.CharField(max_length=255)
    new_name = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_id", "filed_under"], name="category_before_once")]

    def __str__(self) -> str:
        return f"category {self.filed_under} before list {self.list_id}"


class ProductBefore(models.Model):
    """What a product said before a list, and what the list made of it; NULL where the list said nothing new.

    Attributes are JSON: [[attribute id, text], ...] by id.
    """

    list_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    name = models.TextField(null=True)
    category_id = models.BigIntegerField(null=True)
    description = models.TextField(null=True)
    brand = models.TextField(null=True)
    model = models.TextField(null=True)
    gtin = models.TextField(null=True)
    attributes = models.TextField(null=True)
    new_name = models.TextField(null=True)
    new_category_id = models.BigIntegerField(null=True)
    new_description = models.TextField(null=True)
    new_brand = models.TextField(null=True)
    new_model = models.TextField(null=True)
    new_gtin = models.TextField(null=True)
    new_attributes = models.TextField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_id", "product_id"], name="product_before_once")]

    def __str__(self) -> str:
        return f"product {self.product_id} before list {self.list_id}"
