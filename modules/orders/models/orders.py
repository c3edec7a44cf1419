from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.spelling import Small
from modules.orders.rules.addresses import Address
from modules.orders.rules.numbers import number_of
from modules.orders.rules.states import Actor, Status
from modules.orders.rules.vat import vat_within


class Order(models.Model):
    """What was agreed with a buyer: prices, names and address are copies, frozen when it was placed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("buyer"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    currency = models.CharField(_("currency"), max_length=3)
    subtotal = models.DecimalField(_("goods"), max_digits=12, decimal_places=2)
    delivery = models.DecimalField(_("delivery"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    # The shop's rate of VAT as it was, in percent: that of the delivery.
    vat_rate = models.DecimalField(_("VAT on delivery, %"), max_digits=4, decimal_places=2, null=True)
    address = models.JSONField(_("address"), default=dict)
    comment = models.TextField(_("comment"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    # Whichever module keeps carts: one order per cart, held by the database.
    cart_id = models.BigIntegerField(unique=True, null=True, editable=False)
    # Recipient and phone, folded: LIKE then finds the same on both databases.
    search_text = models.TextField(default="", editable=False)
    created_at = models.DateTimeField(_("placed"), default=timezone.now)
    # The buyer has asked to be forgotten while the order was still alive.
    erase_on_close = models.BooleanField(default=False, editable=False)
    # How often the staff corrected it; whoever corrects it names the one they saw.
    revision = models.PositiveIntegerField(_("corrections"), default=0, db_default=0, editable=False)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["user", "-id"], name="order_of_user"),
            models.Index(fields=["status", "-id"], name="order_by_status"),
            models.Index(fields=["created_at"], name="order_by_date"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0, subtotal__gte=0, delivery__gte=0), name="order_sums"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number_of(self.pk)

    @property
    def address_view(self) -> Address:
        return Address(**self.address)


class Part(models.Model):
    """One supplier's share of an order; it moves by itself."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="parts", verbose_name=_("order"))
    supplier_id = models.BigIntegerField(_("supplier id"))
    supplier_name = models.CharField(_("supplier"), max_length=255)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PENDING)
    subtotal = models.DecimalField(_("goods"), max_digits=12, decimal_places=2)
    delivery = models.DecimalField(_("delivery"), max_digits=12, decimal_places=2)
    moved_at = models.DateTimeField(_("last step"), default=timezone.now)
    # Whether it is in the order's sums: no longer, once it was cancelled out of an order that went on.
    counted = models.BooleanField(default=True, db_default=True, editable=False)
    # The supplier's terms of delivery as they were agreed; no rate: placed before they were kept.
    flat_rate = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False)
    free_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        indexes = [models.Index(fields=["supplier_id", "-id"], name="part_of_supplier")]
        constraints = [models.UniqueConstraint(fields=["order", "supplier_id"], name="part_once_per_supplier")]

    def __str__(self) -> str:
        return f"{number_of(self.order_id)} · {self.supplier_name}"


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    part = models.ForeignKey(Part, models.CASCADE, related_name="lines", verbose_name=_("part"))
    offer_id = models.BigIntegerField(_("offer id"))
    product_id = models.BigIntegerField(_("product id"))
    supplier_id = models.BigIntegerField(_("supplier id"))
    name = models.TextField(_("name"))
    # The supplier's own code of it, and what else it is known by, as they were.
    sku = models.CharField(_("SKU"), max_length=255, blank=True, default="", db_default="")
    model = models.CharField(_("model"), max_length=255, blank=True, default="", db_default="")
    gtin = models.CharField(_("GTIN"), max_length=64, blank=True, default="", db_default="")
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2)
    quantity = models.PositiveIntegerField(_("quantity"))
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    # In percent, as it was; the price includes it. Nothing: without VAT.
    vat_rate = models.DecimalField(_("VAT, %"), max_digits=4, decimal_places=2, null=True)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        # By which the staff find orders (`selectors.searching`).
        indexes = [
            models.Index(Small("sku"), name="line_by_sku", condition=~Q(sku="")),
            models.Index(Small("model"), name="line_by_model", condition=~Q(model="")),
            models.Index(fields=["gtin"], name="line_by_gtin", condition=~Q(gtin="")),
        ]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="line_has_pieces")]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def vat(self) -> Decimal:
        return vat_within(self.total, self.vat_rate)


class Step(models.Model):
    """One step that was made. Rows without a part tell the order's own story; rows with one, that part's."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="steps", verbose_name=_("order"))
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="steps", verbose_name=_("part"))
    from_status = models.CharField(_("from"), max_length=12, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=Status)
    by_id = models.BigIntegerField(_("by (user id)"), null=True)
    # By itself the one who begins the story.
    actor = models.CharField(_("as"), max_length=8, choices=Actor, default=Actor.BUYER, db_default=Actor.BUYER)
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return f"{self.from_status or '·'} → {self.to_status}"
