"""Passwords: how strong they must be, and the two ways to a new one. Either way ends every session."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from core.accounts import tokens
from core.accounts.errors import InvalidCredentials, MailedTokenInvalid, PasswordRefused, WrongPassword
from core.accounts.events import PasswordResetAsked
from core.accounts.models import Attempts, User
from core.accounts.services.attempts import verify_again
from core.events.bus import publish


def check_strength(password: str, user: User) -> None:
    """Raise PasswordRefused, with every reason, where the password is too easy to guess for this person."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordRefused(weak.error_list) from None


@transaction.atomic
def ask_reset(*, email: str) -> None:
    """Have a letter with a token sent to whoever has this e-mail; for nobody the same is done, to no effect."""
    user = User.objects.filter(email=email, is_active=True).first()
    publish(PasswordResetAsked(user.pk if user else None))


def reset(*, email: str, token: str, password: str) -> None:
    """Set a new password by the token from a letter; raises MailedTokenInvalid and PasswordRefused."""
    user = User.objects.filter(email=email).first()
    if user is None or not _holds(user, token):
        raise MailedTokenInvalid
    check_strength(password, user)
    if not _replace(user, make_password(password)):
        raise MailedTokenInvalid


def change(*, user_id: int, old_password: str, password: str) -> None:
    """Set a new password by the old one; raises WrongPassword, PasswordRefused and, after failures, Limited."""
    user = User.objects.get(pk=user_id)
    if not verify_again(user=user, password=old_password):
        raise WrongPassword
    check_strength(password, user)
    if not _replace(user, make_password(password)):
        raise InvalidCredentials


@transaction.atomic
def _replace(seen: User, hashed: str) -> bool:
    """Store the hash, unless the account has changed since it was seen: two at once do not both succeed."""
    user = User.objects.select_for_update(no_key=True).filter(pk=seen.pk, epoch=seen.epoch, is_active=True).first()
    if user is None:
        return False
    user.password = hashed
    user.save()
    Attempts.objects.filter(name=f"account:{user.pk}").delete()
    return True


def reset_token(user: User) -> str:
    """Return the token that lets its bearer set a new password, once."""
    return tokens.mailed("reset", _state(user))


def _holds(user: User, token: str) -> bool:
    living = user.is_active and user.confirmed_at is not None
    ttl = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return living and tokens.mailed_holds("reset", _state(user), token, ttl=ttl)


def _state(user: User) -> str:
    return f"{user.pk} {user.email} {user.password} {user.epoch}"
