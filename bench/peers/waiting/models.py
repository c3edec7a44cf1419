from django.conf import settings
from django.db import models


class Message(models.Model):
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "waiting"
        indexes = [models.Index("to", "id", name="waiting_message_of")]
