from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from core.http.shapes import IF_GIVEN, Answer, Problem, Request
from core.http.values import Id, MoneyOut
from core.http.waiting import Updates
from modules.catalog.public import OfferView
from torg_wishlist.models import Wish


class WishIn(Request):
    product_id: Id


class WishOut(Answer):
    """A wish at today's price; without a price the product is no longer offered."""

    id: int
    product_id: int
    name: str
    price: MoneyOut | None
    currency: str | None
    in_stock: bool
    wished_at: datetime
    bought_at: datetime | None

    @classmethod
    def of(cls, wish: Wish, offers: Mapping[int, OfferView]) -> "WishOut":
        offer = offers.get(wish.product_id)
        return cls(
            id=wish.pk,
            product_id=wish.product_id,
            name=offer.name if offer else wish.name,
            price=offer.price if offer else None,
            currency=offer.currency if offer else None,
            in_stock=offer is not None and offer.standing == "ok" and offer.available > 0,
            wished_at=wish.wished_at,
            bought_at=wish.bought_at,
        )


class WishNews(Answer):
    name: str


class WishEvent(Answer):
    """A wish was ticked off."""

    event_id: UUID
    seq: int
    type: Literal["wish.bought"]
    wish_id: int
    at: datetime
    data: WishNews


class WishCount(Answer):
    """How much is wished for still."""

    open: int


class WishUpdates(Updates):
    """What was ticked off after the cursor, or, without one, how things stand."""

    events: list[WishEvent]
    snapshot: Annotated[WishCount | SkipJsonSchema[None], IF_GIVEN] = None


class WishlistFullProblem(Problem):
    """How many wishes a list takes."""

    code: Literal["wishlist_full"]
    limit: Annotated[int, Field(examples=[100])]
