from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CannedReply(models.Model):
    """An answer that is given often; `{{ customer }}` and its like are filled in for a conversation."""

    title = models.CharField(_("title"), max_length=100, unique=True)
    text = models.TextField(
        pgettext_lazy("of a message", "text"),
        max_length=4000,
        help_text=_("May name {{ customer }}, {{ agent }}, {{ about }} and {{ subject }}."),
    )
    is_active = models.BooleanField(_("offered"), default=True)
    updated_at = models.DateTimeField(pgettext_lazy("support", "changed"), default=timezone.now)

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")

    def __str__(self) -> str:
        return self.title
