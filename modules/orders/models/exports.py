from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class OrderExportStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("state of an export", "being made")
    READY = "ready", pgettext_lazy("state of an export", "ready")
    FAILED = "failed", pgettext_lazy("state of an export", "failed")
    EXPIRED = "expired", pgettext_lazy("state of an export", "expired")


class OrderExport(models.Model):
    """A file of the orders that somebody's filters left when they asked for it, made late and kept for some days."""

    by_id = models.BigIntegerField(_("asked for by"), null=True)
    format = models.CharField(_("format"), max_length=10, choices=OrderExportFormat)
    status = models.CharField(_("status"), max_length=10, choices=OrderExportStatus, default=OrderExportStatus.QUEUED)
    # Whose ids, the newest first; of no use once the file is there.
    order_ids = models.JSONField(default=list)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    # Its name under DOCUMENT_ROOT.
    file = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(_("bytes"), default=0)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    class Meta:
        verbose_name = _("export of orders")
        verbose_name_plural = _("exports of orders")
        indexes = [models.Index(fields=["expires_at"], name="order_export_expiry")]

    def __str__(self) -> str:
        return self.save_as

    @property
    def save_as(self) -> str:
        return f"orders-{timezone.localtime(self.created_at):%Y-%m-%d}.{self.format}"
