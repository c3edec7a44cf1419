"""Ready answers."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from modules.support_chat.errors import TitleTaken, UnknownReply, UnknownVariable
from modules.support_chat.models.replies import CannedReply
from modules.support_chat.rules.canned import unknown_variables


@transaction.atomic
def write(*, reply_id: int | None = None, **fields: Any) -> CannedReply:
    """Make a ready answer, or change one. Raises UnknownReply, TitleTaken, UnknownVariable."""
    reply = CannedReply() if reply_id is None else _locked(reply_id)
    if unknown_variables(fields.get("text", "")):
        raise UnknownVariable(field="text")
    if "title" in fields and _others(reply_id).filter(title=fields["title"]).exists():
        raise TitleTaken
    for name, value in fields.items():
        setattr(reply, name, value)
    reply.updated_at = timezone.now()
    reply.save()
    return reply


@transaction.atomic
def remove(*, reply_id: int) -> None:
    """Delete a ready answer; what was said with it stays said. Raises UnknownReply."""
    _locked(reply_id).delete()


def _others(reply_id: int | None) -> QuerySet[CannedReply]:
    every = CannedReply.objects.all()
    return every if reply_id is None else every.exclude(pk=reply_id)


def _locked(reply_id: int) -> CannedReply:
    found = CannedReply.objects.select_for_update().filter(pk=reply_id).first()
    if found is None:
        raise UnknownReply
    return found
