"""Shapes of orders on the wire. An order itself goes out as `selectors.OrderView`, the same value that crosses
the door to the cart's checkout: one shape, however it was placed.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from core.exports.models import ExportStatus
from core.http.shapes import Answer, Patch, Problem, Query, Request
from core.http.values import MAX_INT, Amount, Id, Line, MoneyOut, Name, Quantity, QueryId, QueryText, Text, UpTo
from modules.orders.models.exports import OrderExport, OrderExportFormat
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import OrderStatus

# What a cart takes can be ordered, by itself or out of a cart, and corrected.
MAX_LINES = settings.CART_MAX_LINES
MOMENT = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?\Z"
)
Short = Annotated[Line, UpTo(20)]
Phone = Annotated[Line, UpTo(40)]
Search = Annotated[QueryText, UpTo(100)]
Reason = Annotated[Text, UpTo(500)]
Comment = Annotated[Text, UpTo(2000)]


class DeliveryAddress(Request):
    """Where and to whom the order goes."""

    city: Annotated[Name, UpTo(100)]
    street: Name
    house: Short = ""
    structure: Short = ""
    building: Short = ""
    apartment: Short = ""
    phone: Phone = ""
    recipient: Line = ""

    def value(self) -> Address:
        return Address(**self.model_dump())


class WantedLine(Request):
    """One line: a product (its best offer is taken) or a certain offer."""

    product_id: Id | None = None
    offer_id: Id | None = None
    quantity: Quantity

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.product_id is None) == (self.offer_id is None):
            raise PydanticCustomError("product_or_offer", _("Give either product_id or offer_id."))
        return self


class PlaceOrder(Request):
    """Without `items` the cart is ordered. Give a `contact_id` of yours or an `address`.

    It is one's own cart as it lies there: a guest's is claimed by the carts' calls alone, the checkout among them.
    """

    items: Annotated[list[WantedLine], Field(min_length=1, max_length=MAX_LINES)] | None = None
    contact_id: Id | None = None
    address: DeliveryAddress | None = None
    comment: Comment = ""
    expected_total: Amount | None = None


class MoveOrder(Patch):
    """Where the order is to go and, if somebody should read it in its history, why."""

    status: OrderStatus
    reason: Reason = ""


class CorrectedLine(Request):
    """One of the order's lines by its `id`, and how many pieces it shall have; with 0 it is taken out."""

    id: Id
    quantity: Annotated[int, Field(strict=True, ge=0, le=MAX_INT)]


class CorrectOrder(Request):
    """What shall be different; lines and fields that are not named stay. `revision` is that of the order as seen.

    What is to `add` joins the part of its supplier at today's price; of an offer that the order has already it is so
    many pieces more of that line, at the price agreed.
    """

    revision: Annotated[int, Field(strict=True, ge=0, le=MAX_INT)]
    items: Annotated[list[CorrectedLine], Field(max_length=MAX_LINES)] = Field(default_factory=list)
    add: Annotated[list[WantedLine], Field(max_length=MAX_LINES)] = Field(default_factory=list)
    address: DeliveryAddress | None = None
    comment: Comment | None = None
    reason: Reason = ""

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        if len({line.id for line in self.items}) < len(self.items):
            raise PydanticCustomError("duplicate_line", _("A line is named twice."))
        return self


def _moment(text: Any) -> Any:
    if not isinstance(text, str) or not MOMENT.match(text):
        raise PydanticCustomError(
            "bad_moment", _("Must be a date, or a time with its zone, such as 2026-01-31T10:00:00Z.")
        )
    return text


def _parsed(text: Any) -> datetime:
    written = _moment(text)  # its refusal is a ValueError, too
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise PydanticCustomError("bad_moment", _("There is no such date or time.")) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _until(text: Any) -> datetime:
    # A date means the whole day.
    return _parsed(text) + (timedelta(days=1) if len(str(text)) == 10 else timedelta())


