from django.db import models
from django.utils.translation import gettext_lazy as _

from modules.orders.models.orders import Order
from modules.orders.rules.numbers import invoice_name


class Invoice(models.Model):
    """The document of an order; its number is given once, before it is drawn."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice", verbose_name=_("order"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    file = models.CharField(_("file"), max_length=100, blank=True)
    made_at = models.DateTimeField(_("made"), null=True)

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="invoice_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return invoice_name(self.year, self.number)


class InvoiceCounter(models.Model):
    """The last number given in a year; whoever gives one holds this row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
