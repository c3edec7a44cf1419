"""What is read of accounts."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from core import cache
from core.accounts.models import Contact, Session, User
from core.errors import NotFound

# A standing outlives a bump that was lost with a dead cache by no more than this.
STANDING_SECONDS = 60


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
