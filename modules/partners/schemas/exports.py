from datetime import datetime

from core.exports.models import ExportStatus
from core.http.shapes import Answer, Request
from modules.partners.models.exports import Export, ExportFormat


class ExportIn(Request):
    format: ExportFormat


class ExportOut(Answer):
    """A file of the living offers; `file_url` is there while it is ready, and opened as the export itself is."""

    id: int
    format: ExportFormat
    status: ExportStatus
    rows: int
    size: int
    file_url: str | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, one: Export) -> "ExportOut":
        url = f"/api/v1/partner/exports/{one.pk}/file/" if one.is_ready else None
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "file_url"}
        return cls.model_validate(plain | {"file_url": url})
