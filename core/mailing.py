"""Mail on a machine without a mail server: each message becomes an `.eml` file that any mail client opens."""

import os
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFiles(BaseEmailBackend):
    """Writes every message to `folder` under a name that sorts by time; a half-written file is never seen."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message.message().as_bytes())
        return len(email_messages)

    def _write(self, content: bytes) -> None:
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
        aside = self.folder / f".{name}"
        aside.write_bytes(content)
        os.replace(aside, self.folder / name)
