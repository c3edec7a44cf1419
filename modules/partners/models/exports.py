"""Files that the shop makes of its offers: exports that somebody asked for, and the feed for marketplaces."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    YAML = "yaml", "YAML"
    JSON = "json", "JSON"
    YML = "yml", "YML"


class ExportStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("state of an export", "queued")
    READY = "ready", pgettext_lazy("state of an export", "ready")
    FAILED = "failed", pgettext_lazy("state of an export", "failed")
    EXPIRED = "expired", pgettext_lazy("state of an export", "expired")


class Export(models.Model):
    """A file of the living offers of one supplier, or of all, as they were at one time."""

    supplier_id = models.BigIntegerField(_("supplier id"), null=True, blank=True)
    user_id = models.BigIntegerField(_("asked for by"), null=True, editable=False)
    format = models.CharField(_("format"), max_length=10, choices=ExportFormat)
    status = models.CharField(
        _("status"), max_length=10, choices=ExportStatus, default=ExportStatus.QUEUED, editable=False
    )
    # Its name under DOCUMENT_ROOT.
    file = models.CharField(max_length=200, blank=True, editable=False)
    size = models.BigIntegerField(_("bytes"), default=0, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    ready_at = models.DateTimeField(_("ready"), null=True, editable=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)

    class Meta:
        verbose_name = _("export of offers")
        verbose_name_plural = _("exports of offers")
        indexes: ClassVar = [
            models.Index(fields=["supplier_id", "-id"], name="export_of_supplier"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"


class Showcase(models.Model):
    """The one row of the feed for marketplaces: which file is shown, and whether it is to be made anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    file = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=64, blank=True)
    offers = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    # When it last said something new.
    changed_at = models.DateTimeField(null=True)
    # What it shows has changed since it was begun.
    is_stale = models.BooleanField(default=True)
    # Until when whoever makes it is believed.
    claimed_until = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.file
