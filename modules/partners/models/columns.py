"""What a supplier's own column names mean, said once and remembered."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class HeaderMapping(models.Model):
    """One supplier's names of columns: header -> field of a good, "attribute" or "ignore"."""

    supplier_id = models.BigIntegerField(_("supplier id"), primary_key=True)
    columns = models.JSONField(_("columns"), default=dict)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("meaning of columns")
        verbose_name_plural = _("meanings of columns")

    def __str__(self) -> str:
        return gettext("Columns of supplier %(supplier)d") % {"supplier": self.supplier_id}
