from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import Field, PlainSerializer, computed_field

from core.http.shapes import Answer, Query, Request
from core.http.values import MoneyOut, QueryText, Text, UpTo
from modules.orders.public import Address, OrderChanges, OrderLine, PartStep
from modules.orders.public import Status as PartStatus

type SupplierStanding = Literal["pending", "approved"]
# What a column of a price list can hold.
type RowValue = str | int | bool | None
# Stored in English; those sentences that hold no value of the file are told in the reader's language.
Translated = Annotated[str, PlainSerializer(gettext)]
Reason = Annotated[Text, UpTo(500)]


class PartFilters(Query):
    status: PartStatus | None = None
    search: Annotated[
        QueryText,
        UpTo(100),
        Field(
            description="The number of an order, the beginning of one with its letter (T-1000), or the whole SKU, "
            "model or GTIN of an own line; in any case"
        ),
    ] = ""


class PartPatch(Request):
    """Where the part is to go, and why, if the buyer and the shop should read it: most of all with `cancelled`."""

    status: PartStatus
    reason: Reason = ""


class PartCorrectionOut(Answer):
    """What a correction of the order changed about a supplier's part, and why."""

    revision: int
    at: datetime
    reason: str
    changes: OrderChanges


class PartOut(Answer):
    """A supplier's part of an order: own lines, own sums, and where to only once it is theirs to deliver.

    `steps` tell its story, `reason` why it stands where it stands.
    """

    id: int
    order_id: int
    number: str
    status: PartStatus
    items: list[OrderLine]
    subtotal: MoneyOut
    delivery: MoneyOut
    currency: str
    address: Address | None
    comment: str
    created_at: datetime
    reason: str
    steps: list[PartStep]

    @computed_field  # type: ignore[prop-decorator]  # as pydantic's own documentation writes it
    @property
    def total(self) -> MoneyOut:
        return self.subtotal + self.delivery
