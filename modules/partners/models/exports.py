"""Files that the shop makes of its offers: exports that somebody asked for, and the feed for marketplaces."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.models import KeptExport
from modules.partners.formats.writers.known import ENDINGS


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    YAML = "yaml", "YAML"
    JSON = "json", "JSON"
    YML = "yml", "YML"


class Export(KeptExport):
    """A file of the living offers of one supplier, or of all, as they were at one time."""

    stem = "offers"

    supplier_id = models.BigIntegerField(_("supplier id"), null=True, blank=True)
    user_id = models.BigIntegerField(_("asked for by"), null=True, editable=False)
    format = models.CharField(_("format"), max_length=10, choices=ExportFormat)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)

    class Meta:
        verbose_name = _("export of offers")
        verbose_name_plural = _("exports of offers")
        indexes: ClassVar = [
            models.Index(fields=["supplier_id", "-id"], name="export_of_supplier"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]

    @property
    def ending(self) -> str:
        return ENDINGS[self.format]


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
