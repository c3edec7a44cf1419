"""What is done with messages: send, once however often it is asked for; change and take back, for a while."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core import planned
from core.accounts.models import User
from core.events.bus import publish
from core.rows import columns
from modules.support_chat.errors import (
    AttachmentUsed,
    ClientMsgIdReused,
    ConversationResolved,
    EmptyMessage,
    MessageFixed,
    UnknownAttachment,
    UnknownMessage,
)
from modules.support_chat.events import AgentAnswered, FilesDropped
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message
from modules.support_chat.rules.states import Side, Status, after_message
from modules.support_chat.selectors.conversations import side_of
from modules.support_chat.selectors.locking import locked
from modules.support_chat.selectors.messages import unanswered_since, view_of
from modules.support_chat.selectors.views import MessageView, message_view, told
from modules.support_chat.services.conversations import stand
from modules.support_chat.services.telling import tell_both, tell_state
from modules.support_chat.services.unread import recount

SAY = """INSERT INTO support_chat_message ({names}) VALUES ({marks})
         ON CONFLICT (conversation_id, author_id, client_msg_id) DO NOTHING RETURNING id"""
# What one more message changes of its conversation.
COUNTED = [
    *("last_seq", "last_message_at", "desk_unread", "customer_unread"),
    *("waiting_since", "first_answered_at", "status", "resolved_at"),
]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its author sends it; the id is the author's own, the same on every repeat."""

    client_msg_id: UUID
    text: str
    attachment_ids: tuple[int, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return what tells this content from another under the same id."""
        return hashlib.sha256(orjson.dumps([self.text, sorted(self.attachment_ids)])).hexdigest()


@dataclass(frozen=True, slots=True)
class Sent:
    """The message that stands now, and whether this call has made it."""

    message: MessageView
    is_new: bool


@transaction.atomic(savepoint=False)
def send(*, conversation_id: int, user_id: int, is_agent: bool, draft: Draft) -> Sent:
    """Say something; the same draft again is answered with the first message.

    Raises UnknownConversation, ClientMsgIdReused, ConversationResolved (to agents), UnknownAttachment, AttachmentUsed,
    EmptyMessage.
    """
    conversation = locked(conversation_id, user_id=user_id, is_agent=is_agent)
    side = side_of(conversation, user_id)
    message = _message(conversation, _person(conversation, user_id), side, draft)
    if not _is_first(message):
        return Sent(view_of(_earlier(message)), is_new=False)
    if side == Side.AGENT and conversation.status == Status.RESOLVED:
        raise ConversationResolved
    return Sent(_said(conversation, message, _unsent(draft.attachment_ids, user_id)), is_new=True)


def _message(conversation: Conversation, author: User, side: Side, draft: Draft) -> Message:
    return Message(
        conversation=conversation,
        seq=conversation.last_seq + 1,
        author=author,
        side=side,
        text=draft.text,
        client_msg_id=draft.client_msg_id,
        fingerprint=draft.fingerprint,
        created_at=timezone.now(),
    )


def _is_first(message: Message) -> bool:
    """Write a message down and return True, or False where its author has sent it before; what is refused after that
    undoes it with the transaction.
    """
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(message, field.attname), connection) for field in fields]
    say = SAY.format(names=columns(Message), marks=", ".join(["%s"] * len(fields)))
    for (id,) in planned.rows(say, values):
        message.pk, message._state.adding = id, False
    return message.pk is not None


def _earlier(message: Message) -> Message:
    sent = Message.objects.select_related("author").filter(conversation=message.conversation, author=message.author)
    found = sent.get(client_msg_id=message.client_msg_id)
    if found.fingerprint != message.fingerprint:
        raise ClientMsgIdReused
    return found


def _person(conversation: Conversation, user_id: int) -> User:
    known = {one.pk: one for one in (conversation.customer, conversation.assigned_to) if one is not None}
    return known.get(user_id) or User.objects.get(pk=user_id)


def _unsent(ids: Sequence[int], user_id: int) -> list[Attachment]:
    if not ids:
        return []
    own = Attachment.objects.select_for_update(no_key=True).filter(pk__in=ids, owner_id=user_id).order_by("pk")
    found = list(own)
    if len(found) < len(set(ids)):
        raise UnknownAttachment
    if any(one.message_id is not None for one in found):
        raise AttachmentUsed
    return found


def _said(conversation: Conversation, message: Message, files: Sequence[Attachment]) -> MessageView:
    reopened = _count(conversation, message)
    if files:
        Attachment.objects.filter(pk__in=[one.pk for one in files]).update(message=message)
    if message.side == Side.AGENT:
        publish(AgentAnswered(conversation.pk, message.seq, message.created_at.isoformat()))
    view = message_view(message, files)
    news = ("message.created", told(view))
    tell_state(conversation, "conversation.status_changed", news) if reopened else tell_both(conversation, news)
    return view


def _count(conversation: Conversation, message: Message) -> bool:
    """Bring the conversation up to one more message; return whether that has opened it again."""
    now, before = message.created_at, conversation.status
    conversation.last_seq, conversation.last_message_at = message.seq, now
    if message.side == Side.CUSTOMER:
        conversation.desk_unread += 1
        conversation.waiting_since = conversation.waiting_since or now
    else:
        conversation.customer_unread += 1
        conversation.waiting_since = None
        conversation.first_answered_at = conversation.first_answered_at or now
    stand(conversation, after_message(before, Side(message.side)), now)
    conversation.save(update_fields=COUNTED)
    return bool(conversation.status != before)


@transaction.atomic(savepoint=False)
def edit(*, conversation_id: int, message_id: int, user_id: int, is_agent: bool, text: str) -> MessageView:
    """Change the text of one's own message, for SUPPORT_EDIT_FOR. Raises UnknownMessage, MessageFixed, EmptyMessage."""
    conversation = locked(conversation_id, user_id=user_id, is_agent=is_agent)
    message = _own(conversation, message_id, user_id)
    if not text.strip() and not Attachment.objects.filter(message=message).exists():
        raise EmptyMessage(field="text")
    message.text, message.edited_at = text, timezone.now()
    message.save(update_fields=["text", "edited_at"])
    view = view_of(message)
    tell_both(conversation, ("message.edited", told(view)))
    return view


@transaction.atomic(savepoint=False)
def delete(*, conversation_id: int, message_id: int, user_id: int, is_agent: bool) -> None:
    """Take back one's own message, for SUPPORT_EDIT_FOR; its number stays. Raises UnknownMessage, MessageFixed."""
    conversation = locked(conversation_id, user_id=user_id, is_agent=is_agent)
    message = _own(conversation, message_id, user_id)
    message.text, message.deleted_at = "", timezone.now()
    message.save(update_fields=["text", "deleted_at"])
    files = Attachment.objects.filter(message=message)
    dropped = tuple(files.values_list("file", flat=True))
    files.delete()
    if dropped:
        publish(FilesDropped(dropped))
    recount(conversation)
    is_changed, news = _stand_without(conversation), ("message.deleted", told(view_of(message)))
    tell_state(conversation, "conversation.status_changed", news) if is_changed else tell_both(conversation, news)


def _stand_without(conversation: Conversation) -> bool:
    """Say by the messages that are left who waits since when, and when the first answer came; return what changed."""
    before = conversation.waiting_since, conversation.first_answered_at
    answers = Message.objects.filter(conversation=conversation, side=Side.AGENT, deleted_at=None)
    conversation.first_answered_at = answers.order_by("seq").values_list("created_at", flat=True).first()
    if conversation.status != Status.RESOLVED:
        conversation.waiting_since = unanswered_since(conversation.pk)
    conversation.save(update_fields=["first_answered_at", "waiting_since"])
    return before != (conversation.waiting_since, conversation.first_answered_at)


def _own(conversation: Conversation, message_id: int, user_id: int) -> Message:
    mine = Message.objects.select_related("author").filter(conversation=conversation, author_id=user_id)
    found = mine.filter(pk=message_id).first()
    if found is None:
        raise UnknownMessage
    if found.deleted_at or found.created_at < timezone.now() - settings.SUPPORT_EDIT_FOR:
        raise MessageFixed
    return found
