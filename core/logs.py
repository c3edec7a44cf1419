"""Keeps secrets out of the logs, and puts the request id into every line."""

import logging
import re
import time
from typing import Any

from core import context

SECRETS = re.compile(
    r"(?i)(bearer\s+|(?:password|token|access|refresh|secret|authorization|cookie)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&]+"
)
CREDENTIALS_IN_URL = re.compile(r"(://[^/\s:@]*:)[^@/\s]+@")

# TIME_ZONE is for what people read; lines of several machines are sorted by their time.
logging.Formatter.converter = time.gmtime


def masked(text: str) -> str:
    """Return the text with what looks like a password, a token or a cookie replaced by dots."""
    return CREDENTIALS_IN_URL.sub(r"\1...@", SECRETS.sub(r"\1...", text))


class Safe(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = context.request_id.get() or "-"
        record.msg, record.args = masked(record.getMessage()), ()
        return True


def configuration(*, format: str, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: lines of text for a person (`plain`) or an object a line for machines (`json`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"safe": {"()": "core.logs.Safe"}},
        "formatters": {
            "plain": {"format": "{asctime} {levelname:<7} {name} [{request_id}] {message}", "style": "{"},
            "json": {
                "()": "pythonjsonlogger.orjson.OrjsonFormatter",
                "fmt": "{asctime}{levelname}{name}{request_id}{message}",
                "style": "{",
                "rename_fields": {"levelname": "level", "asctime": "at"},
            },
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["safe"],
                "formatter": format,
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody can send one
            # A handler of its own keeps its consumer from adding one that writes each line a second time.
            "huey": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "uvicorn": {"level": "WARNING"},
        },
    }
