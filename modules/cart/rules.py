"""Tokens of guests' carts, and the arithmetic of merging: no database."""

import hashlib
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

MAX_LINES = 100
MAX_PIECES = 2_147_483_647
_signer = Signer(salt="torg.cart", sep=".")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose cart it is: a person's, or that of whoever holds the token with this digest."""

    user_id: int | None = None
    digest: str | None = None

    def fields(self) -> dict[str, object]:
        """Return what the columns of the holder's cart say."""
        return {"user_id": self.user_id} if self.user_id else {"token_digest": self.digest}


def new_token() -> str:
    """Return a guest's new secret. It is signed, so that it is known for ours before any row stands for it."""
    return _signer.sign(secrets.token_urlsafe(24))


def digest_of(token: str) -> str | None:
    """Return what a token is stored as, or None where we never gave such a one."""
    try:
        _signer.unsign(token)
    except BadSignature:
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def merged(own: int, guests: int, available: int) -> int:
    """Return how many pieces stand in a line after a guest's cart was added to one's own.

    Added up, capped by what can be bought; what one had asked for oneself is never made less, and a line
    never disappears.
    """
    return max(own, min(own + guests, available, MAX_PIECES), 1)
