"""The states of a price list and the steps between them, without a database."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class PriceListStatus(TextChoices):
    QUEUED = "queued", _("queued")
    PARSING = "parsing", _("being read")
    REVIEW = "review", _("waiting for review")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    REJECTED = "rejected", _("rejected")
    SUPERSEDED = "superseded", _("superseded by a newer list")
    FAILED = "failed", _("failed")
    ROLLED_BACK = "rolled_back", _("rolled back")


Status = PriceListStatus  # in this module, where no other is meant


class PriceListMode(TextChoices):
    FULL = "full", _("the whole assortment")
    UPDATE = "update", _("additions and changes only")


Mode = PriceListMode


class RowStatus(TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("the same")
    RETIRED = "retired", _("retired")
    ERROR = "error", _("error")


class PartNews(TextChoices):
    """What a supplier is written about; the labels are the letters' subjects."""

    NEW = "new", _("New order %(number)s")
    CONFIRMED = "confirmed", pgettext_lazy("of a supplier's part", "Order %(number)s is confirmed")
    CORRECTED = "corrected", pgettext_lazy("of a supplier's part", "Order %(number)s was corrected")
    CANCELLED = "cancelled", pgettext_lazy("of a supplier's part", "Order %(number)s was cancelled")


News = PartNews

# A job whose worker was killed starts again from the beginning: hence the ways back to PARSING, and to APPLYING for one
# that was approved. From APPLYING back to REVIEW goes a list that has become worse than what was approved.
STEPS: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset({Status.PARSING, Status.SUPERSEDED, Status.FAILED}),
    Status.PARSING: frozenset({Status.PARSING, Status.REVIEW, Status.APPLYING, Status.FAILED}),
    Status.APPLYING: frozenset(
        {Status.PARSING, Status.APPLYING, Status.REVIEW, Status.APPLIED, Status.SUPERSEDED, Status.FAILED}
    ),
    Status.REVIEW: frozenset({Status.APPLYING, Status.REJECTED, Status.SUPERSEDED}),
    Status.APPLIED: frozenset({Status.ROLLED_BACK}),
    Status.REJECTED: frozenset(),
    Status.SUPERSEDED: frozenset(),
    Status.FAILED: frozenset(),
    Status.ROLLED_BACK: frozenset(),
}
UNFINISHED = frozenset({Status.QUEUED, Status.PARSING, Status.APPLYING})
# While the newest list stands here, sending its content again asks for nothing new.
SAME_JOB = UNFINISHED | {Status.REVIEW, Status.APPLIED}
# A schedule does not ask again either what somebody has said no to.
SAME_FETCH = SAME_JOB | {Status.REJECTED}


def may_step(now: str, then: Status) -> bool:
    """Return whether a price list may go from one status to the other."""
    return then in STEPS[Status(now)]


def supersedes(mode: str, *, dry_run: bool) -> bool:
    """Return whether a new list makes older waiting ones pointless: an update says nothing of the other rows."""
    return mode == Mode.FULL and not dry_run


def in_words(detail: str, params: Mapping[str, str | int]) -> str:
    """Return a stored sentence (an English msgid) in the language now active, its values put in."""
    told = gettext(detail) if detail else ""
    return told % params if params else told
