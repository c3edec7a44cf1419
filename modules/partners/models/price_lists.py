"""The price lists that suppliers send, and what was found about their rows."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modules.partners.rules import CAUSES, UNFINISHED, Mode, RowStatus, Status, for_people, in_words


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
    # The newer list that took its place before it was decided about, or while it was being worked on.
    superseded_by = models.BigIntegerField(null=True, editable=False)
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
        # Whoever shows lists knows their suppliers' names, and hangs them on them.
        name = self.__dict__.get("supplier_name") or gettext("supplier %d") % self.supplier_id
        return gettext("Price list %(number)d of %(name)s") % {"number": self.pk or 0, "name": name}

    @property
    def is_rolling_back(self) -> bool:
        """Whether it still stands, and is about to be rolled back."""
        return self.status == Status.APPLIED and self.rollback_asked_at is not None

    @property
    def is_under_way(self) -> bool:
        """Whether something is being done with it."""
        return self.status in UNFINISHED or self.is_rolling_back

    @property
    def codes(self) -> frozenset[str]:
        """What it is warned of."""
        return frozenset(one["code"] for one in self.warnings)

    @property
    def failure(self) -> str:
        """Why it failed, in the language now active."""
        return self._in_its_line(in_words(self.error_detail, self.error_params))

    @property
    def refusal(self) -> str:
        """Why it failed, as it is said to people."""
        return self._in_its_line(for_people(self.error_code, self.error_detail, self.error_params))

    def _in_its_line(self, told: str) -> str:
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
    # The code of what is odd about this very row; what is odd about many together, their status tells (`rules.CAUSES`).
    warning = models.CharField(max_length=40, blank=True, default="", db_default="")
    # The codes of what else is odd about it, with a blank around each, so that one can be searched for.
    noted = models.TextField(blank=True, default="", db_default="")
    # The sheet of its line, in a workbook that has goods on several.
    sheet = models.CharField(max_length=255, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["price_list", "status", "line", "id"], name="price_list_row_by_status"),
            models.Index(fields=["price_list", "line", "id"], name="price_list_row_by_line"),
            models.Index(
                fields=["price_list", "warning", "line", "id"],
                condition=models.Q(warning__gt=""),
                name="price_list_row_by_warning",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.status}"

    def warnings(self, codes: Iterable[str]) -> list[str]:
        """Return which of its list's warnings (`codes`) it has caused."""
        own = {self.warning, *self.noted.split()}
        return sorted(code for code in codes if code in own or self.status in CAUSES.get(code, ()))
