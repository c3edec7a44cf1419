from datetime import datetime

from core.http.shapes import Answer, Request
from core.http.values import Name


class NewmoduleEntryIn(Request):
    title: Name

    model_config = {"json_schema_extra": {"example": {"title": "The first one"}}}


class NewmoduleEntryOut(Answer):
    id: int
    title: str
    created_at: datetime

    model_config = {
        "json_schema_extra": {"example": {"id": 1, "title": "The first one", "created_at": "2026-11-21T10:00:00Z"}}
    }
