from django.db import models


class StagedGood(models.Model):
    """A row of a price list on its way in (see `services.price_lists`); empty when no list is being applied."""

    load = models.CharField(max_length=40)
    n = models.BigIntegerField()
    line = models.BigIntegerField(default=0)
    external_id = models.CharField(max_length=255)
    category_key = models.CharField(max_length=255)
    category_name = models.CharField(max_length=255)
    category_path = models.TextField(default="[]")
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=120)
    description = models.TextField()
    brand = models.CharField(max_length=255)
    # Of a known offer, None is what the list does not say, and 0 the recommended price that it says there is not.
    model = models.CharField(max_length=255, null=True)
    gtin = models.CharField(max_length=64)
    words = models.TextField()
    name_key = models.CharField(max_length=100, default="")
    make_key = models.CharField(max_length=520)
    stated = models.CharField(max_length=64)
    attributes = models.TextField()
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_rrp = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    quantity = models.IntegerField(null=True)
    # Of a row that is new, what its offer and its product will be.
    offer_id = models.BigIntegerField(null=True)
    product_id = models.BigIntegerField(null=True)
    fate = models.CharField(max_length=8, default="")
    has_new_texts = models.BooleanField(default=True)
    owns_product = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index("load", "external_id", name="staged_good"),
            models.Index("load", "n", name="staged_good_in_order"),
            # Rows of one product are looked for among each other: without it each would go through all.
            models.Index("load", "product_id", name="staged_good_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.load} {self.external_id}"
