"""The states of a review: who is heard at once, and who waits for the staff."""

from typing import Literal

type Standing = Literal["pending", "published", "rejected"]


def first_standing(*, moderated: bool) -> Standing:
    """Return where a new review stands."""
    return "pending" if moderated else "published"


def standing_after_edit(standing: str, *, moderated: bool) -> Standing:
    """Return where a review stands that its author has changed: what was rejected is not published by changing it."""
    return "published" if standing == "published" and not moderated else "pending"


def may_be_withdrawn(standing: str, *, moderated: bool) -> bool:
    """Return whether its author may delete a review and write another: not one that was rejected.

    Else the next one would be seen at once. Where all of them wait for the staff, nothing is won by it. Without
    moderation only what was rejected before waits.
    """
    return moderated or standing == "published"
