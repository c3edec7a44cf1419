"""Pictures as a shop window needs them: with an address for every width there is a copy of."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q

from modules.catalog.models.images import ProductImage

type Thumbnails = Sequence[dict[str, Any]] | None

FIRST = "FROM catalog_productimage i WHERE i.product_id = p.id ORDER BY i.position, i.id LIMIT 1"
# What `shown` calls `srcset`, of the first picture of a product `p`, as JSON.
SRCSET = {
    "postgresql": f"""COALESCE((SELECT CASE
        WHEN jsonb_array_length(i.thumbnails) > 0 THEN
             (SELECT json_agg(json_build_object('width', t.value->'width', 'url', {{media}} || (t.value->>'file')))
                FROM jsonb_array_elements(i.thumbnails) t)
        WHEN i.width > 0 THEN json_build_array(json_build_object('width', i.width, 'url', {{media}} || i.file))
        END {FIRST}), '[]'::json)""",
    "sqlite": f"""json(COALESCE((SELECT CASE
        WHEN json_array_length(i.thumbnails) > 0 THEN
             (SELECT json_group_array(json_object('width', t.value->>'width', 'url', {{media}} || (t.value->>'file')))
                FROM json_each(i.thumbnails) t)
        WHEN i.width > 0 THEN json_array(json_object('width', i.width, 'url', {{media}} || i.file))
        END {FIRST}), '[]'))""",
}


def picture(image: ProductImage) -> dict[str, Any]:
    """Return a picture in the shape of the API."""
    return shown(image.pk, str(image.file.name), image.alt, image.width, image.height, image.thumbnails)


def shown(
    id: int, file: str, alt: str, width: int | None, height: int | None, thumbnails: Thumbnails
) -> dict[str, Any]:
    """Return what is stored of a picture in the shape of the API.

    `srcset` names the WebP copies, narrowest first, or the picture itself while there are none.
    """
    sources = [(copy["width"], copy["file"]) for copy in thumbnails or ()] or ([(width, file)] if width else [])
    srcset = [{"width": wide, "url": address(name)} for wide, name in sources]
    return {"id": id, "url": address(file), "width": width, "height": height, "alt": alt, "srcset": srcset}


def address(name: str) -> str:
    return f"{settings.MEDIA_URL}{name}"


def first_picture() -> tuple[str, str]:
    """Return the SQL of the address and of the `srcset` of the first picture of a product `p`, for its card."""
    media = "'" + settings.MEDIA_URL.replace("'", "''").replace("%", "%%") + "'"
    return f"(SELECT {media} || i.file {FIRST})", SRCSET[connection.vendor].format(media=media)


def files_of(image: ProductImage) -> Iterator[str]:
    """Yield the names of all files that a picture stands in."""
    yield str(image.file.name)
    yield from (copy["file"] for copy in image.thumbnails or ())


def picture_of(*, product_id: int, image_id: int) -> ProductImage | None:
    """Return a picture of a product that anybody may see."""
    seen = Q(product__is_active=True, product__category__is_visible=True)
    return ProductImage.objects.filter(seen, pk=image_id, product_id=product_id).first()


def known_among(names: Sequence[str]) -> set[str]:
    """Return which of these files in the store belong to pictures; copies are named after the picture they are of."""
    stems = {name.rpartition(".")[0].partition("-")[0] for name in names}
    originals = [f"{stem}.{ending}" for stem in stems for ending in ("jpg", "jpeg", "png", "webp", "gif", "svg", "bin")]
    images = ProductImage.objects.filter(file__in=originals).only("file", "thumbnails")
    return {name for image in images for name in files_of(image)}
