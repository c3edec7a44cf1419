"""Durable logs that long polls read: what happened, numbered without a gap in the order in which it was committed."""

import uuid

from django.db import models
from django.utils import timezone


class Feed(models.Model):
    """One log, e.g. all that one customer may hear of; `epoch` is another where a log of this name was begun anew."""

    name = models.CharField(max_length=100, unique=True)
    epoch = models.BigIntegerField()
    last_seq = models.BigIntegerField(default=0)
    # What stands up to here has been forgotten.
    floor_seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class FeedEvent(models.Model):
    """One thing that happened, with all that its readers are told of it; `subject` is what it happened to."""

    feed = models.ForeignKey(Feed, models.DB_CASCADE, related_name="+")
    seq = models.BigIntegerField()
    event_id = models.UUIDField(default=uuid.uuid4)
    type = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "seq"], name="feed_event_seq")]
        indexes = [
            models.Index("at", name="feed_event_age"),
            models.Index("feed", "subject", name="feed_event_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}/{self.seq} {self.type}"
