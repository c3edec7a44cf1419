"""Pictures of products: taken in, put in order, taken away. Their files come before their rows and go after them.

Whoever changes a product's pictures locks the product first, so that two at once take turns.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from core.errors import NotFound
from core.events.bus import publish
from modules.catalog.errors import PictureTooLarge, TooManyPictures, UnknownPicture
from modules.catalog.events import PictureAdded, PicturesRemoved
from modules.catalog.models.images import ProductImage, picture_path
from modules.catalog.models.products import Product
from modules.catalog.rules.pictures import Drawn, redrawn, size_of
from modules.catalog.selectors.joining import missing
from modules.catalog.selectors.pictures import files_of
from modules.catalog.services.refreshing import refresh_products

MOST = 30


def drawn(content: bytes) -> Drawn:
    """Return a stranger's picture drawn anew, within the bounds of the settings.

    Raises PictureTooLarge (413), PictureUnreadable and PictureTooManyPixels (422).
    """
    if len(content) > settings.PICTURE_MAX_BYTES:
        raise PictureTooLarge(most=settings.PICTURE_MAX_BYTES)
    return redrawn(content, most_pixels=settings.PICTURE_MAX_PIXELS)


def keep_picture(*, picture: Drawn, product_id: int | None = None, alt: str = "") -> ProductImage:
    """Keep a picture behind the product's others, or without a product until one names it.

    Raises NotFound and TooManyPictures (409).
    """
    image = ProductImage(product_id=product_id, alt=alt, width=picture.width, height=picture.height)
    return _add(image, picture.content, picture.ending)


def add_image(*, product_id: int, content: bytes, ending: str) -> int:
    """Add a picture behind the others as it is and return its id; `ending` is "png", "jpg", "webp", "gif" or "svg"."""
    width, height = size_of(content) or (None, None)
    return _add(ProductImage(product_id=product_id, width=width, height=height), content, ending).pk


@transaction.atomic(savepoint=False)
def change_picture(
    *, product_id: int, image_id: int, position: int | None = None, alt: str | None = None
) -> ProductImage:
    """Say something else of a picture, or put it at another place among the product's (0 is the first).

    Returns it; raises NotFound.
    """
    pictures = _locked(product_id)
    image = _among(pictures, image_id)
    if alt is not None:
        image.alt = alt
        image.save(update_fields=["alt"])
    if position is not None:
        pictures.remove(image)
        pictures.insert(position, image)
        _place(product_id, pictures)
    refresh_products([product_id])
    return image


@transaction.atomic(savepoint=False)
def remove_picture(*, product_id: int, image_id: int) -> None:
    """Take a picture away, its files too. Raises NotFound."""
    pictures = _locked(product_id)
    image = _among(pictures, image_id)
    pictures.remove(image)
    forget([image])
    _place(product_id, pictures)
    refresh_products([product_id])


@transaction.atomic(savepoint=False)
def set_pictures(*, product_id: int, names: Sequence[int | str]) -> None:
    """Make these all of the product's pictures, in this order; those it had besides are taken away.

    They are named by id, or by address if they are the product's already; one that was sent ahead becomes the
    product's. Raises NotFound, UnknownPicture (422) and TooManyPictures (409).
    """
    had = _locked(product_id)
    known: dict[int | str, ProductImage] = {image.pk: image for image in had} | {image.file.url: image for image in had}
    ids = [name for name in names if isinstance(name, int) and name not in known]
    known |= {image.pk: image for image in _sent_ahead(ids)}
    if unknown := [name for name in names if name not in known]:
        raise UnknownPicture(field="images", names=", ".join(map(str, unknown)))
    chosen = list(dict.fromkeys(known[name] for name in names))
    _refuse_more(len(chosen))
    ProductImage.objects.filter(pk__in=[image.pk for image in chosen]).update(product=product_id)
    forget([image for image in had if image not in chosen])
    _place(product_id, chosen)
    refresh_products([product_id])


def forget(images: Sequence[ProductImage]) -> None:
    """Delete these rows, and promise to delete their files once that is committed."""
    if images:
        publish(PicturesRemoved(tuple(name for image in images for name in files_of(image))))
        ProductImage.objects.filter(pk__in=[image.pk for image in images]).delete()


def _add(image: ProductImage, content: bytes, ending: str) -> ProductImage:
    with _stored(image, content, ending), transaction.atomic():
        if image.product_id is not None:
            others = _locked(image.product_id)
            _refuse_more(len(others) + 1)
            image.position = others[-1].position + 1 if others else 0
        image.save(force_insert=True)
        publish(PictureAdded(image.pk))
        if image.product_id is not None:
            refresh_products([image.product_id])
    return image


@contextmanager
def _stored(image: ProductImage, content: bytes, ending: str) -> Iterator[None]:
    image.file.name = default_storage.save(picture_path(image, f"sent.{ending}"), ContentFile(content))
    try:
        yield
    except BaseException:
        default_storage.delete(image.file.name)
        raise


def _locked(product_id: int) -> list[ProductImage]:
    if not list(Product.objects.select_for_update(no_key=True).filter(pk=product_id).values_list("pk")):
        raise missing(product_id)
    return list(ProductImage.objects.filter(product_id=product_id).order_by("position", "id"))


def _among(pictures: Sequence[ProductImage], image_id: int) -> ProductImage:
    found = next((image for image in pictures if image.pk == image_id), None)
    if found is None:
        raise NotFound
    return found


def _sent_ahead(ids: Sequence[int]) -> list[ProductImage]:
    # Locked: of two products that name one picture the second finds it taken.
    waiting: Any = ProductImage.objects.select_for_update().filter(pk__in=ids, product=None)
    return list(waiting.order_by("pk"))


def _place(product_id: int, pictures: Sequence[ProductImage]) -> None:
    for position, image in enumerate(pictures):
        image.product_id, image.position = product_id, position
    ProductImage.objects.bulk_update(pictures, ["position"])


def _refuse_more(count: int) -> None:
    if count > MOST:
        raise TooManyPictures(most=MOST)
