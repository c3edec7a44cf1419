"""What a cart takes in; it goes out as `selectors.CartView`."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, InstanceOf, TypeAdapter, ValidationError, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from core.http.shapes import Answer, Patch, Problem, Request
from core.http.values import Amount, Id, Line, MoneyOut, Name, Quantity, Text, UpTo
from modules.cart.errors import NOT_ADDED
from modules.cart.rules import SkuLineStatus
from modules.cart.selectors import CartSupplier, CartView, suppliers
from modules.cart.services.quick import QuickLine
from modules.catalog.public import OfferView
from modules.orders.public import Address

MOST_AT_ONCE = 500
Short = Annotated[Line, UpTo(20)]


class AddItem(Request):
    """A product (its best offer is taken) or a certain offer."""

    product_id: Id | None = None
    offer_id: Id | None = None
    quantity: Quantity = 1


class ChangeItem(Patch):
    """How many pieces the line has now; 0 is refused: a line is taken out by DELETE."""

    quantity: Quantity


class ChangedLine(Request):
    id: Id
    quantity: Quantity


class ChangeItems(Request):
    """Lines by their ids, each once."""

    items: Annotated[list[ChangedLine], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @field_validator("items")
    @classmethod
    def _each_once(cls, items: list[ChangedLine]) -> list[ChangedLine]:
        if len({item.id for item in items}) < len(items):
            raise PydanticCustomError("duplicate", _("Name each line once."))
        return items


class SkuLine(Request):
    """A code as its supplier or the product's maker writes it, and how many pieces of it.

    Its case does not matter, nor blanks around it, characters that do not show, and full-width ones.
    """

    sku: Name
    quantity: Quantity


_sku = TypeAdapter[str](Name)


def _line_or_why_not(given: Any) -> SkuLine | QuickLine:
    try:
        return SkuLine.model_validate(given)
    except ValidationError as refused:
        errors = {error["loc"][0] if error["loc"] else "": error["type"] for error in refused.errors()}
    readable = given if isinstance(given, dict) and "" not in errors else {}
    said = {name: value for name, value in readable.items() if name not in errors}
    sku = _sku.validate_python(said["sku"]) if "sku" in said else ""
    return QuickLine(sku, said.get("quantity"), _why_not(errors))


def _why_not(errors: Mapping[int | str, str]) -> SkuLineStatus:
    if not errors.keys() <= {"sku", "quantity"}:
        return "invalid_line"
    if "sku" in errors:
        return "invalid_sku"
    return "quantity_too_large" if errors["quantity"] == "less_than_equal" else "invalid_quantity"


class AddBySku(Request):
    """Lines of one code, or of one offer by different codes, add up; a line that is amiss does not stop the others."""

    lines: Annotated[
        list[Annotated[SkuLine | SkipJsonSchema[InstanceOf[QuickLine]], BeforeValidator(_line_or_why_not)]],
        Field(min_length=1, max_length=MOST_AT_ONCE),
    ]

    def value(self) -> list[QuickLine]:
        return [QuickLine(line.sku, line.quantity, getattr(line, "status", "added")) for line in self.lines]


class SkuCandidate(Answer):
    """An offer that a code may mean; add it by its `offer_id`."""

    offer_id: int
    product_id: int
    name: str
    sku: str
    supplier: CartSupplier
    price: MoneyOut
    currency: str
    available: int


class SkuLineResult(Answer):
    """What became of a line: `status` is stable, `detail` says it in words; `candidates` where several may be meant.

    Of a line that is amiss, `sku` is "" where it was no code, and `quantity` null where it was no number to order.
    """

    sku: str
    quantity: int | None
    status: SkuLineStatus
    detail: str
    offer_id: int | None
    item_id: int | None
    candidates: list[SkuCandidate]


class AddedBySku(Answer):
    """The lines in the order in which they came, how many of them were added, and the cart with all its problems."""

    lines: list[SkuLineResult]
    added: int
    refused: int
    cart: CartView


def added_by_sku(lines: Sequence[QuickLine], cart: CartView) -> AddedBySku:
    """Return the answer to a quick addition, with the line of the cart that each line added to."""
    items = {item.offer_id: item.id for item in cart.items}
    sellers = suppliers({offer.supplier_id for line in lines for offer in line.candidates})
    results = [_result(line, items, sellers) for line in lines]
    added = sum(line.status == "added" for line in lines)
    return AddedBySku(lines=results, added=added, refused=len(lines) - added, cart=cart)


def _result(line: QuickLine, items: Mapping[int, int], sellers: Mapping[int, CartSupplier]) -> SkuLineResult:
    offer_id = line.offer.offer_id if line.offer else None
    return SkuLineResult(
        sku=line.sku,
        quantity=line.quantity,
        status=line.status,
        detail=str(NOT_ADDED.get(line.status, "")),
        offer_id=offer_id,
        item_id=items.get(offer_id) if offer_id else None,
        candidates=[_candidate(offer, sellers[offer.supplier_id]) for offer in line.candidates],
    )


def _candidate(offer: OfferView, supplier: CartSupplier) -> SkuCandidate:
    return SkuCandidate(
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        name=offer.name,
        sku=offer.sku,
        supplier=supplier,
        price=offer.price,
        currency=offer.currency,
        available=offer.available if offer.standing == "ok" else 0,
    )


class CheckoutAddress(Request):
    """Where and to whom the order goes."""

    # For a client it is the shape that orders take; the two must be the same, or there is no document at all.
    model_config = {"title": "DeliveryAddress"}

    city: Annotated[Name, UpTo(100)]
    street: Name
    house: Short = ""
    structure: Short = ""
    building: Short = ""
    apartment: Short = ""
    phone: Annotated[Line, UpTo(40)] = ""
    recipient: Line = ""

    def value(self) -> Address:
        return Address(**self.model_dump())


class CheckOut(Request):
    """Give a `contact_id` of yours or an `address`."""

    contact_id: Id | None = None
    address: CheckoutAddress | None = None
    comment: Annotated[Text, UpTo(2000)] = ""
    expected_total: Amount | None = None


class CartFullProblem(Problem):
    """How many lines a cart takes."""

    code: Literal["cart_full"]
    limit: Annotated[int, Field(examples=[300])]


class QuantityTooLargeProblem(Problem):
    """How many pieces a line takes."""

    code: Literal["quantity_too_large"]
    limit: Annotated[int, Field(examples=[2147483647])]
