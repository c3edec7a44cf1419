"""The states of a price list and the steps between them, without a database."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

# Between the names of files that were sent together.
TOGETHER = " + "


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


class RowWarning(TextChoices):
    """What a list is warned of because of rows that are known: kept with the row, or told by its status."""

    PRICE_JUMP = "price_jump"
    CURRENCY_MISMATCH = "currency_mismatch"
    MASS_DISAPPEARANCE = "mass_disappearance"
    MANY_ERRORS = "many_errors"
    LARGE_CHANGE = "large_change"
    MASS_SELLOUT = "mass_sellout"
    # Of what was read (`formats.checks`), and of where it goes in the shop.
    BAD_GTIN = "bad_gtin"
    GENERATED_ID = "generated_id"
    MISSING_CATEGORY = "missing_category"
    MISSING_CURRENCY = "missing_currency"
    MISSING_MODEL = "missing_model"
    MIXED_CURRENCIES = "mixed_currencies"
    PRICE_ROUNDED = "price_rounded"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_FIELD = "unknown_field"
    VAGUE_PRICE = "vague_price"
    VAGUE_QUANTITY = "vague_quantity"
    CATEGORY_RENAMED = "category_renamed"
    CATEGORY_UNMAPPED = "category_unmapped"
    ATTRIBUTE_MISFIT = "attribute_misfit"


# Warnings of many rows together: all of these statuses have caused them.
CAUSES: dict[str, frozenset[str]] = {
    RowWarning.MASS_DISAPPEARANCE: frozenset({RowStatus.RETIRED}),
    RowWarning.MANY_ERRORS: frozenset({RowStatus.ERROR}),
    RowWarning.LARGE_CHANGE: frozenset({RowStatus.NEW, RowStatus.CHANGED, RowStatus.RETIRED}),
}


# What the catalogue finds odd about a row, as a list is warned of it.
ODD = {
    "renamed": RowWarning.CATEGORY_RENAMED.value,
    "unmapped": RowWarning.CATEGORY_UNMAPPED.value,
    "misfit": RowWarning.ATTRIBUTE_MISFIT.value,
}
# A row may have caused one of these, which stands in a column of its own, and any number of the others.
ALONE = frozenset({RowWarning.PRICE_JUMP, RowWarning.CURRENCY_MISMATCH})


# What people call the fields of a good.
FIELDS: dict[str, StrOrPromise] = {
    "name": pgettext_lazy("field of a row", "name"),
    "category": pgettext_lazy("field of a row", "category"),
    "model": pgettext_lazy("field of a row", "model"),
    "brand": pgettext_lazy("field of a row", "brand"),
    "gtin": pgettext_lazy("field of a row", "GTIN"),
    "price": pgettext_lazy("field of a row", "price"),
    "price_rrp": pgettext_lazy("field of a row", "recommended price"),
    "currency": pgettext_lazy("field of a row", "currency"),
    "quantity": pgettext_lazy("field of a row", "quantity"),
    "description": pgettext_lazy("field of a row", "description"),
    "external_id": pgettext_lazy("field of a row", "supplier's id"),
    "retired": pgettext_lazy("field of a row", "retired"),
}
NO_COLUMNS = _(
    "It is not clear which columns hold: %(missing)s. The file has: %(found)s. "
    "Say once what they mean, or rename them, and send the list again."
)
NO_HEADER = _(
    "The file has no row with the names of its columns, and it is not clear which hold: %(missing)s. Its first row is: "
    "%(found)s. Say once what Column 1, Column 2 ... mean, or put a row of names above them, and send the list again."
)


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


def searchable(codes: Iterable[str]) -> str:
    """Return codes as a row keeps them: a blank around each, nothing where there is none."""
    said = " ".join(codes)
    return f" {said} " if said else ""


def may_step(now: str, then: Status) -> bool:
    """Return whether a price list may go from one status to the other."""
    return then in STEPS[Status(now)]


def supersedes(mode: str, *, dry_run: bool) -> bool:
    """Return whether a new list makes older waiting ones pointless: an update says nothing of the other rows."""
    return mode == Mode.FULL and not dry_run


def in_words(detail: str, params: Mapping[str, str | int]) -> str:
    """Return a stored sentence (an English msgid) in the language now active, its values put in.

    What is said of a row of a workbook with several sheets (`sheet` is among the values) begins with its sheet.
    """
    told = gettext(detail) if detail else ""
    said = told % params if params else told
    if "sheet" in params:
        return gettext("Sheet “%(sheet)s”: %(what)s") % {"sheet": params["sheet"], "what": said}
    return said


def field_name(field: str) -> str:
    """Return what a field is called in the reader's language; an attribute is called as its list calls it."""
    return str(FIELDS.get(field) or field.removeprefix("attributes."))


def for_people(code: str, detail: str, params: Mapping[str, str | int]) -> str:
    """Return why a list failed as pages and letters say it: fields by the names that people have for them."""
    if code != "columns_unknown" or "missing" not in params:
        return in_words(detail, params)
    missing = ", ".join(field_name(field) for field in str(params["missing"]).split(", "))
    is_headless = str(params.get("headers", "")).startswith("Column 1\n")
    return str(NO_HEADER if is_headless else NO_COLUMNS) % {"missing": missing, "found": params.get("found", "")}


def saved_as(file_name: str, list_id: int) -> str:
    """Return the name that a list's file is downloaded under: several parts sent at once are one ZIP."""
    name = PurePath(file_name).name or f"price-list-{list_id}"
    return f"{name}.zip" if f".xml{TOGETHER}" in name.lower() else name
