from core.events.bus import subscribe
from modules.catalog.events import (
    AttributeRemapped,
    CategoryRemapped,
    PictureAdded,
    PicturesRemoved,
    ProductsMerged,
    ReviewChanged,
    ReviewPublished,
    ReviewWithdrawn,
    SweepingChange,
)
from modules.catalog.services import following, mapping, thumbnails
from modules.catalog.services.rating import rate_product


@subscribe(PictureAdded, outside=True)
def make_thumbnails(event: PictureAdded, delivery: str) -> None:
    thumbnails.make_thumbnails(image_id=event.image_id)


@subscribe(PicturesRemoved, outside=True)
def discard_files(event: PicturesRemoved, delivery: str) -> None:
    thumbnails.discard(files=event.files)


@subscribe(ReviewPublished)
def rate_with(event: ReviewPublished) -> None:
    rate_product(product_id=event.product_id)


@subscribe(ReviewChanged)
def rate_anew(event: ReviewChanged) -> None:
    rate_product(product_id=event.product_id)


@subscribe(ReviewWithdrawn)
def rate_without(event: ReviewWithdrawn) -> None:
    rate_product(product_id=event.product_id)


@subscribe(ProductsMerged)
def rate_together(event: ProductsMerged) -> None:
    rate_product(product_id=event.product_id)


@subscribe(SweepingChange, outside=True)
def follow(event: SweepingChange, delivery: str) -> None:
    # Outside: it is a row of short transactions and must not be one long one.
    following.catch_up(event.change, event.ids, event.share)


@subscribe(CategoryRemapped, outside=True)
def refile_goods(event: CategoryRemapped, delivery: str) -> None:
    mapping.refile(mapping_id=event.mapping_id, left=event.left)


@subscribe(AttributeRemapped, outside=True)
def restate_values(event: AttributeRemapped, delivery: str) -> None:
    mapping.restate(mapping_id=event.mapping_id, left=event.left)
