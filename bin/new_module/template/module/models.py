from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NewmoduleEntry(models.Model):
    """What somebody wrote down here; one title a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+", verbose_name=_("whose"))
    title = models.CharField(_("title"), max_length=255)
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["user", "title"], name="newmodule_title_once")]

    def __str__(self) -> str:
        return self.title
