"""What happens to an account besides signing in: its profile, its role, and its end."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import ports
from core.accounts import rules
from core.accounts.models import ApiKey, Attempts, Contact, Role, Session, User
from core.errors import NotFound, Unauthenticated
from core.mailing import journal


@transaction.atomic
def change_profile(*, user_id: int, changes: dict[str, Any]) -> User:
    """Set the given fields of a person's profile and return the account."""
    user = _locked(user_id)
    for name, value in changes.items():
        setattr(user, name, value)
    user.save()
    return user


def keep(*, user_id: int) -> None:
    """Hold an account in the caller's transaction, so that it is not erased before that ends.

    Raises Unauthenticated where it was erased or switched off already.
    """
    found = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_active=True, erased_at=None)
    if not found.values_list("pk").first():
        raise Unauthenticated


@transaction.atomic
def set_role(*, user_id: int, role: str) -> None:
    """Make a person a buyer, a supplier or a support agent; raises NotFound."""
    user = _locked(user_id)
    user.role = Role(role)
    user.save()


@transaction.atomic
def set_active(*, user_id: int, active: bool) -> None:
    """Let a person in, or shut them out, which ends all their sessions; raises NotFound."""
    user = _locked(user_id)
    user.is_active = active
    user.save()


@transaction.atomic
def erase(*, user_id: int) -> None:
    """Blank what is known of a person, here and in every module, and keep the books: orders stay, nobody's."""
    user = _locked(user_id)
    ports.erase_person(user_id)
    journal.forget(to=user.email)
    Contact.objects.filter(user_id=user_id).delete()
    Attempts.objects.filter(name=f"account:{user_id}").delete()
    ApiKey.objects.filter(user_id=user_id).delete()
    user.email, user.username, user.last_login = rules.erased_email(user_id), None, None
    user.first_name = user.last_name = user.company = user.tax_id = ""
    user.position = user.phone = user.language = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    Session.objects.filter(user_id=user_id).update(address="", user_agent="")


@transaction.atomic
def cleanup_unverified() -> int:
    """Delete the accounts that were not confirmed within UNVERIFIED_TTL and return how many; staff never."""
    old = User.objects.filter(confirmed_at=None, created_at__lt=timezone.now() - settings.UNVERIFIED_TTL)
    idle = old.filter(is_staff=False, is_superuser=False).order_by("pk")
    # Locked first: one that is being confirmed at this moment is either seen as confirmed or waits for us.
    ids = list(idle.select_for_update().values_list("pk", flat=True))
    User.objects.filter(pk__in=ids).delete()
    return len(ids)


def _locked(user_id: int) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user
