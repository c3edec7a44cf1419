"""Forgetting: a person's words when they leave, and conversations that were done with long ago."""

from collections.abc import Collection
from functools import partial, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.events.bus import publish
from core.feeds import forgetting
from modules.support_chat.events import FilesDropped
from modules.support_chat.models.attachments import Attachment
from modules.support_chat.models.conversations import Conversation, Message, Note, Receipt
from modules.support_chat.rules.feeds import DESK, customer_feed
from modules.support_chat.rules.states import Status

BATCH = 200
# What leads to a person in what the feeds tell, wherever it stands.
PERSONAL = {"text": "", "name": "", "email": "", "subject": "", "attachments": [], "title": "", "facts": []}


@transaction.atomic(savepoint=False)
def erase_person(*, user_id: int) -> None:
    """Blank what was said in a person's conversations, by either side, drop its files, and forget an agent's name."""
    _erase_customer(user_id)
    _erase_agent(user_id)


def _erase_customer(user_id: int) -> None:
    mine = list(Conversation.objects.filter(customer_id=user_id).order_by("pk").values_list("pk", flat=True))
    _drop_files(Attachment.objects.filter(message__conversation__in=mine))
    _drop_files(Attachment.objects.filter(owner_id=user_id, message=None))
    Message.objects.filter(conversation__in=mine).update(text="", deleted_at=timezone.now())
    Note.objects.filter(conversation__in=mine).update(text="")
    Conversation.objects.filter(pk__in=mine).update(
        subject="", about_title="", status=Status.RESOLVED, resolved_at=timezone.now(), desk_unread=0
    )
    forgetting.erase(customer_feed(user_id))
    forgetting.rewrite([DESK], mine, blanked)


def _erase_agent(user_id: int) -> None:
    """What an agent answered stays the customers', with its files; neither feeds nor rows name its author."""
    written = (model.objects.filter(author_id=user_id).values("conversation_id") for model in (Message, Note))
    met = [*written, Receipt.objects.filter(user_id=user_id).values("conversation_id")]
    theirs = Q(assigned_to_id=user_id) | reduce(or_, (Q(pk__in=ids) for ids in met))
    owners = dict(Conversation.objects.filter(theirs).values_list("pk", "customer_id"))
    feeds = {customer_feed(customer) for customer in owners.values()}
    forgetting.rewrite([DESK, *sorted(feeds)], list(owners), partial(unnamed, user_id))


def blanked(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a feed tells without what leads to a person."""
    return {
        name: PERSONAL.get(name, blanked(value) if isinstance(value, dict) else value) for name, value in data.items()
    }


def unnamed(user_id: int, data: dict[str, Any]) -> dict[str, Any]:
    """Return what a feed tells without the name of one person, wherever it stands beside their id."""
    told = {name: unnamed(user_id, value) if isinstance(value, dict) else value for name, value in data.items()}
    return told | {"name": ""} if "name" in told and told.get("id") == user_id else told


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
