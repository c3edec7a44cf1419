"""What a cart takes in; it goes out as `selectors.CartView`."""

from typing import Annotated

from pydantic import StringConstraints

from core.http.shapes import Patch, Request
from core.http.values import Amount, Id, Line, Name, Quantity, Text
from modules.orders.public import Address

Short = Annotated[Line, StringConstraints(max_length=20)]


class AddItem(Request):
    """A product (its best offer is taken) or a certain offer."""

    product_id: Id | None = None
    offer_id: Id | None = None
    quantity: Quantity = 1

    model_config = {"json_schema_extra": {"example": {"product_id": 1, "quantity": 2}}}


class ChangeItem(Patch):
    quantity: Quantity


class CheckoutAddress(Request):
    """Where and to whom the order goes."""

    city: Annotated[Name, StringConstraints(max_length=100)]
    street: Name
    house: Short = ""
    structure: Short = ""
    building: Short = ""
    apartment: Short = ""
    phone: Annotated[Line, StringConstraints(max_length=40)] = ""
    recipient: Line = ""

    def value(self) -> Address:
        return Address(**self.model_dump())


class CheckOut(Request):
    """Give a `contact_id` of yours or an `address`."""

    contact_id: Id | None = None
    address: CheckoutAddress | None = None
    comment: Annotated[Text, StringConstraints(max_length=2000)] = ""
    expected_total: Amount | None = None

    model_config = {"json_schema_extra": {"example": {"contact_id": 1, "expected_total": "2998.00"}}}
