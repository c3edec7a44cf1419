"""What the support chat announces."""

from dataclasses import dataclass

from core.events.event import Event


@dataclass(frozen=True, slots=True)
class AgentAnswered(Event):
    """An agent sent a message; who should read it may be away."""

    conversation_id: int
    seq: int
    at: str


@dataclass(frozen=True, slots=True)
class FilesDropped(Event):
    """These files under DOCUMENT_ROOT belong to nothing any more."""

    files: tuple[str, ...]
