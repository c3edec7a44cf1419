from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modules.catalog.models.categories import Category


def shop_currency() -> str:
    return str(settings.CURRENCY)


class Supplier(models.Model):
    name = models.CharField(_("name"), max_length=255)
    slug = models.CharField(_("address"), max_length=120, unique=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    accepting_orders = models.BooleanField(_("takes orders"), default=True)
    delivery = models.DecimalField(_("delivery"), max_digits=12, decimal_places=2, default=0)
    free_from = models.DecimalField(_("delivery free from"), max_digits=12, decimal_places=2, null=True, blank=True)
    minimum = models.DecimalField(_("smallest order"), max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency)
    # Where categories are made that its lists name for the first time; nothing: at the top.
    root = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("its new categories go inside"),
    )
    # The house itself: what staff price and count by hand is its offer.
    is_own = models.BooleanField(_("the house itself"), default=False, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            models.UniqueConstraint(fields=["is_own"], name="supplier_one_own", condition=Q(is_own=True)),
            models.CheckConstraint(
                name="supplier_terms",
                condition=Q(delivery__gte=0, minimum__gte=0) & (Q(free_from=None) | Q(free_from__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SupplierCategory(models.Model):
    """Where in the shop a supplier's own category stands; two suppliers may use one key for two things.

    Without a category its goods wait, unseen, until somebody chooses one.
    """

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="categories", verbose_name=_("supplier"))
    key = models.CharField(_("supplier's category"), max_length=255)
    # As the newest list has it, and the names of the groups around it, outermost first.
    name = models.CharField(_("its name"), max_length=255, default="", editable=False)
    path = models.JSONField(default=list, editable=False)
    # What the key meant before, until somebody has looked at where its goods go now.
    former_name = models.CharField(_("its name before"), max_length=255, default="", editable=False)
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("category of the shop")
    )

    class Meta:
        verbose_name = _("supplier's category")
        verbose_name_plural = _("suppliers' categories")
        constraints = [models.UniqueConstraint(fields=["supplier", "key"], name="supplier_category_once")]

    def __str__(self) -> str:
        return self.name or self.key or gettext("without a category")
