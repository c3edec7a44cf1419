"""From a first form to a confirmed account, without telling anybody whether an e-mail is known."""

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.accounts import tokens
from core.accounts.errors import MailedTokenInvalid, UsernameTaken
from core.accounts.events import ConfirmationAsked, RegistrationRepeated, UserConfirmed
from core.accounts.models import Role, User
from core.accounts.services.attempts import NOBODYS
from core.accounts.services.passwords import check_strength
from core.events.bus import publish

REPLACED = ("password", "username", "first_name", "last_name", "company", "position", "phone", "role", "language")


def register(*, email: str, password: str, username: str | None = None, **about: str) -> None:
    """Open an account that waits for its e-mail to be confirmed; `about` are further fields of User.

    A known e-mail changes nothing in the answer: an account that was never confirmed takes the new data (an older
    letter then confirms nothing that its reader did not write), the owner of a confirmed one is told by mail.
    Raises PasswordRefused and UsernameTaken.
    """
    wanted = User(email=email, username=username, **about)
    check_strength(password, wanted)
    wanted.password = _hashed(email, password)
    _enrol(wanted)


def _hashed(email: str, password: str) -> str:
    """Return the hash to store, at the same cost whoever is known.

    Registering twice with one password keeps the stored hash, and with it the token of the first letter.
    """
    pending = User.objects.filter(email=email, confirmed_at=None).first()
    stored = pending.password if pending else NOBODYS
    fresh = make_password(password)
    return stored if check_password(password, stored) else fresh


@transaction.atomic
def _enrol(wanted: User) -> None:
    _refuse_taken_username(wanted)
    known = _locked(wanted.email)
    if known is None and _stored(wanted):
        return publish(ConfirmationAsked(wanted.pk))
    known = known or _locked(wanted.email)  # somebody else was a moment faster
    if known and known.confirmed_at:
        return publish(RegistrationRepeated(known.pk))
    if known is None or not _replace(known, wanted):
        raise UsernameTaken
    publish(ConfirmationAsked(known.pk))


def _locked(email: str) -> User | None:
    return User.objects.select_for_update(no_key=True).filter(email=email).first()


def _refuse_taken_username(wanted: User) -> None:
    # One's own name counts as taken too, once confirmed: else it would tell whose e-mail this is.
    others = User.objects.exclude(email=wanted.email, confirmed_at=None)
    if wanted.username and others.filter(username=wanted.username).exists():
        raise UsernameTaken


def _stored(user: User) -> bool:
    """Store the account and return True, or False where its e-mail or user name was taken at this moment."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        return False
    return True


def _replace(known: User, wanted: User) -> bool:
    # Whom staff have given rights already is not to be overwritten from outside.
    if known.is_staff or known.is_superuser or known.role == Role.AGENT:
        return True
    for name in REPLACED:
        setattr(known, name, getattr(wanted, name))
    known.created_at = timezone.now()
    return _stored(known)


@transaction.atomic
def confirm(*, email: str, token: str) -> None:
    """Confirm an account's e-mail by the token from its letter; announces UserConfirmed, which happens once.

    Raises MailedTokenInvalid, also for an account that is confirmed already.
    """
    user = _locked(email)
    if user is None or user.confirmed_at or not user.is_active or not _holds(user, token):
        raise MailedTokenInvalid
    user.confirmed_at = timezone.now()
    user.save()
    publish(UserConfirmed(user.pk, user.email, user.role, user.company))


@transaction.atomic
def vouch_for(*, user_id: int) -> bool:
    """Confirm an account on the staff's word; announces UserConfirmed. Return whether it had to be confirmed."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id, confirmed_at=None, erased_at=None).first()
    if user is None:
        return False
    user.confirmed_at = timezone.now()
    user.save()
    publish(UserConfirmed(user.pk, user.email, user.role, user.company))
    return True


def confirmation_token(user: User) -> str:
    """Return the token that confirms this account as it is registered now."""
    return tokens.mailed("confirm", _state(user))


def _holds(user: User, token: str) -> bool:
    return tokens.mailed_holds("confirm", _state(user), token, ttl=settings.UNVERIFIED_TTL)


def _state(user: User) -> str:
    return f"{user.pk} {user.email} {user.password} {user.confirmed_at}"
