from dataclasses import dataclass

from core.events.bus import Event


@dataclass(frozen=True, slots=True)
class SupplierApproved(Event):
    supplier_id: int


@dataclass(frozen=True, slots=True)
class ApprovalLetterDue(Event):
    """A person is to learn by mail that the supplier they act for was let in."""

    user_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PartLetterDue(Event):
    """A person is to learn by mail what happened to a part of their supplier's: `new`, `confirmed`, ...

    `revision` is the number of the correction that it tells of.
    """

    user_id: int
    supplier_id: int
    part_id: int
    news: str
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class PriceListQueued(Event):
    price_list_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PriceListApplied(Event):
    """The catalogue shows the list now; the counts are of its rows."""

    price_list_id: int
    supplier_id: int
    new: int
    changed: int
    same: int
    retired: int
    errors: int


@dataclass(frozen=True, slots=True)
class PriceListHeld(Event):
    """A list waits for somebody to look at it."""

    price_list_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PriceListSuperseded(Event):
    """A list that waited for somebody, or was approved, changes nothing any more: a newer one has taken its place."""

    price_list_id: int
    supplier_id: int
    newer_id: int


@dataclass(frozen=True, slots=True)
class PriceListFailed(Event):
    """A list cannot be taken as a whole; the shop is as it was."""

    price_list_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PriceListLetterDue(Event):
    """A person is to learn by mail where a list of their supplier stands that does not go on by itself.

    `is_overtaken`: that it waits for nobody any more, for a newer one has taken its place.
    """

    user_id: int
    supplier_id: int
    price_list_id: int
    is_overtaken: bool = False


@dataclass(frozen=True, slots=True)
class PriceListRejected(Event):
    price_list_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PriceListRollbackDue(Event):
    """A large list is to be rolled back in the background."""

    price_list_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class PriceListRolledBack(Event):
    """The catalogue shows what it showed before the list, but for what others have changed since (`left` of it)."""

    price_list_id: int
    supplier_id: int
    restored: int
    retired: int
    returned: int
    left: int


@dataclass(frozen=True, slots=True)
class PriceListAddressed(Event):
    """A price list is to be fetched from its address."""

    price_list_id: int


@dataclass(frozen=True, slots=True)
class ScheduledFetchDue(Event):
    """A supplier's list is to be fetched by its schedule now."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class ScheduleLetterDue(Event):
    """A person is to learn by mail that the list of their supplier could not be fetched by itself."""

    user_id: int
    supplier_id: int


@dataclass(frozen=True, slots=True)
class StaffLetterDue(Event):
    """The shop is to learn by mail of a supplier's list that does not go on by itself; None: that cannot be fetched."""

    supplier_id: int
    price_list_id: int | None
    is_overtaken: bool = False


@dataclass(frozen=True, slots=True)
class ExportAsked(Event):
    """A file of offers is to be made."""

    export_id: int


@dataclass(frozen=True, slots=True)
class ShowcaseDue(Event):
    """The feed for marketplaces is to be made anew."""
