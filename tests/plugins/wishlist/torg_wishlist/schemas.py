from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from core.http.shapes import Answer, Problem, Request
from core.http.values import Id, MoneyOut
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


class WishlistFullProblem(Problem):
    """How many wishes a list takes."""

    code: Literal["wishlist_full"]
    limit: Annotated[int, Field(examples=[100])]