_SHOWN = WithJsonSchema({"type": "string", "examples": ["2026-01-31", "2026-01-31T10:00:00Z"]})
Since = Annotated[datetime, BeforeValidator(_parsed), _SHOWN]
Until = Annotated[datetime, BeforeValidator(_until), _SHOWN]


class OwnOrderFilters(Query):
    """How a buyer narrows the list of their own orders."""

    status: OrderStatus | None = None
    search: Search = ""


class OrderFilters(Query):
    """How the staff narrow the list of all orders."""

    status: Annotated[OrderStatus | None, Field(description="Where the order stands: with its slowest living part")] = (
        None
    )
    user_id: Annotated[QueryId | None, Field(description="The id of the buyer")] = None
    supplier: Annotated[QueryId | None, Field(description="The id of a supplier who has a part in it")] = None
    created_from: Annotated[Since | None, Field(description="Placed then or later; a date begins at 00:00 UTC")] = None
    created_to: Annotated[Until | None, Field(description="Placed before; a date means the whole day, UTC")] = None
    search: Annotated[
        Search,
        Field(
            description="A number of an order or an invoice, the beginning of one with its letter (T-1000) or of the "
            "buyer's e-mail address, part of the buyer's name or company or of the recipient's name, a phone number "
            "or its beginning, or the whole SKU, model or GTIN of something ordered"
        ),
    ] = ""


class ExportOrders(Request):
    """The format of the file, and which orders stand in it, as the list of all orders is narrowed."""

    format: OrderExportFormat
    status: OrderStatus | None = None
    user_id: Id | None = None
    supplier: Id | None = None
    created_from: Since | None = None
    created_to: Until | None = None
    search: Search = ""


class OrderExportOut(Answer):
    """A file of orders, and of how many; `file_url` is there while it is ready, and opened as the export itself is."""

    id: int
    format: OrderExportFormat
    status: ExportStatus
    orders: int
    size: int
    file_url: str | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, one: OrderExport) -> "OrderExportOut":
        url = f"/api/v1/admin/orders/exports/{one.pk}/file/" if one.is_ready else None
        plain = {name: getattr(one, name) for name in cls.model_fields if name != "file_url"}
        return cls.model_validate(plain | {"file_url": url})


class PriceChangedProblem(Problem):
    """What the order comes to now."""

    code: Literal["price_changed"]
    subtotal: MoneyOut
    delivery: MoneyOut
    total: MoneyOut
    currency: Annotated[str, Field(examples=["RUB"])]
    expected_total: MoneyOut


class BelowMinimumProblem(Problem):
    """Whose minimum is missed, the shop's own where `supplier` and its id are null, and by how much."""

    code: Literal["below_minimum"]
    supplier_id: int | None
    supplier: Annotated[str | None, Field(examples=["Северный склад"])]
    subtotal: MoneyOut
    minimum: MoneyOut
    currency: Annotated[str, Field(examples=["RUB"])]


class MixedCurrenciesProblem(Problem):
    """The currencies that met."""

    code: Literal["mixed_currencies"]
    currencies: Annotated[list[str], Field(examples=[["EUR", "RUB"]])]


class IllegalTransitionProblem(Problem):
    """The step that the state table does not have."""

    code: Literal["illegal_transition"]
    from_status: Annotated[OrderStatus, Field(alias="from", examples=["shipped"])]
    to: Annotated[OrderStatus, Field(examples=["cancelled"])]


class OrderChangedProblem(Problem):
    """How often the order has been corrected by now."""

    code: Literal["order_changed"]
    revision: Annotated[int, Field(examples=[2])]


class PartClosedProblem(Problem):
    """Whose goods can no longer be corrected."""

    code: Literal["part_closed"]
    supplier: Annotated[str, Field(examples=["Северный склад"])]


class NoOpenPartProblem(Problem):
    """Whose goods can no longer be added to this order, or never could."""

    code: Literal["no_open_part"]
    supplier: Annotated[str, Field(examples=["Северный склад"])]


class ExportTooLargeProblem(Problem):
    """How many orders one file takes."""

    code: Literal["export_too_large"]
    limit: Annotated[int, Field(examples=[50_000])]
