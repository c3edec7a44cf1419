"""An account for each role, made once; the passwords are kept beside the data, readable by its owner alone."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.accounts.models import User

ROLES = {
    "buyer": {"first_name": "Анна", "last_name": "Покупателева", "company": "Сеть «Уютный дом»"},
    "supplier": {"first_name": "Борис", "last_name": "Поставщиков"},
    "agent": {"first_name": "Вера", "last_name": "Помощникова"},
    "staff": {"first_name": "Глеб", "last_name": "Хозяинов"},
}


def kept() -> dict[str, str]:
    """Return role -> password of the accounts that were made here, or nothing."""
    path = _path()
    return dict(json.loads(path.read_text())) if path.exists() else {}


def is_known(role: str) -> bool:
    """Return whether the account for a role stands in this database."""
    return User.objects.filter(email=email(role)).exists()


def make() -> dict[str, User]:
    """Return role -> account, making those that are missing; their passwords can be read with `kept` afterwards."""
    made = {role: _account(role) for role in ROLES}
    passwords = kept()
    for role, user in made.items():
        if role not in passwords or not user.has_usable_password():
            passwords[role] = secrets.token_urlsafe(9)
            user.set_password(passwords[role])
            user.save(update_fields=["password"])
    _keep(passwords)
    return made


def email(role: str) -> str:
    """Return the sign-in name of the account for a role; the domain can belong to nobody (RFC 2606)."""
    return f"{role}@torg.example"


def _account(role: str) -> User:
    found = User.objects.filter(email=email(role)).first()
    if found:
        return found
    fields = ROLES[role] | {"confirmed_at": timezone.now(), "language": settings.LANGUAGE_CODE}
    if role == "staff":
        return User.objects.create_superuser(email(role), None, **fields)
    return User.objects.create_user(email(role), None, role=role, **fields)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "demo-accounts.json"


def _keep(passwords: dict[str, str]) -> None:
    aside = _path().with_suffix(".new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(passwords, file, indent=2)
    os.replace(aside, _path())
