from typing import Annotated, Literal

from django.utils.translation import gettext
from pydantic import PlainSerializer

from core.http.shapes import Answer, Patch, Query, Request, untouched
from core.http.values import Amount, MoneyOut, Name, Switch

type SupplierStanding = Literal["pending", "approved"]
# What a column of a price list can hold.
type RowValue = str | int | bool | None
# Stored in English; those sentences that hold no value of the file are told in the reader's language.
Translated = Annotated[str, PlainSerializer(gettext)]


class ListOwner(Answer):
    id: int
    name: str
    slug: str


class SupplierDesk(ListOwner):
    delivery: MoneyOut
    free_from: MoneyOut | None
    minimum: MoneyOut
    currency: str
    accepting_orders: bool
    approved: bool


class SupplierFilters(Query):
    status: SupplierStanding | None = None


class SupplierPatch(Patch):
    name: Name = untouched()
    delivery: Amount = untouched()
    free_from: Amount | None = untouched()
    minimum: Amount = untouched()


class StateOut(Answer):
    accepting_orders: bool


class StatePatch(Request):
    accepting_orders: Switch
