"""The price lists that suppliers send, and what was found about their rows."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modules.partners.rules import UNFINISHED, Mode, RowStatus, Status, in_words


class Feed(models.Model):
    """A supplier's stream of price lists: the row whose lock makes one job at a time and versions ascend."""

    supplier_id = models.BigIntegerField(primary_key=True)
    version = models.PositiveIntegerField(default=0)
    applied_version = models.PositiveIntegerField(default=0)
    # Which delivery works on this supplier's lists, and until when it is believed without a sign of life.
    worker = models.CharField(max_length=60, blank=True)
    worker_until = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"feed of supplier {self.supplier_id} at {self.version}"


class PriceList(models.Model):
    """One file a supplier sent, and what became of it."""

    supplier_id = models.BigIntegerField(_("supplier id"))
    user_id = models.BigIntegerField(_("sent by"), null=True)
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.QUEUED)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.FULL)
    dry_run = models.BooleanField(_("dry run"), default=False)
    format = models.CharField(_("format"), max_length=40, blank=True)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    # Where it is fetched from, in place of a file that was sent; until it is there it has no digest.
    url = models.CharField(_("address"), max_length=2000, blank=True)
    # A schedule has sent it in, and is asked whether its people are to be written to.
    is_scheduled = models.BooleanField(default=False, editable=False)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(_("bytes"))
    error_code = models.CharField(_("error"), max_length=60, blank=True)
    # An English msgid, the values for its places, and the line of the file where it shows.
    error_detail = models.TextField(_("what is wrong"), blank=True)
    error_params = models.JSONField(default=dict)
    error_line = models.PositiveIntegerField(null=True)
    runs = models.PositiveSmallIntegerField(_("runs"), default=0)
    rows_read = models.PositiveIntegerField(_("rows read"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), null=True)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("the same"), default=0)
    retired = models.PositiveIntegerField(_("retired"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    # Each {code, detail, params, rows, hold}: `hold` says that the list waits for somebody to look at it.
    warnings = models.JSONField(_("warnings"), default=list)
    # Who approved or rejected it, when, and which holds they saw: code -> rows.
    reviewed_by = models.BigIntegerField(_("reviewed by"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    seen_holds = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    applied_at = models.DateTimeField(_("applied"), null=True)
    # A large one is rolled back in the background: since when it is to be.
    rollback_asked_at = models.DateTimeField(null=True, editable=False)
    rolled_back_by = models.BigIntegerField(_("rolled back by"), null=True)
    rolled_back_at = models.DateTimeField(_("rolled back"), null=True)
    # Its file, rows and journal are gone: it is a line of history, and cannot be rolled back any more.
    forgotten_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints: ClassVar = [models.UniqueConstraint(fields=["supplier_id", "version"], name="price_list_version")]
        indexes: ClassVar = [
            models.Index(fields=["supplier_id", "-id"], name="price_list_of_supplier"),
            models.Index(fields=["status", "-id"], name="price_list_by_status"),
        ]

    def __str__(self) -> str:
        return gettext("Price list %(version)d of supplier %(supplier)d") % {
            "version": self.version,
            "supplier": self.supplier_id,
        }

    @property
    def is_rolling_back(self) -> bool:
        """Whether it still stands, and is about to be rolled back."""
        return self.status == Status.APPLIED and self.rollback_asked_at is not None

    @property
    def is_under_way(self) -> bool:
        """Whether something is being done with it."""
        return self.status in UNFINISHED or self.is_rolling_back

    @property
    def failure(self) -> str:
        """Why it failed, in the language now active."""
        told = in_words(self.error_detail, self.error_params)
        return gettext("Line %(line)s: %(what)s") % {"line": self.error_line, "what": told} if self.error_line else told

    @property
    def path(self) -> Path:
        """Where the file lies as it was sent: a document with an owner, so not under the public media."""
        return Path(settings.DOCUMENT_ROOT) / "price-lists" / str(self.supplier_id) / str(self.pk)


class PriceListRow(models.Model):
    """What was found about one row; lines are counted from 1, 0 stands for a row that is not in the file."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=RowStatus)
    external_id = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255, blank=True)
    changes = models.JSONField(default=list)
    errors = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["price_list", "status", "line", "id"], name="price_list_row_by_status"),
            models.Index(fields=["price_list", "line", "id"], name="price_list_row_by_line"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.status}"
