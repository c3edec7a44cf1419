"""What this module does for those above it: plain frozen values in and out."""

from dataclasses import dataclass
from datetime import datetime

from modules.newmodule import selectors


@dataclass(frozen=True, slots=True)
class NewmoduleEntryView:
    """An entry as other modules may know it."""

    id: int
    title: str
    created_at: datetime


def entries(*, user_id: int) -> list[NewmoduleEntryView]:
    """Return what a person has written, newest first."""
    found = selectors.entries_of(user_id).order_by("-id")
    return [NewmoduleEntryView(one.pk, one.title, one.created_at) for one in found]
