from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modules.orders.models.orders import Order


class OrderRevision(models.Model):
    """One correction of an order: what was agreed before it and after it, as data, and who, when and why."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="revisions", verbose_name=_("order"))
    number = models.PositiveIntegerField(_("revision"))
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    by_id = models.BigIntegerField(_("by (user id)"), null=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.order} · {self.number}"
