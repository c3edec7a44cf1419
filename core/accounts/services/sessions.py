"""Sign-ins: a session is a family of refresh tokens, of which only the newest counts (RFC 9700, 4.14.2)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.accounts import tokens
from core.accounts.errors import EmailNotConfirmed, InvalidCredentials, RefreshInvalid, TokenReused
from core.accounts.models import Session, User
from core.accounts.selectors import living_sessions
from core.accounts.services.attempts import verify
from core.accounts.tokens import RefreshClaims, Tokens
from core.cache import bump
from core.errors import NotFound

KEPT = timedelta(days=1)


def sign_in(*, login: str, password: str, address: str = "", user_agent: str = "") -> Tokens:
    """Open a session for whoever knows the password; `login` is an e-mail or a user name.

    Raises InvalidCredentials, Limited after too many failures and, for the right password only, EmailNotConfirmed.
    """
    user = verify(login=login, password=password, address=address)
    if user.confirmed_at is None:
        raise EmailNotConfirmed
    return open_session(user=user, address=address, user_agent=user_agent)


@transaction.atomic
def open_session(*, user: User, address: str = "", user_agent: str = "") -> Tokens:
    """Start a session of a person who has proved who they are, and return its first pair of tokens.

    Raises InvalidCredentials where that proof no longer holds: the account was switched off, or its password
    changed, while the old one was being verified.
    """
    now = timezone.now()
    # Locked, so that a "sign out everywhere" running beside this either sees the session or is seen by it.
    standing = User.objects.select_for_update(no_key=True).filter(pk=user.pk, epoch=user.epoch, is_active=True)
    if not standing.exists():
        raise InvalidCredentials
    User.objects.filter(pk=user.pk).update(last_login=now)
    session = Session.objects.create(
        user=user,
        address=address[:45],
        user_agent=_printable(user_agent),
        used_at=now,
        expires_at=now + settings.REFRESH_TTL,
    )
    return tokens.pair(user_id=user.pk, session=session.pk, epoch=user.epoch, generation=0)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that a page holds for its visitor, and an access token of it."""

    session: str
    access: str


def access_for(*, user: User, session: str = "", address: str = "", user_agent: str = "") -> Opened:
    """Return an access token for somebody whom a cookie has signed in: of this session, or the first of a new one.

    Raises InvalidCredentials where the account no longer counts, or the session was ended: its cookie opens no other.
    """
    now = timezone.now()
    known = living_sessions(user.pk).filter(pk=session).first() if session else None
    if known and user.is_active:
        # When it was last used says how long an access token of it may live on.
        Session.objects.filter(pk=known.pk).update(used_at=now, expires_at=now + settings.REFRESH_TTL)
        given = tokens.pair(user_id=user.pk, session=known.pk, epoch=user.epoch, generation=known.generation)
        return Opened(known.pk.hex, given.access)
    if session:
        raise InvalidCredentials
    given = open_session(user=user, address=address, user_agent=user_agent)
    claims = tokens.read_access(given.access)
    return Opened(claims.sid if claims else "", given.access)


def _printable(user_agent: str) -> str:
    return "".join(char for char in user_agent if char.isprintable())[:255]


def refresh(*, token: str) -> Tokens:
    """Exchange a refresh token for a new pair; raises RefreshInvalid, and TokenReused for one that was used before.

    A token that was used before ends the session: of the two who hold it, one is not the owner.
    """
    claims = tokens.read_refresh(token)
    if claims is None:
        raise RefreshInvalid
    rotated = _rotate(claims)
    if rotated is None:
        raise TokenReused  # outside the transaction, which has to keep the session ended
    return rotated


@transaction.atomic
def _rotate(claims: RefreshClaims) -> Tokens | None:
    now = timezone.now()
    # The row lock makes twenty at once stand in line: the second one finds another generation.
    locked = Session.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    session = locked.filter(pk=claims.session, user_id=claims.user_id, revoked_at=None, expires_at__gt=now).first()
    if session is None or not session.user.is_active or session.user.erased_at:
        raise RefreshInvalid
    if session.generation != claims.generation:
        end(session_id=session.pk, user_id=session.user_id)
        return None
    session.generation, session.used_at, session.expires_at = claims.generation + 1, now, now + settings.REFRESH_TTL
    session.save(update_fields=["generation", "used_at", "expires_at"])
    return tokens.pair(
        user_id=session.user_id, session=session.pk, epoch=session.user.epoch, generation=session.generation
    )


@transaction.atomic
def end(*, session_id: UUID | str, user_id: int) -> None:
    """End one session of a person: its refresh token is dead, and its access token with it, at once."""
    Session.objects.filter(pk=session_id, user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())
    bump(f"user:{user_id}")


def end_own(*, session_id: UUID, user_id: int) -> None:
    """End a living session of this person; raises NotFound, for somebody else's too."""
    if not living_sessions(user_id).filter(pk=session_id).exists():
        raise NotFound
    end(session_id=session_id, user_id=user_id)


@transaction.atomic
def end_others(*, user_id: int, but: str) -> None:
    """End all sessions of a person save one."""
    living_sessions(user_id).exclude(pk=but).update(revoked_at=timezone.now())
    bump(f"user:{user_id}")


@transaction.atomic
def end_all(*, user_id: int) -> None:
    """End all sessions of a person."""
    User.objects.select_for_update(no_key=True).get(pk=user_id).sign_out()


def forget_ended() -> int:
    """Delete the sessions that expired a day ago and return how many there were."""
    return Session.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()[0]
