from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.spelling import Small
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier, shop_currency


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
    # How many pieces ever left the shelf: who puts back an earlier quantity does not bring these back.
    shipped = models.BigIntegerField(default=0, db_default=0, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    # Digests of the texts that the supplier's lists stated last: a list that repeats them leaves the product alone.
    stated = models.CharField(max_length=64, default="", editable=False)
    # The id of the SupplierCategory that the list names: no key of the database, whose checks cost a list its time.
    filed_under = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(fields=["supplier", "external_id"], name="offer_external_id"),
            models.CheckConstraint(name="offer_quantity", condition=Q(quantity__gte=0)),
            models.CheckConstraint(name="offer_reserved", condition=Q(reserved__gte=0)),
            models.CheckConstraint(name="offer_price", condition=Q(price__gt=0)),
        ]
        indexes = [
            models.Index("product", "price", "id", name="offer_best", condition=Q(retired_at=None)),
            models.Index("supplier", "product", name="offer_of_supplier", condition=Q(retired_at=None)),
            # For codes that people paste; the living first (`selectors.skus`).
            models.Index(Small("external_id"), F("retired_at").desc(), name="offer_by_external_id"),
            models.Index(Small("model"), F("retired_at").desc(), name="offer_by_model", condition=~Q(model="")),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} ({self.price} {self.currency})"

    @property
    def available(self) -> int:
        return max(0, self.quantity - self.reserved)
