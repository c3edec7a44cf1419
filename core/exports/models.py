"""Files that somebody asks for and that are made late: what every module's rows of them have in common."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExportStatus(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("state of an export", "being made")
    READY = "ready", pgettext_lazy("state of an export", "ready")
    FAILED = "failed", pgettext_lazy("state of an export", "failed")
    EXPIRED = "expired", pgettext_lazy("state of an export", "expired")


class KeptExport(models.Model):
    """A file, asked for, made in the background and kept for EXPORT_DAYS; `stem` is what it is called when saved."""

    stem = "export"
    # What its columns hold once nobody waits for the file any more: what was only needed to make it.
    spent: ClassVar[Mapping[str, Any]] = {}

    status = models.CharField(
        _("status"), max_length=10, choices=ExportStatus, default=ExportStatus.QUEUED, editable=False
    )
    # Its name under DOCUMENT_ROOT.
    file = models.CharField(max_length=200, blank=True, editable=False)
    size = models.BigIntegerField(_("bytes"), default=0, editable=False)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    ready_at = models.DateTimeField(_("ready"), null=True, editable=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.save_as

    @property
    def ending(self) -> str:
        """Return what its file's name ends with."""
        raise NotImplementedError

    @property
    def save_as(self) -> str:
        """Return under what name its file is saved."""
        return f"{self.stem}-{timezone.localtime(self.created_at):%Y-%m-%d}.{self.ending}"

    @property
    def is_ready(self) -> bool:
        """Return whether there is a file."""
        return self.status == ExportStatus.READY
