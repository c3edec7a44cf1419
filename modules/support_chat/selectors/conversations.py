"""Reads of conversations: a customer's own, and the desk's."""

from datetime import UTC, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from core.accounts.models import Role, User
from core.ports import reference
from modules.support_chat.errors import UnknownConversation
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.rules.states import Side, Status
from modules.support_chat.selectors.views import ConversationView, ReferenceFact, conversation_view

MOST_WORDS = 6
NOT_WAITING = datetime(9999, 1, 1, tzinfo=UTC)
# How the desk's lists are ordered.
ORDERS = {"oldest": "last_message_at", "newest": "-last_message_at", "waiting": "waiting_from"}


def all_conversations() -> QuerySet[Conversation]:
    """Return every conversation with its customer and its agent."""
    return Conversation.objects.select_related("customer", "assigned_to")


def conversations_of(user_id: int) -> QuerySet[Conversation]:
    """Return a customer's conversations."""
    return all_conversations().filter(customer_id=user_id)


def readable(conversation_id: int, *, user_id: int, is_agent: bool) -> Conversation:
    """Return a conversation to its customer or an agent; raises UnknownConversation to everybody else."""
    mine = all_conversations().filter(pk=conversation_id)
    found = (mine if is_agent else mine.filter(customer_id=user_id)).first()
    if found is None:
        raise UnknownConversation
    return found


def side_of(conversation: Conversation, user_id: int) -> Side:
    """Return on which side somebody who may read it stands: an agent's own matter makes a customer of them."""
    return Side.CUSTOMER if conversation.customer_id == user_id else Side.AGENT


def whole(conversation: Conversation, user_id: int) -> ConversationView:
    """Return the conversation with what is known now of the order or product it is about."""
    side = side_of(conversation, user_id)
    return conversation_view(conversation, side, facts(conversation, user_id))


def at_the_desk(conversation: Conversation, agent_id: int) -> ConversationView:
    """Return the conversation as the desk sees it, with what is known now of what it is about."""
    return conversation_view(conversation, Side.AGENT, facts(conversation, agent_id))


def facts(conversation: Conversation, viewer_id: int) -> list[ReferenceFact]:
    """Return what this person may know of the order or product, in the language now active."""
    if conversation.about_id is None:
        return []
    found = reference(conversation.about_kind, conversation.about_id, viewer_id=viewer_id)
    return [ReferenceFact(str(name), str(value)) for name, value in found.facts.items()] if found else []


def queue(
    *,
    status: str | None,
    assigned: str,
    agent_id: int,
    assigned_to: int | None = None,
    customer_id: int | None = None,
    search: str = "",
) -> QuerySet[Conversation]:
    """Return the desk's conversations: of a status or "any", else all that are not resolved; `assigned` me, nobody,
    anybody. `waiting_from` is when their customers began to wait, far in the future where none does.
    """
    rows = all_conversations().annotate(waiting_from=Coalesce("waiting_since", Value(NOT_WAITING)))
    if status != "any":
        rows = rows.filter(status=status) if status else rows.exclude(status=Status.RESOLVED)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if assigned_to is not None:
        rows = rows.filter(assigned_to=assigned_to)
    elif assigned != "anybody":
        rows = rows.filter(assigned_to=agent_id if assigned == "me" else None)
    return rows.filter(_matches(search.strip())) if search.strip() else rows


def _matches(words: str) -> Q:
    """Return the condition for what somebody has typed: each of the words is found, wherever that is."""
    return reduce(and_, (_matches_word(word) for word in words.split()[:MOST_WORDS]))


def _matches_word(word: str) -> Q:
    # SQLite by itself knows the cases of Latin letters alone.
    found = Q(customer__email__icontains=word)
    for form in {word, word.lower(), word.capitalize(), word.title(), word.upper()}:
        found |= Q(subject__icontains=form) | Q(about_title__icontains=form)
        found |= Q(customer__first_name__istartswith=form) | Q(customer__last_name__istartswith=form)
    return found


def agents() -> QuerySet[User]:
    """Return who answers for support."""
    return User.objects.filter(Q(role=Role.AGENT) | Q(is_superuser=True), is_active=True, erased_at=None)


def is_agent(user: Any) -> bool:
    """Return whether whoever a cookie has signed in is one of them; asks no database."""
    if not isinstance(user, User) or not user.is_active or user.erased_at:
        return False
    return user.is_superuser or user.role == Role.AGENT


def longest_waiting(most: int) -> list[Conversation]:
    """Return up to so many conversations whose customers wait for an answer, the longest first."""
    waiting = all_conversations().exclude(status=Status.RESOLVED).filter(waiting_since__isnull=False)
    return list(waiting.order_by("waiting_since", "pk")[:most])


def pressure() -> dict[str, Any]:
    """Return how many conversations are open, how many of them nobody has taken, and in how many somebody waits."""
    living = Conversation.objects.exclude(status=Status.RESOLVED)
    nobodys, waits = Count("pk", filter=Q(assigned_to=None)), Count("pk", filter=Q(waiting_since__isnull=False))
    return living.aggregate(living=Count("pk"), untaken=nobodys, waiting=waits, since=Min("waiting_since"))


def counts() -> dict[str, int]:
    """Return how many conversations that are not resolved there are of each status."""
    living = Conversation.objects.exclude(status=Status.RESOLVED).values_list("status")
    return dict(living.annotate(Count("pk")).order_by())
