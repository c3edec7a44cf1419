"""One letter to one address, as text and HTML: its headers, and what a mail server's refusal means for it.

Whoever has several people to write to announces a letter for each (`core.events.bus`), so that one address that is
refused keeps nobody else waiting and makes nobody get a letter twice.
"""

import re
import smtplib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from core.errors import Hopeless
from core.mailing.journal import noted

SUBJECT_LENGTH = 200
PERMANENT = range(500, 600)  # RFC 5321, 4.2.1


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along with a letter."""

    name: str
    content: bytes
    kind: str = "application/pdf"


def send(
    template: str,
    known: Mapping[str, Any],
    *,
    subject: str,
    to: str,
    key: str,
    attached: Attached | None = None,
    about: tuple[str, int] | None = None,
) -> None:
    """Send `<template>.txt` and `<template>.html`, in the language now active, to one address.

    The same `key` makes the same Message-ID, by which mail servers and readers know a copy. With `about`, a kind and an
    id such as ("order", 42), the journal tells what became of it. Raises Hopeless where the server will never take it
    for this address, OSError (or its SMTPException) where it may do so later.
    """
    subject = one_line(subject)[:SUBJECT_LENGTH]
    known = {**known, "subject": subject, "shop": settings.PUBLIC_URL, "shop_name": _shop_name()}
    text, html = (render_to_string(f"{template}.{kind}", known) for kind in ("txt", "html"))
    letter = EmailMultiAlternatives(subject, _tidy(text), to=[to], reply_to=_replies_to(), headers=_headers(key))
    letter.attach_alternative(html, "text/html")
    if attached:
        letter.attach(attached.name, attached.content, attached.kind)
    with noted(about, key=key, to=to, subject=subject):
        hand_over(letter)


def hand_over(letter: EmailMultiAlternatives) -> None:
    """Give a letter to the mail server; raises Hopeless or OSError as `send` does."""
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refused:
        _give_up_if(refused, all(code in PERMANENT for code, _said in refused.recipients.values()))
    except smtplib.SMTPDataError as refused:
        _give_up_if(refused, refused.smtp_code in PERMANENT)
    except (smtplib.SMTPNotSupportedError, ValueError) as refused:
        # An address that no server can be told, e.g. one of letters that this one does not speak (RFC 6531).
        raise Hopeless(f"{type(refused).__name__}: {refused}") from refused


def one_line(text: str) -> str:
    """Return a text as people wrote it, on one line: nothing that a header or a letter's line could end with."""
    shown = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return " ".join(shown.split())


def _tidy(text: str) -> str:
    """Return a text without the empty lines that a template leaves where it had nothing to say."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def _give_up_if(refused: smtplib.SMTPException, for_good: bool) -> None:
    if for_good:
        raise Hopeless(str(refused)) from refused
    raise refused


def _headers(key: str) -> dict[str, str]:
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    # RFC 3834: so that nobody's holiday notice answers it.
    said = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"}
    return said | {"Content-Language": get_language() or settings.LANGUAGE_CODE}


def _replies_to() -> list[str]:
    return [settings.REPLY_TO] if settings.REPLY_TO else []


def _shop_name() -> str:
    sender, host = parseaddr(settings.DEFAULT_FROM_EMAIL)[0], urlsplit(settings.PUBLIC_URL).hostname
    return settings.COMPANY.get("name") or sender or host or ""
