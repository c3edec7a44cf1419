from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.products import Product


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

    product = models.ForeignKey(Product, models.CASCADE, related_name="attributes", db_index=False)
    attribute = models.ForeignKey(
        Attribute, models.PROTECT, related_name="values", verbose_name=_("attribute"), db_index=False
    )
    text = models.CharField(_("value"), max_length=500)
    number = models.FloatField(null=True, editable=False)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        constraints = [models.UniqueConstraint(fields=["product", "attribute"], name="product_attribute_once")]
        indexes = [
            models.Index("attribute", "text", name="attribute_text"),
            models.Index("attribute", "number", name="attribute_number", condition=Q(number__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text


class FacetValue(models.Model):
    """A value that some product has, or once had, under an id that is small to keep and quick to count."""

    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="+", db_index=False)
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attribute", "text"], name="facet_value_once")]

    def __str__(self) -> str:
        return self.text
