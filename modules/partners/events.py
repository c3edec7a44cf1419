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
    """A person is to learn by mail what happened to a part of their supplier's: `new`, `confirmed`, ..."""

    user_id: int
    supplier_id: int
    part_id: int
    news: str


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
