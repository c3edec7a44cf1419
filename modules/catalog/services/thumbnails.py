"""Smaller copies of pictures, made aside from any request; of two who make them at once, one takes its own back."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core.events.bus import publish
from modules.catalog.events import PictureAdded, PicturesRemoved
from modules.catalog.models.images import ProductImage
from modules.catalog.rules.pictures import Drawn, smaller, widths_of
from modules.catalog.services.refreshing import refresh_products


def make_thumbnails(*, image_id: int) -> None:
    """Make the copies of a picture in the widths of the settings and let cards and details name them.

    Nothing happens to a picture that is gone or has them; one that goes meanwhile takes its copies with it, and so it
    is with one that another worker was quicker to make them of. To be called outside a transaction: it may be killed
    at any point and called again.
    """
    image = ProductImage.objects.filter(pk=image_id).first()
    if image is None or _is_complete(image):
        return
    with image.file.open("rb") as file:
        drawn = smaller(file.read(), widths=settings.PICTURE_WIDTHS)
    copies = [_stored(image, copy) for copy in drawn]
    if not _written(image, copies):
        discard(files=[copy["file"] for copy in copies if copy not in (image.thumbnails or ())])
        return
    product_id = ProductImage.objects.filter(pk=image_id).values_list("product_id", flat=True).first()
    if product_id is not None:
        _refresh(product_id)


def discard(*, files: Sequence[str]) -> None:
    """Delete files from the store; those that are gone already are none the worse."""
    for name in files:
        default_storage.delete(name)


@transaction.atomic(savepoint=False)
def ask_for_missing(images: Sequence[ProductImage]) -> int:
    """Have the copies made of those of these pictures that lack some; return how many they are."""
    lacking = [image for image in images if not _is_complete(image)]
    publish(*(PictureAdded(image.pk) for image in lacking))
    return len(lacking)


def _is_complete(image: ProductImage) -> bool:
    if image.thumbnails is None:
        return False
    if any(not copy["file"].startswith(_stem(image)) for copy in image.thumbnails):
        return False
    have = [copy["width"] for copy in image.thumbnails]
    wanted = widths_of(image.width, settings.PICTURE_WIDTHS) if image.width and have else []
    return have == wanted and all(default_storage.exists(copy["file"]) for copy in image.thumbnails)


def _stem(image: ProductImage) -> str:
    return str(image.file.name).rpartition(".")[0]


def _stored(image: ProductImage, copy: Drawn) -> dict[str, Any]:
    name = f"{_stem(image)}-{copy.width}.{copy.ending}"
    for standing in image.thumbnails or ():
        if standing["file"] == name and default_storage.exists(name):
            return dict(standing)
    # Where that stands, begun by a killed worker or by another one at this moment, the store finds another name.
    name = default_storage.save(name, ContentFile(copy.content))
    return {"width": copy.width, "height": copy.height, "file": name}


@transaction.atomic(savepoint=False)
def _written(image: ProductImage, copies: list[dict[str, Any]]) -> bool:
    current = ProductImage.objects.select_for_update(no_key=True).filter(pk=image.pk).first()
    if current is None or current.thumbnails != image.thumbnails:
        return False
    ProductImage.objects.filter(pk=image.pk).update(thumbnails=copies)
    replaced = {copy["file"] for copy in image.thumbnails or ()} - {copy["file"] for copy in copies}
    if replaced:
        publish(PicturesRemoved(tuple(sorted(replaced))))
    return True


@transaction.atomic(savepoint=False)
def _refresh(product_id: int) -> None:
    refresh_products([product_id])
