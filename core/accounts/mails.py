"""The letters of accounts: plain text, in the person's language, the token on a line of its own.

Nothing that a stranger typed into a form is repeated in a letter, and every address in it is built from PUBLIC_URL.
"""

import json
import shlex
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.accounts.services.passwords import reset_token
from core.accounts.services.registration import confirmation_token


def send_confirmation(user: User, *, delivery: str) -> None:
    """Send the token that confirms an e-mail."""
    with override(user.language or get_language()):
        token = confirmation_token(user)
        text = _(
            "Somebody, most likely you, registered at %(site)s\n"
            "with this e-mail. To confirm it, send us this token:\n"
            "\n"
            "Token: %(token)s\n"
            "\n"
            "For example:\n"
            "\n"
            "%(call)s\n"
            "\n"
            "If it was not you, do nothing: the account will be deleted."
        )
        call = _call("auth/register/confirm/", email=user.email, token=token)
        _send(user, delivery, _("Confirm your e-mail"), text, token=token, call=call)


def send_registration_repeated(user: User, *, delivery: str) -> None:
    """Tell the owner of a confirmed account that somebody registered with the same e-mail."""
    with override(user.language or get_language()):
        text = _(
            "Somebody, perhaps you, registered at %(site)s\n"
            "with this e-mail. You have an account there already,\n"
            "and nothing about it was changed.\n"
            "\n"
            "If you forgot your password, ask for a new one:\n"
            "\n"
            "%(call)s"
        )
        call = _call("auth/password/reset/", email=user.email)
        _send(user, delivery, _("You already have an account"), text, call=call)


def send_password_reset(user: User, *, delivery: str) -> None:
    """Send the token that lets its bearer set a new password."""
    with override(user.language or get_language()):
        token = reset_token(user)
        text = _(
            "Somebody, most likely you, asked for a new password at\n"
            "%(site)s. To set one, send us this token with it:\n"
            "\n"
            "Token: %(token)s\n"
            "\n"
            "For example:\n"
            "\n"
            "%(call)s\n"
            "\n"
            "If it was not you, do nothing: your password stays as it is."
        )
        call = _call("auth/password/reset/confirm/", email=user.email, token=token, password="...")
        _send(user, delivery, _("A new password"), text, token=token, call=call)


def _call(path: str, **body: str) -> str:
    """Return a call as it may be pasted into a shell, in lines short enough to travel unfolded."""
    sent = shlex.quote(json.dumps(body, ensure_ascii=False).replace('", "', '",\n  "'))
    url = f"{settings.PUBLIC_URL}/api/v1/{path}"
    return f"curl -X POST {url} \\\n  -H 'Content-Type: application/json' \\\n  -d {sent}"


def _send(user: User, delivery: str, subject: str, text: str, **facts: str) -> None:
    # The same letter sent twice has the same Message-ID, by which mail servers and readers know a copy.
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {"Message-ID": f"<accounts-{delivery}@{host}>", "Auto-Submitted": "auto-generated"}
    body = text % {"site": settings.PUBLIC_URL, **facts} + "\n"
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email], headers=headers).send()
