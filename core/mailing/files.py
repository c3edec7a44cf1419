"""Mail on a machine without a mail server: each message becomes an `.eml` file that any mail client opens."""

import os
import time
import uuid
from collections.abc import Sequence
from email import policy
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

# A body with longer lines than this becomes base64, which a text editor or grep cannot read; 78, the usual
# value, is forty Cyrillic letters. RFC 5322 (2.1.1) allows 998.
READABLE = policy.default.clone(max_line_length=998)


class EmlFiles(BaseEmailBackend):
    """Writes every message to `folder` under a name that sorts by time; a half-written file is never seen."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message.message(policy=READABLE).as_bytes(policy=policy.default))
        return len(email_messages)

    def _write(self, content: bytes) -> None:
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
        aside = self.folder / f".{name}"
        aside.write_bytes(content)
        os.replace(aside, self.folder / name)
