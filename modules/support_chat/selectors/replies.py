"""Reads of ready answers, filled in for a conversation where one is named."""

from dataclasses import dataclass

from django.db.models import QuerySet

from core.accounts.models import User
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.models.replies import CannedReply
from modules.support_chat.rules.canned import filled_in
from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.views import name_of


@dataclass(frozen=True, slots=True)
class CannedReplyView:
    """A ready answer as it is kept, and in `filled_in` as it would be sent."""

    id: int
    title: str
    text: str
    filled_in: str


def offered() -> QuerySet[CannedReply]:
    """Return the ready answers that agents are offered."""
    return CannedReply.objects.filter(is_active=True)


def view_of(reply: CannedReply, values: dict[str, str] | None = None) -> CannedReplyView:
    """Return a ready answer with these values put in."""
    return CannedReplyView(reply.pk, reply.title, reply.text, filled_in(reply.text, values or {}))


def values_for(conversation: Conversation, agent_id: int) -> dict[str, str]:
    """Return what the variables stand for in a conversation."""
    agent = User.objects.get(pk=agent_id)
    return {
        "customer": name_of(conversation.customer, Side.CUSTOMER),
        "agent": name_of(agent, Side.AGENT),
        "about": conversation.about_title,
        "subject": conversation.subject,
    }
