from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Letter(models.Model):
    """A letter about something, as it was last tried; what it said is not kept."""

    # The same on every retry, as its Message-ID is.
    key = models.CharField(max_length=80, unique=True)
    # A kind and an id, e.g. "order" and 42: of whichever module it is.
    about = models.CharField(_("about"), max_length=40)
    about_id = models.BigIntegerField()
    to = models.CharField(pgettext_lazy("of a letter", "to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    at = models.DateTimeField(_("last attempt"), default=timezone.now)
    # Why the last attempt failed; nothing: the mail server has taken it.
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["about", "about_id"], name="letter_about"),
            models.Index(fields=["to"], name="letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to or '–'}"
