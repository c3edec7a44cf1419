"""What a conversation can be, and who speaks in it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("of a conversation", "open")
    PENDING = "pending", pgettext_lazy("of a conversation", "pending")
    RESOLVED = "resolved", pgettext_lazy("of a conversation", "resolved")


class Side(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("in a conversation", "customer")
    AGENT = "agent", pgettext_lazy("in a conversation", "agent")


# The same two as a plain enumeration would name them in the schema.
type ConversationStatus = Status
type MessageSide = Side


def after_message(status: str, side: Side) -> Status:
    """Return how a conversation stands after a message: a customer's opens it again."""
    return Status.OPEN if side == Side.CUSTOMER else Status(status)
