"""What the catalogue announces."""

from dataclasses import dataclass

from core.events.event import Event


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
