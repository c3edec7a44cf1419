from django.db import models
from django.utils.translation import gettext_lazy as _

from core.exports.models import KeptExport


class OrderExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class OrderExport(KeptExport):
    """A file of the orders that somebody's filters left when they asked for it."""

    stem = "orders"
    spent = {"order_ids": []}

    by_id = models.BigIntegerField(_("asked for by"), null=True)
    format = models.CharField(_("format"), max_length=10, choices=OrderExportFormat)
    # Whose ids, the newest first.
    order_ids = models.JSONField(default=list)
    orders = models.PositiveIntegerField(_("orders"), default=0)

    class Meta:
        verbose_name = _("export of orders")
        verbose_name_plural = _("exports of orders")
        indexes = [models.Index(fields=["expires_at"], name="order_export_expiry")]

    @property
    def ending(self) -> str:
        return self.format
