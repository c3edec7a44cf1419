"""What is read of accounts."""

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from core import cache
from core.accounts.models import ApiKey, Contact, Session, User
from core.accounts.tokens import API_KEY
from core.errors import NotFound

_KEY = re.compile(rf"{API_KEY}[0-9a-f]{{64}}\Z")
# How exactly it is known when a key was used last.
_USED_EVERY = timedelta(minutes=5)
# A standing outlives a bump that was lost with a dead cache by no more than this. Several times as long as a poll is
# held, so that thousands who wait do not each ask the database who they are whenever they ask anew.
STANDING_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's access tokens are held against."""

    active: bool
    epoch: int = 0
    role: str = ""
    is_staff: bool = False
    is_superuser: bool = False
    ended: frozenset[UUID] = frozenset()
    language: str = ""


def standing(user_id: int) -> Standing:
    """Return how a person stands now: one read of the cache, and no query where it is warm."""
    return cache.read(f"user:{user_id}", "standing", partial(_standing, user_id), ttl=STANDING_SECONDS)


def _standing(user_id: int) -> Standing:
    user = User.objects.filter(pk=user_id, is_active=True, erased_at=None).first()
    if user is None:
        return Standing(active=False)
    # A session's last access token was made when it was last used: older sessions have none that lives.
    living = Session.objects.filter(user_id=user_id, used_at__gt=timezone.now() - settings.ACCESS_TTL)
    ended = frozenset(living.exclude(revoked_at=None).values_list("pk", flat=True))
    return Standing(True, user.epoch, user.role, user.is_staff, user.is_superuser, ended, user.language)


def living_sessions(user_id: int) -> QuerySet[Session]:
    """Return the sessions in which a person is signed in."""
    return Session.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=timezone.now())


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """Whose an API key is, what it is good for, and until when."""

    user_id: int
    scopes: frozenset[str]
    expires_at: datetime | None


def key_standing(key: str) -> KeyStanding | None:
    """Return what a living API key stands for, kept for some minutes; None where there is no such key."""
    if not _KEY.match(key):
        return None
    digest = hashlib.sha256(key.encode()).hexdigest()
    place = ApiKey(digest=digest).namespace
    found = cache.fetch(place, digest)
    if found.value is not None:
        return _if_living(found.value)
    row = ApiKey.objects.filter(digest=digest, revoked_at=None).first()
    if row is None:
        return None  # and not kept: whoever tries keys out is to fill nothing
    standing = KeyStanding(row.user_id, frozenset(row.scopes), row.expires_at)
    cache.store(place, digest, standing, version=found.version, ttl=STANDING_SECONDS)
    _note_use(row)
    return _if_living(standing)


def _if_living(standing: KeyStanding) -> KeyStanding | None:
    return standing if standing.expires_at is None or standing.expires_at > timezone.now() else None


def _note_use(row: ApiKey) -> None:
    now = timezone.now()
    if row.used_at is None or row.used_at < now - _USED_EVERY:
        with suppress(OperationalError):  # a lock that is held a moment longer must not shut anybody out
            ApiKey.objects.filter(pk=row.pk).update(used_at=now)


def living_keys(user_id: int) -> QuerySet[ApiKey]:
    """Return a person's API keys that were not revoked, expired ones too."""
    return ApiKey.objects.filter(user_id=user_id, revoked_at=None)


def user(user_id: int) -> User:
    """Return an account; raises NotFound."""
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def by_login(login: str) -> User | None:
    """Return the account of an e-mail (in any case) or of a user name, if there is one."""
    try:
        return User.objects.get_by_natural_key(login)
    except User.DoesNotExist:
        return None


def contacts(user_id: int) -> QuerySet[Contact]:
    """Return a person's contacts."""
    return Contact.objects.filter(user_id=user_id)


def contact(user_id: int, contact_id: int) -> Contact:
    """Return one contact of a person; raises NotFound, also for somebody else's."""
    found = contacts(user_id).filter(pk=contact_id).first()
    if found is None:
        raise NotFound
    return found
