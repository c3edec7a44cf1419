"""Where price lists are fetched from: addresses with what they said of their content, and when to look again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.partners.rules import Mode, for_people, in_words


class Rhythm(models.TextChoices):
    HOURLY = "hourly", pgettext_lazy("how often a list is fetched", "hourly")
    DAILY = "daily", pgettext_lazy("how often a list is fetched", "daily")


class RunResult(models.TextChoices):
    SENT = "sent", pgettext_lazy("of a scheduled fetch", "a new list was taken")
    HELD = "held", pgettext_lazy("of a scheduled fetch", "a new list waits for a look at it")
    UNCHANGED = "unchanged", pgettext_lazy("of a scheduled fetch", "nothing has changed")
    FAILED = "failed", pgettext_lazy("of a scheduled fetch", "failed")


class Source(models.Model):
    """An address that a supplier's list came from, and its validators (RFC 9110, 8.8), with the list they are of."""

    supplier_id = models.BigIntegerField()
    # Of the address: no database indexes 2,000 characters gladly.
    digest = models.CharField(max_length=64)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    price_list_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["supplier_id", "digest"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.digest} of supplier {self.supplier_id}"


class Schedule(models.Model):
    """When a supplier's list is fetched by itself, and how that went last."""

    supplier_id = models.BigIntegerField(_("supplier id"), primary_key=True)
    url = models.CharField(_("address"), max_length=2000)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.FULL)
    every = models.CharField(pgettext_lazy("how often a list is fetched", "how often"), max_length=10, choices=Rhythm)
    # By the shop's clock; hourly needs none.
    at = models.TimeField(pgettext_lazy("time of day", "at"), null=True, blank=True)
    user_id = models.BigIntegerField(_("set by"), null=True, editable=False)
    next_run_at = models.DateTimeField(_("next run"), db_index=True, editable=False)
    last_run_at = models.DateTimeField(_("last run"), null=True, editable=False)
    last_result = models.CharField(_("last result"), max_length=10, blank=True, choices=RunResult, editable=False)
    last_price_list_id = models.BigIntegerField(_("price list"), null=True, editable=False)
    error_code = models.CharField(max_length=60, blank=True, editable=False)
    # An English msgid, and the values for its places.
    error_detail = models.TextField(_("what is wrong"), blank=True, editable=False)
    error_params = models.JSONField(default=dict, editable=False)
    # How often it has failed since the last time that the rhythm asked for: the waits in between grow.
    tries = models.PositiveSmallIntegerField(_("failed attempts"), default=0, editable=False)
    # What its people were told of (`services.streaks`): of each once, until it has worked again.
    told_of = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("scheduled price list")
        verbose_name_plural = _("scheduled price lists")

    def __str__(self) -> str:
        return self.url

    @property
    def failure(self) -> str:
        """Why it failed last, in the language now active, or "" where it did not."""
        return in_words(self.error_detail, self.error_params)

    @property
    def refusal(self) -> str:
        """Why it failed last, as it is said to people."""
        return for_people(self.error_code, self.error_detail, self.error_params)
