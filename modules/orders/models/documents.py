from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modules.orders.models.orders import Order, Part
from modules.orders.rules.numbers import invoice_name


class Invoice(models.Model):
    """The number of an order's invoice: given once, before the first revision is drawn, and the same for all."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice", verbose_name=_("order"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
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


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    PACKING_LIST = "packing_list", _("packing list")


class Document(models.Model):
    """One revision of a document, as it was stored once; what changes afterwards makes the next revision."""

    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    order = models.ForeignKey(Order, models.PROTECT, related_name="documents", verbose_name=_("order"))
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="documents", verbose_name=_("part"))
    revision = models.PositiveIntegerField(_("revision"))
    # How often the order had been corrected by what it says.
    order_revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # The SHA-256 of what it says, before it is drawn: the same again needs no new revision.
    said = models.CharField(max_length=64, editable=False)
    # In which it was drawn: whoever reads it later may speak another.
    language = models.CharField(_("language"), max_length=10, blank=True, default="", db_default="", editable=False)
    file = models.CharField(_("file"), max_length=100, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    # Its drawing had failed, and it is the plain one that stands in for it.
    plain = models.BooleanField(_("plain"), default=False)
    made_at = models.DateTimeField(_("made"), null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["-made_at"], name="document_plain", condition=Q(plain=True))]
        constraints = [
            models.UniqueConstraint(fields=["order", "revision"], name="invoice_revision", condition=Q(part=None)),
            models.UniqueConstraint(fields=["part", "revision"], name="packing_list_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order} · {self.revision}"
