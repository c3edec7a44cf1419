"""Tokens of guests' carts, and the arithmetic of adding and merging: no database."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.signing import BadSignature, Signer

type Fit = Literal["added", "quantity_too_large", "cart_full"]
type SkuLineStatus = Literal[
    "added", "invalid_line", "invalid_sku", "invalid_quantity", "unknown_sku", "ambiguous_sku", "unavailable",
    "quantity_too_large", "cart_full",
]  # fmt: skip
MOST_PIECES = 2_147_483_647  # what the column takes, and a line of an order
_signer = Signer(salt="torg.cart", sep=".")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose cart it is: a person's, or that of whoever holds the token with this digest."""

    user_id: int | None = None
    digest: str | None = None

    def fields(self) -> dict[str, object]:
        """Return what the columns of the holder's cart say."""
        return {"user_id": self.user_id} if self.user_id else {"token_digest": self.digest}


@dataclass(frozen=True, slots=True)
class Limits:
    """How many lines a cart takes, and how many pieces a line."""

    lines: int
    pieces: int


class Contents:
    """What lies in a cart, pieces by offer id, while more is put in; it never outgrows the limits by that."""

    def __init__(self, pieces: Mapping[int, int], limits: Limits) -> None:
        self.pieces, self.limits = dict(pieces), limits

    def add(self, offer_id: int, quantity: int) -> Fit:
        """Put pieces in and return "added", or leave everything as it is and return why."""
        pieces = self.pieces.get(offer_id, 0) + quantity
        if pieces > self.limits.pieces:
            return "quantity_too_large"
        if offer_id not in self.pieces and len(self.pieces) >= self.limits.lines:
            return "cart_full"
        self.pieces[offer_id] = pieces
        return "added"


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


def merged(
    strategy: str, own: Mapping[int, int], guests: Mapping[int, int], stock: Mapping[int, int], limits: Limits
) -> dict[int, int]:
    """Return what lies in one's own cart, pieces by offer id, after a guest's cart was claimed (CART_MERGE).

    "add" and "larger" keep the lines of both, one's own first, as far as there is room; "keep_own" and
    "take_guests" keep those of one cart, of the other only where that one is empty.
    """
    if strategy == "keep_own":
        return dict(own or guests)
    if strategy == "take_guests":
        return dict(guests or own)
    pieces = dict(own)
    for offer_id, quantity in guests.items():
        if offer_id in own or len(pieces) < limits.lines:
            most = quantity if strategy == "larger" else min(stock.get(offer_id, 0), limits.pieces)
            pieces[offer_id] = _together(own.get(offer_id, 0), quantity, most)
    return pieces


def _together(own: int, guests: int, most: int) -> int:
    """Return the pieces of one line: added up as far as `most`.

    What one had asked for oneself is never made less, and a line never disappears.
    """
    return max(own, min(own + guests, most), 1)
