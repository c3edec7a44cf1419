"""Reads of what was said."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from modules.support_chat.errors import UnknownAttachment
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Message, Note
from modules.support_chat.rules.states import Side
from modules.support_chat.selectors.views import MessageView, message_view


def after(conversation_id: int, seq: int, limit: int) -> list[MessageView]:
    """Return up to `limit` messages after a number, in their order."""
    found = _of(conversation_id).filter(seq__gt=seq).order_by("seq")
    return _views(found[:limit])


def before(conversation_id: int, seq: int, limit: int, *, after: int = 0) -> list[MessageView]:
    """Return the last `limit` messages before a number, and after another where one is named, the latest first."""
    found = _of(conversation_id).filter(seq__lt=seq, seq__gt=after).order_by("-seq")
    return _views(found[:limit])


def count(conversation_id: int, most: int) -> int:
    """Return how many messages there are, counting up to `most`."""
    return Message.objects.filter(conversation_id=conversation_id).values("pk")[:most].count()


def view_of(message: Message) -> MessageView:
    """Return one message with its files."""
    return message_view(message, Attachment.objects.filter(message=message).order_by("pk"))


def said_to_or_by(user_id: int) -> list[tuple[Message, list[Attachment]]]:
    """Return the messages of a person's conversations, and those they wrote as an agent, each with its files."""
    said = Message.objects.filter(conversation__customer_id=user_id) | Message.objects.filter(author_id=user_id)
    found = list(said.select_related("conversation").order_by("conversation_id", "seq"))
    files = _files(found)
    return [(one, files[one.pk]) for one in found]


def unanswered_since(conversation_id: int) -> datetime | None:
    """Return when the customer first spoke since the desk's last answer; None where it had the last word."""
    living = Message.objects.filter(conversation_id=conversation_id, deleted_at=None)
    last = living.filter(side=Side.AGENT).order_by("-seq").values_list("seq", flat=True).first()
    asked = living.filter(side=Side.CUSTOMER, seq__gt=last or 0).order_by("seq")
    return asked.values_list("created_at", flat=True).first()


def notes(conversation_id: int) -> QuerySet[Note]:
    """Return what agents noted of a conversation."""
    return Note.objects.filter(conversation_id=conversation_id).select_related("author")


def attachment_for(attachment_id: int, *, user_id: int, is_agent: bool) -> Attachment:
    """Return a file to whoever sent it or may read its conversation; raises UnknownAttachment to everybody else.

    One that was not sent yet is its owner's alone.
    """
    found = Attachment.objects.select_related("message__conversation").filter(pk=attachment_id).first()
    if found is None or not _may_read(found, user_id, is_agent):
        raise UnknownAttachment
    return found


def _may_read(attachment: Attachment, user_id: int, is_agent: bool) -> bool:
    if attachment.message is None:
        return attachment.owner_id == user_id
    return is_agent or attachment.message.conversation.customer_id == user_id


def _of(conversation_id: int) -> QuerySet[Message]:
    return Message.objects.filter(conversation_id=conversation_id).select_related("author")


def _views(messages: Iterable[Message]) -> list[MessageView]:
    found = list(messages)
    files = _files(found)
    return [message_view(message, files[message.pk]) for message in found]


def _files(messages: Sequence[Message]) -> dict[int, list[Attachment]]:
    files: dict[int, list[Attachment]] = defaultdict(list)
    for one in Attachment.objects.filter(message__in=[message.pk for message in messages]).order_by("pk"):
        files[one.message_id or 0].append(one)
    return files
