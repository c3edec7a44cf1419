from typing import Annotated, Any

import ninja
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.errors import NotFound
from core.http.auth import staff
from core.http.caching import cached
from core.http.contract.refusals import refuses
from core.http.headers import answers_header
from core.http.idempotency import idempotent
from modules.catalog import errors
from modules.catalog.rules.pictures import Drawn
from modules.catalog.schemas.pictures import PictureForm, PictureOut, PicturePatch
from modules.catalog.selectors.pictures import picture, picture_of
from modules.catalog.services import pictures
from modules.catalog.services.refreshing import detail_of

router = ninja.Router()
REFUSED = (errors.PictureTooLarge, errors.PictureUnreadable, errors.PictureTooManyPixels)


@router.post("/images/", response={201: PictureOut}, auth=staff, summary="Send a picture ahead of its product")
@idempotent
@refuses(*REFUSED)
def image_send(
    request: HttpRequest, file: ninja.File[ninja.UploadedFile], form: Annotated[PictureForm, ninja.Form()]
) -> Status[Any]:
    """Keep a PNG, JPEG, WebP or GIF for a day, until `images` of a product names its id."""
    image = pictures.keep_picture(picture=_drawn(file), alt=form.alt)
    return Status(201, picture(image))


@router.post(
    "/products/{id:product_id}/images/", response={201: PictureOut}, auth=staff, summary="Add a picture to a product"
)
@idempotent
@answers_header("Location", 201)
@refuses(*REFUSED, errors.ProductMerged, errors.TooManyPictures)
def image_add(
    request: HttpRequest,
    response: HttpResponse,
    product_id: int,
    file: ninja.File[ninja.UploadedFile],
    form: Annotated[PictureForm, ninja.Form()],
) -> Status[Any]:
    """Take a PNG, JPEG, WebP or GIF, by its content; it stands behind the product's others.

    The picture is drawn anew: upright, without what was written beside it (place and time of a photograph), a moving
    one as its first frame. Smaller copies for `srcset` follow within moments.
    """
    image = pictures.keep_picture(picture=_drawn(file), product_id=product_id, alt=form.alt)
    response["Location"] = f"/api/v1/products/{product_id}/images/{image.pk}/"
    return Status(201, picture(image))


@router.get("/products/{id:product_id}/images/{id:image_id}/", response=PictureOut, summary="Read a picture")
@cached(lambda product_id, image_id: detail_of(product_id))
def image_read(request: HttpRequest, product_id: int, image_id: int) -> Any:
    found = picture_of(product_id=product_id, image_id=image_id)
    if found is None:
        raise NotFound
    return picture(found)


@router.patch(
    "/products/{id:product_id}/images/{id:image_id}/", response=PictureOut, auth=staff, summary="Change a picture"
)
@refuses(errors.ProductMerged)
def image_change(request: HttpRequest, product_id: int, image_id: int, data: PicturePatch) -> Any:
    """`position` is its place among the product's pictures, 0 the first; the others make room."""
    return picture(pictures.change_picture(product_id=product_id, image_id=image_id, **data.changes()))


@router.delete(
    "/products/{id:product_id}/images/{id:image_id}/", response={204: None}, auth=staff, summary="Delete a picture"
)
@refuses(errors.ProductMerged)
def image_delete(request: HttpRequest, product_id: int, image_id: int) -> Status[None]:
    """Its files go too."""
    pictures.remove_picture(product_id=product_id, image_id=image_id)
    return Status(204, None)


def _drawn(file: ninja.UploadedFile) -> Drawn:
    # One byte more than may be: enough to see that it is too large.
    return pictures.drawn(file.read(settings.PICTURE_MAX_BYTES + 1))
