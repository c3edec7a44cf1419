from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.products import Product


class MergedProduct(models.Model):
    """A product that was found to be another one: what its id, and the codes it went by, lead to now."""

    id = models.BigIntegerField(primary_key=True)
    into = models.ForeignKey(Product, models.CASCADE, related_name="merged", verbose_name=_("product"))
    name = models.CharField(_("name"), max_length=255)
    gtin = models.CharField(_("GTIN"), max_length=64, blank=True)
    make_key = models.CharField(max_length=520, default="", editable=False)
    merged_at = models.DateTimeField(_("merged"), default=timezone.now)
    by_id = models.BigIntegerField(_("by (user id)"), null=True)

    class Meta:
        verbose_name = _("merged product")
        verbose_name_plural = _("merged products")
        indexes = [
            models.Index("gtin", name="merged_gtin", condition=~Q(gtin="")),
            models.Index("make_key", name="merged_make", condition=~Q(make_key="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
