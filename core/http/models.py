from django.db import models
from django.utils import timezone


class IdempotencyKey(models.Model):
    """The first answer given to a person's key for an operation, written in the transaction of its effect."""

    owner = models.CharField(max_length=80)
    operation = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "operation", "key"], name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
