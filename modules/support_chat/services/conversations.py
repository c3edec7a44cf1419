"""What is done with a conversation as a whole: begin it, take it, give it to somebody, set how it stands."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts.models import User
from core.ports import Reference, reference
from modules.support_chat.errors import (
    ConversationResolved,
    ConversationTaken,
    UnknownAgent,
    UnknownReference,
)
from modules.support_chat.models.conversations import Conversation
from modules.support_chat.rules.states import Status
from modules.support_chat.selectors import conversations as selectors
from modules.support_chat.selectors.locking import locked
from modules.support_chat.selectors.messages import unanswered_since
from modules.support_chat.services.telling import tell_state


def open_conversation(
    *, customer_id: int, subject: str, order_id: int | None = None, product_id: int | None = None
) -> Conversation:
    """Begin a conversation, about an order or a product where one is named; raises UnknownReference."""
    kind, id = ("order", order_id) if order_id is not None else ("product", product_id)
    about = _reference(kind, id, customer_id) if id is not None else None
    return _opened(customer_id, subject, about)


def _reference(kind: str, id: int, customer_id: int) -> Reference:
    found = reference(kind, id, viewer_id=customer_id)
    # Agents may see everybody's; what they open as customers is about their own.
    if found is None or found.owner_id not in {None, customer_id}:
        raise UnknownReference
    return found


@transaction.atomic(savepoint=False)
def _opened(customer_id: int, subject: str, about: Reference | None) -> Conversation:
    conversation = Conversation(customer=User.objects.get(pk=customer_id), subject=subject)
    if about is not None:
        conversation.about_kind, conversation.about_id = about.kind, about.id
        conversation.about_title, conversation.about_link = about.title[:300], about.link[:300]
    conversation.last_message_at = conversation.created_at
    conversation.save()
    tell_state(conversation, "conversation.created")
    return conversation


@transaction.atomic(savepoint=False)
def take(*, conversation_id: int, agent_id: int) -> Conversation:
    """Make a conversation one's own; of ten at once one gets it. Raises ConversationTaken, ConversationResolved."""
    conversation = locked(conversation_id, user_id=agent_id, is_agent=True)
    if conversation.assigned_to_id == agent_id:
        return conversation
    if conversation.status == Status.RESOLVED:
        raise ConversationResolved
    if conversation.assigned_to_id is not None:
        raise ConversationTaken
    return _given(conversation, _agent(agent_id))


@transaction.atomic(savepoint=False)
def assign(*, conversation_id: int, agent_id: int | None, by: int) -> Conversation:
    """Give a conversation to an agent, or (None) back to the queue. Raises UnknownAgent, ConversationResolved."""
    conversation = locked(conversation_id, user_id=by, is_agent=True)
    if conversation.assigned_to_id == agent_id:
        return conversation
    if conversation.status == Status.RESOLVED:
        raise ConversationResolved
    return _given(conversation, None if agent_id is None else _agent(agent_id))


@transaction.atomic(savepoint=False)
def set_status(*, conversation_id: int, status: str, by: int) -> Conversation:
    """Set how a conversation stands; as it stands already, nothing happens."""
    conversation = locked(conversation_id, user_id=by, is_agent=True)
    if conversation.status != status:
        if conversation.status == Status.RESOLVED:
            conversation.waiting_since = unanswered_since(conversation.pk)
        stand(conversation, Status(status), timezone.now())
        conversation.save(update_fields=["status", "resolved_at", "waiting_since"])
        tell_state(conversation, "conversation.status_changed")
    return conversation


def stand(conversation: Conversation, status: Status, now: datetime) -> None:
    """Set the status and what goes with it; the caller saves."""
    conversation.status = status
    conversation.resolved_at = now if status == Status.RESOLVED else None
    if status == Status.RESOLVED:
        conversation.waiting_since = None


def _given(conversation: Conversation, agent: User | None) -> Conversation:
    conversation.assigned_to = agent
    conversation.save(update_fields=["assigned_to"])
    tell_state(conversation, "conversation.assigned")
    return conversation


def _agent(agent_id: int) -> User:
    found = selectors.agents().filter(pk=agent_id).first()
    if found is None:
        raise UnknownAgent(field="agent_id")
    return found
