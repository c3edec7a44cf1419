from django.db import models
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.attributes import Attribute
from modules.catalog.models.suppliers import Supplier


class SupplierAttribute(models.Model):
    """Which attribute of the shop a supplier means by a name: by itself the one that is called so."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="attributes", verbose_name=_("supplier"))
    name = models.CharField(_("name in its lists"), max_length=255)
    sample = models.CharField(_("for example"), max_length=500, default="", editable=False)
    attribute = models.ForeignKey(Attribute, models.CASCADE, related_name="+", verbose_name=_("attribute of the shop"))
    is_ignored = models.BooleanField(_("left out"), default=False)
    # Somebody said so: the attribute then keeps its type, whatever the lists state.
    is_chosen = models.BooleanField(_("chosen by hand"), default=False, editable=False)

    class Meta:
        verbose_name = _("supplier's attribute")
        verbose_name_plural = _("suppliers' attributes")
        constraints = [models.UniqueConstraint(fields=["supplier", "name"], name="supplier_attribute_once")]

    def __str__(self) -> str:
        return self.name
