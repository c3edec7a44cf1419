"""Conversations as the staff look at them; what is done with them is done at the agents' desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from core.backoffice.bases import ReadOnlyAdmin, ReadOnlyInline
from core.backoffice.columns import GOOD, QUIET, WAITING, label, link
from modules.support_chat.models.conversations import Conversation, Message, Note
from modules.support_chat.rules.states import Status
from modules.support_chat.selectors.conversations import is_agent

COLOURS = {Status.OPEN.value: WAITING, Status.PENDING.value: QUIET, Status.RESOLVED.value: GOOD}


class MessageInline(ReadOnlyInline[Message, Conversation]):
    model = Message
    fields = ("seq", "author", "text", "created_at")
    ordering = ("seq",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).select_related("author")


class NoteInline(ReadOnlyInline[Note, Conversation]):
    model = Note
    fields = ("author", "text", "created_at")
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        return super().get_queryset(request).select_related("author")


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin[Conversation]):
    section = _("Support")
    rank = 30
    icon = "forum"
    list_display = ("subject", "stands", "customer", "assigned_to", "last_seq", "last_message_at")
    list_filter = ("status",)
    list_select_related = ("customer", "assigned_to")
    ordering = ("-last_message_at", "-id")
    search_fields = ("subject", "customer__email__istartswith")
    fields = (
        ("subject", "stands", "who"),
        ("about_title", "assigned_to"),
        ("created_at", "first_answered_at", "resolved_at"),
    )
    readonly_fields = ("stands", "who")
    inlines = (MessageInline, NoteInline)

    def shortcuts(self, request: HttpRequest) -> list[tuple[StrOrPromise, str, str]]:
        """Return the way to the agents' console, for those who may work there."""
        return [(_("Agents’ console"), "support_agent", reverse("support_console"))] if is_agent(request.user) else []

    @label(_("status"), COLOURS, ordering="status")
    def stands(self, conversation: Conversation) -> tuple[str, str]:
        return conversation.status, conversation.get_status_display()

    @admin.display(description=pgettext_lazy("in a conversation", "customer"))
    def who(self, conversation: Conversation) -> str:
        return link(conversation.customer)
