"""What orders announce."""

from dataclasses import dataclass

from core.events.event import Event


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """Goods are reserved and the order stands."""

    order_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class OrderMoved(Event):
    """An order made a step; `part_id` says which part where one moved by itself, None where all living ones did.

    `parts` are the ids of those that moved; `revision` is that of the correction which left the part without goods,
    0 for a step by itself.
    """

    order_id: int
    part_id: int | None
    from_status: str
    to_status: str
    by: int | None
    parts: tuple[int, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class OrderCorrected(Event):
    """The staff changed an order before it was shipped; `revision` counts its corrections from 1."""

    order_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class InvoiceReady(Event):
    """The order's invoice can be read."""

    order_id: int


@dataclass(frozen=True, slots=True)
class InvoiceRevised(Event):
    """After a correction the order's invoice has a next revision, which can be read; the earlier ones stay."""

    order_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class DocumentDrawnPlainly(Event):
    """A document could not be drawn as it should be; a plain one stands in for it."""

    document_id: int


@dataclass(frozen=True, slots=True)
class PapersErased(Event):
    """A buyer was forgotten: these files under DOCUMENT_ROOT lead to them and are no part of the books."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderExportAsked(Event):
    """Somebody of the staff waits for a file of many orders."""

    export_id: int


@dataclass(frozen=True, slots=True)
class ShipmentDue(Event):
    """The shipping service is to be told of a part; `round` counts how often that was begun."""

    shipment_id: int
    round: int


@dataclass(frozen=True, slots=True)
class ShipmentFailed(Event):
    """The shipping service refused a part, or was given up in this round: it waits for somebody to send it again."""

    shipment_id: int
    round: int
