"""The frozen values in which conversations and messages leave the module, in answers and in feeds alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils.translation import gettext
from pydantic import TypeAdapter

from core.accounts.models import User
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message, Note
from modules.support_chat.rules.states import Side, Status


@dataclass(frozen=True, slots=True)
class ChatPerson:
    """Somebody in a conversation; `name` is "" once they have left the shop."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ChatCustomer:
    """Whose matter it is."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class MessageAuthor:
    """Who said it, and on which side of the desk."""

    id: int
    name: str
    side: Side


@dataclass(frozen=True, slots=True)
class ReferenceFact:
    """One thing worth knowing of an order or product, e.g. its status, in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """The order or product a conversation is about; lists say no `facts` of it."""

    kind: str
    id: int
    title: str
    link: str
    facts: list[ReferenceFact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file, which `url` downloads for whoever may read the conversation; `width` and `height` are a picture's."""

    id: int
    name: str
    media_type: str
    size: int
    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message; `seq` counts from 1 within its conversation. A deleted one has no text and no attachments.

    Its author may change it or take it back until `editable_until`.
    """

    id: int
    conversation_id: int
    seq: int
    author: MessageAuthor
    text: str
    attachments: list[AttachmentView]
    client_msg_id: UUID
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    editable_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteView:
    """What agents tell each other."""

    id: int
    conversation_id: int
    author: ChatPerson
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReadUpTo:
    """The `seq` up to which each side has read."""

    customer: int
    agent: int


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as one side sees it: `unread` counts what the other side said since.

    `waiting_since` is when the customer first spoke without an answer yet; `delivered_up_to` the `seq` up to which all
    is proven to have reached the customer.
    """

    id: int
    subject: str
    status: Status
    about: ReferenceView | None
    customer: ChatCustomer
    assigned_to: ChatPerson | None
    last_seq: int
    unread: int
    read_up_to: ReadUpTo
    delivered_up_to: int
    waiting_since: datetime | None
    first_answered_at: datetime | None
    created_at: datetime
    last_message_at: datetime


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """Who has read a conversation up to which message."""

    conversation_id: int
    reader: MessageAuthor
    up_to_seq: int
    at: datetime


_adapters: dict[type, TypeAdapter[Any]] = {}


def told(view: Any) -> dict[str, Any]:
    """Return a view as the values that stand in its JSON."""
    kind = type(view)
    if kind not in _adapters:  # making one takes longer than all else that a message asks for
        _adapters[kind] = TypeAdapter(kind)
    values: dict[str, Any] = orjson.loads(orjson.dumps(_adapters[kind].dump_python(view)))
    return values


def name_of(user: User, side: str) -> str:
    """Return what somebody is called: an agent never by an e-mail address, which customers would see."""
    if user.erased_at:
        return ""
    return user.full_name or (gettext("Support") if side == Side.AGENT else user.email)


def author_of(user: User, side: str) -> MessageAuthor:
    """Return a person as the author of what they said on this side."""
    return MessageAuthor(user.pk, name_of(user, side), Side(side))


def attachment_view(attachment: Attachment) -> AttachmentView:
    """Return a file as it is told of."""
    url = f"/api/v1/support/attachments/{attachment.pk}/"
    about = (attachment.name, attachment.media_type, attachment.size, url)
    return AttachmentView(attachment.pk, *about, attachment.width, attachment.height)


def message_view(message: Message, attachments: Iterable[Attachment]) -> MessageView:
    """Return a message with its files; its author must be loaded."""
    return MessageView(
        id=message.pk,
        conversation_id=message.conversation_id,
        seq=message.seq,
        author=author_of(message.author, message.side),
        text=message.text,
        attachments=[attachment_view(one) for one in attachments],
        client_msg_id=message.client_msg_id,
        created_at=message.created_at,
        edited_at=message.edited_at,
        deleted_at=message.deleted_at,
        editable_until=None if message.deleted_at else message.created_at + settings.SUPPORT_EDIT_FOR,
    )


def note_view(note: Note) -> NoteView:
    """Return a note; its author must be loaded."""
    author = ChatPerson(note.author_id, name_of(note.author, Side.AGENT))
    return NoteView(note.pk, note.conversation_id, author, note.text, note.created_at)


def conversation_view(
    conversation: Conversation, side: str, facts: Iterable[ReferenceFact] | None = None
) -> ConversationView:
    """Return a conversation as this side sees it; its customer and its agent must be loaded."""
    customer, agent = conversation.customer, conversation.assigned_to
    return ConversationView(
        id=conversation.pk,
        subject=conversation.subject,
        status=Status(conversation.status),
        about=_about(conversation, facts),
        customer=ChatCustomer(customer.pk, name_of(customer, Side.CUSTOMER), customer.email),
        assigned_to=ChatPerson(agent.pk, name_of(agent, Side.AGENT)) if agent else None,
        last_seq=conversation.last_seq,
        unread=conversation.customer_unread if side == Side.CUSTOMER else conversation.desk_unread,
        read_up_to=ReadUpTo(conversation.customer_read_seq, conversation.desk_read_seq),
        delivered_up_to=max(conversation.customer_delivered_seq, conversation.customer_read_seq),
        waiting_since=conversation.waiting_since,
        first_answered_at=conversation.first_answered_at,
        created_at=conversation.created_at,
        last_message_at=conversation.last_message_at,
    )


def _about(conversation: Conversation, facts: Iterable[ReferenceFact] | None) -> ReferenceView | None:
    if not conversation.about_kind or conversation.about_id is None:
        return None
    return ReferenceView(
        conversation.about_kind,
        conversation.about_id,
        conversation.about_title,
        conversation.about_link,
        list(facts or ()),
    )
