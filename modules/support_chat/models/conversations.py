"""Conversations and what is said in them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.support_chat.rules.states import Side, Status

USER = settings.AUTH_USER_MODEL


class Conversation(models.Model):
    """One matter of one customer; its messages are numbered from 1 without a gap."""

    customer = models.ForeignKey(
        USER, models.DB_CASCADE, related_name="+", verbose_name=pgettext_lazy("in a conversation", "customer")
    )
    subject = models.CharField(pgettext_lazy("of a conversation", "subject"), max_length=255)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    about_title = models.CharField(pgettext_lazy("of a conversation", "about"), max_length=300, blank=True)
    about_link = models.CharField(max_length=300, blank=True)
    assigned_to = models.ForeignKey(
        USER,
        models.DB_SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("of a conversation", "assigned to"),
    )
    last_seq = models.PositiveIntegerField(default=0)
    customer_read_seq = models.PositiveIntegerField(default=0)
    # Up to where it is proven to have reached the customer: they came back with a cursor from after it.
    customer_delivered_seq = models.PositiveIntegerField(default=0)
    desk_read_seq = models.PositiveIntegerField(default=0)
    customer_unread = models.PositiveIntegerField(default=0)
    desk_unread = models.PositiveIntegerField(default=0)
    # The last message that a letter has told the customer of.
    mailed_seq = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(pgettext_lazy("support", "begun"), default=timezone.now)
    last_message_at = models.DateTimeField(_("last message"), default=timezone.now)
    # Since when the customer has waited for an answer.
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    first_answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("support", "conversation")
        verbose_name_plural = pgettext_lazy("support", "conversations")
        indexes = [
            models.Index(
                "customer", models.F("last_message_at").desc(), models.F("id").desc(), name="conversation_of_customer"
            ),
            models.Index("status", "assigned_to", "last_message_at", "id", name="conversation_queue"),
            models.Index(
                "assigned_to", models.F("last_message_at").desc(), models.F("id").desc(), name="conversation_of_agent"
            ),
            models.Index("resolved_at", name="conversation_resolved", condition=models.Q(status="resolved")),
        ]

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """What one side said to the other."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    author = models.ForeignKey(USER, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField(pgettext_lazy("of a message", "text"))
    client_msg_id = models.UUIDField()
    # SHA-256 of what was sent under that id, whatever has been edited since.
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(pgettext_lazy("support", "sent"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("support", "message")
        verbose_name_plural = pgettext_lazy("support", "messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq"),
            models.UniqueConstraint(fields=["conversation", "author", "client_msg_id"], name="message_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"


class Note(models.Model):
    """What agents tell each other about a conversation; it never reaches the customer."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="+")
    author = models.ForeignKey(USER, models.DB_CASCADE, related_name="+", verbose_name=_("who"))
    text = models.TextField(pgettext_lazy("of a message", "text"))
    created_at = models.DateTimeField(pgettext_lazy("support", "sent"), default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("support", "note")
        verbose_name_plural = pgettext_lazy("support", "notes")

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.text[:40]}"


class Receipt(models.Model):
    """Up to where one person has read a conversation."""

    conversation = models.ForeignKey(Conversation, models.DB_CASCADE, related_name="+")
    user = models.ForeignKey(USER, models.DB_CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    read_seq = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="receipt_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id} read {self.conversation_id} up to {self.read_seq}"
