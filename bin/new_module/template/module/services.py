"""Writes: one verb each."""

from django.db import transaction

from core.events.bus import publish
from modules.newmodule.errors import NewmoduleTitleTaken, UnknownNewmoduleEntry
from modules.newmodule.events import NewmoduleEntryWritten
from modules.newmodule.models import NewmoduleEntry
from modules.newmodule.rules import tidy
from modules.newmodule.selectors import entries_of


@transaction.atomic(savepoint=False)
def write(*, user_id: int, title: str) -> NewmoduleEntry:
    """Write an entry down and announce it; raises NewmoduleTitleTaken."""
    entry, made = NewmoduleEntry.objects.get_or_create(user_id=user_id, title=tidy(title))
    if not made:
        raise NewmoduleTitleTaken
    publish(NewmoduleEntryWritten(entry.pk, user_id))
    return entry


@transaction.atomic(savepoint=False)
def strike(*, user_id: int, entry_id: int) -> None:
    """Take an entry of one's own out; raises UnknownNewmoduleEntry."""
    deleted, _ = entries_of(user_id).filter(pk=entry_id).delete()
    if not deleted:
        raise UnknownNewmoduleEntry
