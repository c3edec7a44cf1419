from datetime import datetime

from core.http.shapes import Answer, Request
from core.http.values import Name


class NewmoduleEntryIn(Request):
    title: Name


class NewmoduleEntryOut(Answer):
    id: int
    title: str
    created_at: datetime
