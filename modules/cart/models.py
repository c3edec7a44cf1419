from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Cart(models.Model):
    """A person's or a guest's cart; closed once it has become an order."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("buyer")
    )
    # A guest's secret is kept as its digest only: who reads the table cannot open the carts.
    token_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    updated_at = models.DateTimeField(_("last change"), default=timezone.now)
    closed_at = models.DateTimeField(_("ordered"), null=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(closed_at=None), name="one_open_cart"),
            models.CheckConstraint(
                condition=Q(user=None, token_digest__isnull=False) | Q(user__isnull=False, token_digest=None),
                name="cart_is_somebodys",
            ),
        ]
        indexes = [models.Index(fields=["updated_at"], name="cart_by_age")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Item(models.Model):
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="items", verbose_name=_("cart"))
    offer_id = models.BigIntegerField(_("offer id"))
    product_id = models.BigIntegerField(_("product id"))
    name = models.TextField(_("name"))
    quantity = models.PositiveIntegerField(_("quantity"))
    # What the buyer saw when they put it in; another price since then is a problem they are told of.
    seen_price = models.DecimalField(_("price seen"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.UniqueConstraint(fields=["cart", "offer_id"], name="offer_once_in_cart"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="item_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"
