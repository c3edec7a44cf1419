"""What the long poll tells: one shape for each kind of news, all with the same fields around `data`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from core.http.shapes import IF_GIVEN, Answer
from core.http.waiting import Updates
from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.views import ConversationView, MessageAuthor, MessageView, NoteView, ReadReceipt

type MessageNews = Literal["message.created", "message.edited", "message.deleted"]
type ConversationNews = Literal["conversation.created", "conversation.assigned", "conversation.status_changed"]


class _ChatEvent(Answer):
    event_id: UUID
    seq: int
    conversation_id: int
    at: datetime


class MessageEvent(_ChatEvent):
    """A message was sent, changed or taken back; `data` is the message as it is now."""

    type: MessageNews
    data: MessageView


class ConversationEvent(_ChatEvent):
    """A conversation was begun, given to somebody, or stands otherwise; `data` is it as its reader sees it."""

    type: ConversationNews
    data: ConversationView


class ReceiptEvent(_ChatEvent):
    """Somebody has read up to a message."""

    type: Literal["receipt.read"]
    data: ReadReceipt


class NoteEvent(_ChatEvent):
    """An agent noted something for the others; told to agents only."""

    type: Literal["note.created"]
    data: NoteView


class Typing(Answer):
    """Somebody writes at this moment; nothing is kept of it."""

    type: Literal["typing"]
    conversation_id: int
    at: datetime
    data: MessageAuthor


class PresentNow(Answer):
    """Whether anybody of support is there, and, for agents alone, which customers are (by id, 1,000 at most)."""

    support: bool
    customers: list[int]


class Presence(Answer):
    """Who of the other side waits for news at this moment; while somebody does, it is told with every answer but those
    that tell who is typing.
    """

    type: Literal["presence"]
    conversation_id: None
    at: datetime
    data: PresentNow


class ChatSnapshot(Answer):
    """Where things stand: the newest conversations (for agents: all that are not resolved), and what is unread."""

    side: Side
    conversations: list[ConversationView]
    unread: Annotated[int, Field(examples=[3])]


class ChatUpdates(Updates):
    """What is new after the cursor, or, without one, a snapshot and the cursor to begin with."""

    events: list[MessageEvent | ConversationEvent | ReceiptEvent | NoteEvent]
    ephemeral: list[Typing | Presence]
    snapshot: Annotated[ChatSnapshot | SkipJsonSchema[None], IF_GIVEN] = None
