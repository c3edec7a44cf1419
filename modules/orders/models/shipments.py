import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.orders.models.orders import Order, Part
from modules.orders.rules.shipping import ShipmentStatus


def new_key() -> str:
    return uuid.uuid4().hex


class Shipment(models.Model):
    """A part that was handed over, and whether the shipping service knows of it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments", verbose_name=_("order"))
    part = models.OneToOneField(Part, models.CASCADE, related_name="shipment", verbose_name=_("part"))
    # By which the service knows a repeat: the same at every attempt, also when it is sent again by hand.
    key = models.CharField(_("key"), max_length=36, unique=True, default=new_key, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=ShipmentStatus, default=ShipmentStatus.WAITING)
    # Counts how often it was set going; what was announced in an earlier round no longer counts.
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    # When this round began: a service that is down is given hours, however often it says to come back at once.
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    # Whoever calls holds it until then; after that they are taken for dead.
    busy_until = models.DateTimeField(null=True, editable=False)
    reference = models.CharField(pgettext_lazy("of a shipment", "reference"), max_length=100, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    # The letter that told the administrator of its failure, and when: "" until one has.
    alarm = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    alarmed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("handed over"), default=timezone.now)
    sent_at = models.DateTimeField(pgettext_lazy("of a shipment", "told"), null=True)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        indexes = [
            models.Index(
                fields=["status", "-id"], name="shipment_open", condition=~models.Q(status=ShipmentStatus.SENT)
            ),
            models.Index(fields=["alarmed_at"], name="shipment_alarmed", condition=models.Q(alarmed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.part)
