"""Who acts for a supplier."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SupplierMember(models.Model):
    """A person who acts for one supplier; the supplier itself lives in the catalogue."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )
    supplier_id = models.BigIntegerField(_("supplier id"), db_index=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("supplier's person")
        verbose_name_plural = _("suppliers' people")

    def __str__(self) -> str:
        return f"{self.user_id} of supplier {self.supplier_id}"
