"""What there is to buy.

Columns marked "kept" repeat what other rows say, so that a list is read from one table; `services.refreshing`
writes them in the transaction of the change they repeat.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.spelling import Small
from modules.catalog.models.categories import Category
from modules.catalog.models.suppliers import shop_currency


class Product(models.Model):
    """A card: what a thing is. What it costs and how many there are is said by its offers."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="products", verbose_name=_("category"))
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    brand = models.CharField(_("brand"), max_length=255, blank=True)
    model = models.CharField(_("model"), max_length=255, blank=True)
    gtin = models.CharField(_("GTIN"), max_length=64, blank=True)
    # Nothing: the shop's own rate (VAT_RATE).
    vat_rate = models.DecimalField(
        _("VAT, %"), max_digits=4, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    is_active = models.BooleanField(_("shown"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    # Kept: what names are ordered by, compared byte by byte on every database.
    name_key = models.CharField(max_length=100, default="", editable=False)
    # Kept: brand and model as they are compared, "" where one is unknown.
    make_key = models.CharField(max_length=520, default="", editable=False)
    # Kept: what a list shows of it that changes rarely, as JSON.
    card = models.TextField(default="{}", editable=False)
    # Kept: what its best offer says; a product that never had an offer has no price.
    best_offer_id = models.BigIntegerField(null=True, editable=False)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency, editable=False)
    in_stock = models.BooleanField(_("in stock"), default=False, editable=False)
    # Kept: the ids of its FacetValues and of the suppliers of its living offers, packed (see `selectors.codes`).
    value_codes = models.BinaryField(null=True, editable=False)
    supplier_codes = models.BinaryField(null=True, editable=False)
    # Kept: active, in a visible category, and with a living offer.
    is_listed = models.BooleanField(_("shown in lists"), default=False, editable=False)
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
            models.Index("category", "name_key", "id", name="product_category_name", condition=Q(is_listed=True)),
            models.Index("category", "created_at", "id", name="product_category_created", condition=Q(is_listed=True)),
            models.Index("category", "rating", "id", name="product_category_rating", condition=Q(is_listed=True)),
            models.Index("price", "id", name="product_price", condition=Q(is_listed=True)),
            models.Index("name_key", "id", name="product_name", condition=Q(is_listed=True)),
            models.Index("created_at", "id", name="product_created", condition=Q(is_listed=True)),
            models.Index("rating", "id", name="product_rating", condition=Q(is_listed=True)),
            models.Index("in_stock", "price", "id", name="product_stock", condition=Q(is_listed=True)),
            models.Index("gtin", name="product_gtin", condition=~Q(gtin="")),
            models.Index(Small("model"), name="product_model", condition=~Q(model="")),
            models.Index("make_key", name="product_make", condition=~Q(make_key="")),
        ]

    def __str__(self) -> str:
        return self.name
