from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 10
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def given_up(self) -> "DeliveryQuerySet":
        """Keep those that were tried too often and wait for a person."""
        return self.filter(due_at=None, done_at=None)


class Delivery(models.Model):
    """One event on its way to one listener: the promise that the database keeps."""

    event = models.CharField(_("event"), max_length=120)
    listener = models.CharField(_("listener"), max_length=200)
    payload = models.JSONField(_("payload"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    request_id = models.CharField(_("request id"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("announced"), default=timezone.now)
    # When it is to run; empty once it is done, or given up and waiting for somebody in the admin.
    due_at = models.DateTimeField(_("due"), null=True, default=timezone.now)
    rung_at = models.DateTimeField(_("last rung"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("event delivery")
        verbose_name_plural = _("event deliveries")
        indexes = [
            models.Index("due_at", name="delivery_due", condition=Q(due_at__isnull=False)),
            models.Index("done_at", name="delivery_done", condition=Q(done_at__isnull=False)),
            # Counted at every scrape of /metrics, beside two weeks of those that are done.
            models.Index("listener", name="delivery_given_up", condition=Q(due_at=None, done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.event} -> {self.listener} #{self.pk}"

    def next_due(self) -> datetime | None:
        """Return when to try again: waits double up to an hour; None after the last attempt."""
        if self.attempts >= MAX_ATTEMPTS:
            return None
        wait: timedelta = min(FIRST_WAIT * 2 ** max(0, self.attempts - 1), LONGEST_WAIT)
        return timezone.now() + wait
