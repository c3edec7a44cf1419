"""What the catalogue announces."""

from dataclasses import dataclass
from typing import Literal

from core.events.event import Event

type Sweeping = Literal["supplier", "category shown", "category told", "attribute"]


@dataclass(frozen=True, slots=True)
class ProductsMerged(Event):
    """These products are another one now, which has their offers under the ids they had; theirs answer no more."""

    product_id: int
    merged_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProductSplit(Event):
    """These offers belong to a new product, under the ids they had."""

    product_id: int
    new_product_id: int
    offer_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PictureAdded(Event):
    """A picture was stored and has no smaller copies yet, or none in the widths that are wanted now."""

    image_id: int


@dataclass(frozen=True, slots=True)
class PicturesRemoved(Event):
    """No picture stands in these files any more (names in the media's storage)."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewPublished(Event):
    """A review is to be seen."""

    product_id: int
    review_id: int


@dataclass(frozen=True, slots=True)
class ReviewChanged(Event):
    """A review that is to be seen says something else."""

    product_id: int
    review_id: int


@dataclass(frozen=True, slots=True)
class ReviewWithdrawn(Event):
    """A review that was to be seen is no longer: its author took it back, or the staff did."""

    product_id: int
    review_id: int


@dataclass(frozen=True, slots=True)
class SweepingChange(Event):
    """Something that very many products repeat has changed; a share of them is to follow (see `services.following`)."""

    change: Sweeping
    ids: tuple[int, ...]
    share: int


@dataclass(frozen=True, slots=True)
class CategoryRemapped(Event):
    """A supplier's category stands elsewhere in the shop: its goods are to follow from the category `left`.

    Without one, from where goods wait for a category.
    """

    mapping_id: int
    left: int | None


@dataclass(frozen=True, slots=True)
class AttributeRemapped(Event):
    """A supplier's name means another attribute than `left`, or none: the values it stated are to follow."""

    mapping_id: int
    left: int
