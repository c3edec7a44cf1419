"""Keeps secrets out of the logs, and puts the request id into every line."""

import logging
import re

from core import context

SECRETS = re.compile(
    r"(?i)(bearer\s+|(?:password|token|access|refresh|secret|authorization|cookie)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&]+"
)
CREDENTIALS_IN_URL = re.compile(r"(://[^/\s:@]*:)[^@/\s]+@")


def masked(text: str) -> str:
    """Return the text with what looks like a password, a token or a cookie replaced by dots."""
    return CREDENTIALS_IN_URL.sub(r"\1...@", SECRETS.sub(r"\1...", text))


class Safe(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = context.request_id.get() or "-"
        record.msg, record.args = masked(record.getMessage()), ()
        return True
