from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Wish(models.Model):
    """A product that somebody would like to have; it is ticked off once they have ordered it."""

    # The database itself takes a wish away with its person: it does so while this module is off, too.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    product_id = models.BigIntegerField(_("product id"))
    name = models.TextField(_("name"))
    wished_at = models.DateTimeField(_("wished for"), default=timezone.now)
    bought_at = models.DateTimeField(_("ticked off"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [models.UniqueConstraint(fields=["user", "product_id"], name="product_wished_once")]

    def __str__(self) -> str:
        return self.name
