from dataclasses import dataclass

from core.events.bus import Event


@dataclass(frozen=True, slots=True)
class SupplierApproved(Event):
    supplier_id: int


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
