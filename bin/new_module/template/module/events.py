"""What this module announces."""

from dataclasses import dataclass

from core.events.event import Event


@dataclass(frozen=True, slots=True)
class NewmoduleEntryWritten(Event):
    """Somebody wrote an entry down."""

    entry_id: int
    user_id: int
