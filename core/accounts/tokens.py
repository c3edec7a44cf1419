"""Access and refresh tokens: signed JWTs (RFC 7519, RFC 8725) of one algorithm, read as strictly as a request.

An access token says who, in which session and at which epoch; a refresh token says which session and which
rotation of it. Neither is looked up to be read: whether it still counts is for the caller to ask.

The tokens in letters are signatures over the state that they are to change: used, or overtaken, they no longer fit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import jwt
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from pydantic import BaseModel, ConfigDict, Field

ALGORITHM = "HS256"
# How an API key begins, by which it is told from an access token and found by those who look for leaked ones.
API_KEY = "torg_"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in or a refresh gives."""

    access: str
    refresh: str


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    sub: Annotated[str, Field(pattern="^[1-9][0-9]{0,17}$")]
    sid: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    iat: int
    exp: int

    @property
    def user_id(self) -> int:
        return int(self.sub)

    @property
    def session(self) -> UUID:
        return UUID(self.sid)


class AccessClaims(_Claims):
    """The claims of an access token that holds."""

    type: Literal["access"]
    epoch: Annotated[int, Field(ge=0)]


class RefreshClaims(_Claims):
    """The claims of a refresh token that holds."""

    type: Literal["refresh"]
    generation: Annotated[int, Field(ge=0)]


def pair(*, user_id: int, session: UUID, epoch: int, generation: int) -> Tokens:
    """Return a new access and a new refresh token of a session."""
    about = {"sub": str(user_id), "sid": session.hex}
    return Tokens(
        access=_signed({**about, "type": "access", "epoch": epoch}, settings.ACCESS_TTL),
        refresh=_signed({**about, "type": "refresh", "generation": generation}, settings.REFRESH_TTL),
    )


def read_access(token: str) -> AccessClaims | None:
    """Return the claims of an access token, or None where it is not ours, not of this type, or expired."""
    return _read(AccessClaims, token)


def read_refresh(token: str) -> RefreshClaims | None:
    """Return the claims of a refresh token, or None where it is not ours, not of this type, or expired."""
    return _read(RefreshClaims, token)


def mailed(purpose: str, state: str) -> str:
    """Return a token for a letter: it holds for this purpose as long as the state is the same."""
    signer = TimestampSigner(salt=f"torg.{purpose}", sep=".")
    return signer.sign(state).removeprefix(f"{state}.")


def mailed_holds(purpose: str, state: str, token: str, *, ttl: timedelta) -> bool:
    """Return whether `mailed` made the token for this purpose and state, not longer ago than `ttl`."""
    signer = TimestampSigner(salt=f"torg.{purpose}", sep=".")
    try:
        signer.unsign(f"{state}.{token}", max_age=ttl)
    except BadSignature:
        return False
    return True


def _signed(claims: dict[str, str | int], ttl: timedelta) -> str:
    now = datetime.now(UTC)
    return jwt.encode({**claims, "iat": now, "exp": now + ttl}, settings.JWT_SIGNING_KEY, ALGORITHM)


def _read[C: _Claims](shape: type[C], token: str) -> C | None:
    # `iat` has to be there and is not compared: another server's clock may be a second ahead.
    options: jwt.types.Options = {"require": ["sub", "exp", "iat"], "verify_iat": False}
    try:
        return shape.model_validate(jwt.decode(token, settings.JWT_SIGNING_KEY, [ALGORITHM], options))
    except (jwt.InvalidTokenError, ValueError, OverflowError):  # the last two: claims that are no such thing
        return None
