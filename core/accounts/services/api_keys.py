"""API keys: what a program signs in with in a person's name. The key itself is shown once and never kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.accounts.errors import ScopeUnknown, TooManyApiKeys
from core.accounts.models import ApiKey, User
from core.accounts.rules import MAX_API_KEYS
from core.accounts.selectors import living_keys
from core.accounts.tokens import API_KEY
from core.cache import bump
from core.errors import NotFound
from core.http.scopes import known

SHOWN = 8  # of the key's characters, to know it by
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Made:
    """A key that was just made: the row that stays, and the key itself, which is not to be had again."""

    row: ApiKey
    key: str


@transaction.atomic
def make(*, user_id: int, name: str, scopes: Sequence[str], expires_at: datetime | None = None) -> Made:
    """Make a key that opens calls of these scopes until it expires; raises ScopeUnknown and TooManyApiKeys."""
    unknown = [one for one in scopes if one not in known]
    if unknown:
        raise ScopeUnknown(unknown, sorted(known))
    User.objects.select_for_update(no_key=True).get(pk=user_id)  # or two at once would both be the last one
    if living_keys(user_id).count() >= MAX_API_KEYS:
        raise TooManyApiKeys(limit=MAX_API_KEYS)
    key = API_KEY + secrets.token_hex(32)
    digest = hashlib.sha256(key.encode()).hexdigest()
    row = ApiKey.objects.create(
        user_id=user_id,
        name=name,
        prefix=key[: len(API_KEY) + SHOWN],
        digest=digest,
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    return Made(row, key)


@transaction.atomic
def revoke(*, key_id: int, user_id: int | None = None) -> None:
    """Have a key open nothing any more, at once; raises NotFound, for somebody else's than `user_id`'s too."""
    mine = ApiKey.objects.filter(pk=key_id, revoked_at=None)
    found = (mine if user_id is None else mine.filter(user_id=user_id)).first()
    if found is None:
        raise NotFound
    ApiKey.objects.filter(pk=found.pk).update(revoked_at=timezone.now())
    bump(found.namespace)


def forget_ended() -> int:
    """Delete the keys that ended three months ago and return how many there were."""
    long_ago = timezone.now() - KEPT
    return ApiKey.objects.filter(Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)).delete()[0]
