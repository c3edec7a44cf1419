"""Forgetting: a person's words when they leave, and conversations that were done with long ago."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.events.bus import publish
from core.feeds import forgetting
from modules.support_chat.events import FilesDropped
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message, Note
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.rules.states import Status

BATCH = 200
# What leads to a person in what the feeds tell, wherever it stands.
PERSONAL = {"text": "", "name": "", "email": "", "subject": "", "attachments": [], "title": ""}


@transaction.atomic(savepoint=False)
def erase_customer(*, user_id: int) -> None:
    """Blank what was said in a person's conversations, by either side, and drop its files; the counts stay."""
    mine = list(Conversation.objects.filter(customer_id=user_id).order_by("pk").values_list("pk", flat=True))
    _drop_files(Attachment.objects.filter(message__conversation__in=mine))
    _drop_files(Attachment.objects.filter(owner_id=user_id))
    Message.objects.filter(conversation__in=mine).update(text="", deleted_at=timezone.now())
    Note.objects.filter(conversation__in=mine).update(text="")
    Conversation.objects.filter(pk__in=mine).update(
        subject="", about_title="", status=Status.RESOLVED, resolved_at=timezone.now(), desk_unread=0
    )
    forgetting.erase(customer_feed(user_id))
    forgetting.rewrite(DESK, mine, blanked)


def blanked(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a feed tells without what leads to a person."""
    return {
        name: PERSONAL.get(name, blanked(value) if isinstance(value, dict) else value) for name, value in data.items()
    }


@transaction.atomic(savepoint=False)
def drop_old() -> int:
    """Delete conversations resolved longer ago than SUPPORT_TTL, with all that was in them; return how many."""
    if not settings.SUPPORT_TTL:
        return 0
    done = Conversation.objects.filter(status=Status.RESOLVED, resolved_at__lt=timezone.now() - settings.SUPPORT_TTL)
    ids = list(done.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:BATCH])
    _drop_files(Attachment.objects.filter(message__conversation__in=ids))
    Conversation.objects.filter(pk__in=ids).delete()
    return len(ids)


def _drop_files(attachments: Any) -> None:
    files: Collection[str] = tuple(attachments.values_list("file", flat=True))
    attachments.delete()
    if files:
        publish(FilesDropped(tuple(files)))
