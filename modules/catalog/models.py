"""What there is to buy: categories, products, and what each supplier asks for them.

Columns marked "kept" repeat what other rows say, so that a list is read from one table; `services.refreshing`
writes them in the transaction of the change they repeat.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def shop_currency() -> str:
    return str(settings.CURRENCY)


def picture_path(image: "ProductImage", filename: str) -> str:
    """Return where a picture is stored: a name of our own, never the sender's."""
    ending = filename.rpartition(".")[2].lower()
    safe = ending if ending in {"jpg", "jpeg", "png", "webp", "gif", "svg"} else "bin"
    return f"products/{image.product_id}/{uuid.uuid4().hex}.{safe}"


class Category(models.Model):
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("shown"), default=True)
    # Kept: it and everything above it is active.
    is_visible = models.BooleanField(default=True, editable=False)
    # Kept: the name as it is searched.
    search_text = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        indexes = [models.Index("position", "id", name="category_order", condition=Q(is_visible=True))]

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    accepting_orders = models.BooleanField(_("takes orders"), default=True)
    delivery = models.DecimalField(_("delivery"), max_digits=12, decimal_places=2, default=0)
    free_from = models.DecimalField(_("delivery free from"), max_digits=12, decimal_places=2, null=True, blank=True)
    minimum = models.DecimalField(_("smallest order"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency)
    # The house itself: what staff price and count by hand is its offer.
    is_own = models.BooleanField(_("the house itself"), default=False, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            models.UniqueConstraint(fields=["is_own"], name="supplier_one_own", condition=Q(is_own=True)),
            models.CheckConstraint(
                name="supplier_terms",
                condition=Q(delivery__gte=0, minimum__gte=0) & (Q(free_from=None) | Q(free_from__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A card: what a thing is. What it costs and how many there are is said by its offers."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="products", verbose_name=_("category"))
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    brand = models.CharField(_("brand"), max_length=255, blank=True)
    model = models.CharField(_("model"), max_length=255, blank=True)
    gtin = models.CharField(_("GTIN"), max_length=64, blank=True)
    is_active = models.BooleanField(_("shown"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    # Kept: the texts as they are searched, and brand and model as they are compared ("" where one is unknown).
    search_text = models.TextField(default="", editable=False)
    make_key = models.CharField(max_length=520, default="", editable=False)
    # Kept: what a list shows of it that changes rarely, as JSON.
    card = models.TextField(default="{}", editable=False)
    # Kept: what its best offer says; a product that never had an offer has no price.
    best_offer_id = models.BigIntegerField(null=True, editable=False)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency, editable=False)
    in_stock = models.BooleanField(_("in stock"), default=False, editable=False)
    # Kept: active, in a visible category, and with a living offer.
    is_listed = models.BooleanField(_("in the lists"), default=False, editable=False)
    # Kept: what its reviews say.
    rating = models.DecimalField(_("rating"), max_digits=3, decimal_places=2, default=0, editable=False)
    reviews_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(name="product_listed_price", condition=Q(is_listed=False) | Q(price__isnull=False))
        ]
        indexes = [
            models.Index("category", "price", "id", name="product_category_price", condition=Q(is_listed=True)),
            models.Index("price", "id", name="product_price", condition=Q(is_listed=True)),
            models.Index("name", "id", name="product_name", condition=Q(is_listed=True)),
            models.Index("created_at", "id", name="product_created", condition=Q(is_listed=True)),
            models.Index("rating", "id", name="product_rating", condition=Q(is_listed=True)),
            models.Index("gtin", name="product_gtin", condition=~Q(gtin="")),
            models.Index("make_key", name="product_make", condition=~Q(make_key="")),
        ]

    def __str__(self) -> str:
        return self.name


class ProductImage(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.FileField(_("file"), upload_to=picture_path, max_length=200)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.file)


class AttributeType(models.TextChoices):
    NUMBER = "number", _("number")
    TEXT = "text", _("text")
    BOOLEAN = "boolean", _("yes or no")


class Attribute(models.Model):
    """A name that products have values under; all its values are of one type."""

    name = models.CharField(_("name"), max_length=255, unique=True)
    type = models.CharField(_("type"), max_length=10, choices=AttributeType, default=AttributeType.TEXT)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")

    def __str__(self) -> str:
        return self.name


class ProductAttribute(models.Model):
    """A value: always as text ("5.5", "true"), and as a number too where the attribute is one."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="values", verbose_name=_("attribute"))
    text = models.TextField(_("value"))
    number = models.FloatField(null=True, editable=False)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [models.UniqueConstraint(fields=["product", "attribute"], name="product_attribute_once")]
        indexes = [models.Index("attribute", "number", name="attribute_number", condition=Q(number__isnull=False))]

    def __str__(self) -> str:
        return self.text


class Offer(models.Model):
    """A supplier's price and quantity for a product.

    `quantity` is the supplier's statement; `reserved` belongs to the orders that are not shipped yet.
    """

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="offers", verbose_name=_("supplier"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="offers", verbose_name=_("product"))
    external_id = models.CharField(_("supplier's id"), max_length=255)
    model = models.CharField(_("supplier's model"), max_length=255, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    price_rrp = models.DecimalField(_("recommended price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency, editable=False)
    quantity = models.PositiveIntegerField(_("quantity"), default=0, validators=[MaxValueValidator(2_147_483_647)])
    reserved = models.IntegerField(_("reserved"), default=0, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    # A digest of the texts that the supplier's list stated last: a list that repeats them leaves the product alone.
    stated = models.CharField(max_length=32, default="", editable=False)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "external_id"], name="offer_external_id"),
            models.CheckConstraint(name="offer_quantity", condition=Q(quantity__gte=0)),
            models.CheckConstraint(name="offer_reserved", condition=Q(reserved__gte=0)),
            models.CheckConstraint(name="offer_price", condition=Q(price__gt=0)),
        ]
        indexes = [models.Index("product", "price", "id", name="offer_best", condition=Q(retired_at=None))]

    def __str__(self) -> str:
        return f"{self.external_id} ({self.price} {self.currency})"

    @property
    def available(self) -> int:
        return max(0, self.quantity - self.reserved)


class SupplierCategory(models.Model):
    """Where in the shop a supplier's own category stands; two suppliers may use one key for two things."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="categories")
    key = models.CharField(_("supplier's category"), max_length=255)
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", verbose_name=_("category"))

    class Meta:
        verbose_name = _("supplier's category")
        verbose_name_plural = _("suppliers' categories")
        constraints = [models.UniqueConstraint(fields=["supplier", "key"], name="supplier_category_once")]

    def __str__(self) -> str:
        return self.key


class StagedGood(models.Model):
    """A row of a price list on its way in (see `services.price_lists`); empty when no list is being applied."""

    load = models.CharField(max_length=40)
    n = models.BigIntegerField()
    external_id = models.CharField(max_length=255)
    category_key = models.CharField(max_length=255)
    category_name = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=120)
    description = models.TextField()
    brand = models.CharField(max_length=255)
    model = models.CharField(max_length=255)
    gtin = models.CharField(max_length=64)
    search_text = models.TextField()
    make_key = models.CharField(max_length=520)
    stated = models.CharField(max_length=32)
    attributes = models.TextField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    price_rrp = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    quantity = models.IntegerField()
    # Found while merging.
    category_id = models.BigIntegerField(null=True)
    offer_id = models.BigIntegerField(null=True)
    product_id = models.BigIntegerField(null=True)
    fate = models.CharField(max_length=8, default="")
    has_new_texts = models.BooleanField(default=True)
    owns_product = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index("load", "external_id", name="staged_good")]

    def __str__(self) -> str:
        return f"{self.load} {self.external_id}"
