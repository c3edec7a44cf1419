"""What a cart takes in; it goes out as `selectors.CartView`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.http.shapes import Patch, Problem, Request
from core.http.values import Amount, Id, Line, Name, Quantity, Text
from modules.orders.public import Address

Short = Annotated[Line, StringConstraints(max_length=20)]


class AddItem(Request):
    """A product (its best offer is taken) or a certain offer."""

    product_id: Id | None = None
    offer_id: Id | None = None
    quantity: Quantity = 1


class ChangeItem(Patch):
    quantity: Quantity


class CheckoutAddress(Request):
    """Where and to whom the order goes."""

    # For a client it is the shape that orders take; the two must be the same, or there is no document at all.
    model_config = {"title": "DeliveryAddress"}

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


class CartFullProblem(Problem):
    """How many lines a cart takes."""

    code: Literal["cart_full"]
    limit: Annotated[int, Field(examples=[200])]


class QuantityTooLargeProblem(Problem):
    """How many pieces a line takes."""

    code: Literal["quantity_too_large"]
    limit: Annotated[int, Field(examples=[2147483647])]
