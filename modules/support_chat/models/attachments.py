from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.support_chat.models.conversations import Message


class Attachment(models.Model):
    """A file under DOCUMENT_ROOT; without a message it waits, for a day, to be sent along with one of its owner's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DB_CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.DB_CASCADE, related_name="+", null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    # Of a picture, in pixels as its head says.
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("support", "attachment")
        verbose_name_plural = pgettext_lazy("support", "attachments")
        indexes = [models.Index("created_at", name="attachment_unsent", condition=models.Q(message=None))]

    def __str__(self) -> str:
        return self.name
