from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import PlainSerializer, computed_field

from core.http.shapes import Answer, Query, Request
from core.http.values import MoneyOut
from modules.orders.public import Address, OrderLine
from modules.orders.public import Status as PartStatus

type SupplierStanding = Literal["pending", "approved"]
# What a column of a price list can hold.
type RowValue = str | int | bool | None
# Stored in English; those sentences that hold no value of the file are told in the reader's language.
Translated = Annotated[str, PlainSerializer(gettext)]


class PartFilters(Query):
    status: PartStatus | None = None


class PartPatch(Request):
    status: PartStatus


class PartOut(Answer):
    """A supplier's part of an order: own lines, own sums, and where to only once it is theirs to deliver."""

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

    @computed_field  # type: ignore[prop-decorator]  # as pydantic's own documentation writes it
    @property
    def total(self) -> MoneyOut:
        return self.subtotal + self.delivery
