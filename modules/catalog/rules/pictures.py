"""Pictures as bytes: judged by their content, drawn anew so that nothing comes in but pixels, and copied smaller.

Drawing anew is what takes away whatever a file carries beside its picture: where a photograph was taken (EXIF), a
second file behind the first (a polyglot), a profile, comments, all frames of a film but the first.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Semaphore

from PIL import Image, ImageCms, ImageOps

from core.errors import DomainError
from modules.catalog.errors import PictureTooManyPixels, PictureUnreadable

TAKEN = ("JPEG", "PNG", "WEBP", "GIF")
# Which format a picture is kept in; a GIF is kept as a still. Telephones write several pictures into one JPEG (MPO).
KEPT_AS = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
SAVED = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 90},
}
# The longest side of what is kept: more than any screen shows of a product.
LONGEST = 2560
LONGEST_SIDE_SENT = 30_000
# A picture unpacked is up to four bytes a pixel: a process holds one at a time, however many are sent at once.
_one_at_a_time = Semaphore()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of our own making: its bytes, the ending of its name, and its size in pixels."""

    content: bytes
    ending: str
    width: int
    height: int


def redrawn(content: bytes, *, most_pixels: int) -> Drawn:
    """Return what a stranger sent as a picture of our own: upright, in sRGB, at most LONGEST to a side.

    Raises PictureUnreadable and PictureTooManyPixels.
    """
    with _one_at_a_time, _judged(most_pixels), Image.open(BytesIO(content), formats=TAKEN) as sent:
        if sent.width * sent.height > most_pixels or max(sent.size) > LONGEST_SIDE_SENT:
            raise PictureTooManyPixels(most=most_pixels)
        kind = KEPT_AS[sent.format or ""]
        sent.draft(None, (LONGEST, LONGEST))  # a JPEG is unpacked no larger than needed
        ImageOps.exif_transpose(sent, in_place=True)
        image = _plain(_in_srgb(sent))  # which forgets how it was held
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        return _drawn(image, kind)


def smaller(content: bytes, *, widths: Collection[int]) -> list[Drawn]:
    """Return WebP copies of a picture in these widths, narrowest first, none wider than itself.

    There are none of what is no picture of pixels (a drawing).
    """
    with _one_at_a_time:
        try:
            with Image.open(BytesIO(content), formats=TAKEN) as found:
                image = _plain(found.copy())
        except Exception:  # as in `redrawn`
            return []
        return [_drawn(_narrowed(image, width), "WEBP", quality=80) for width in widths_of(image.width, widths)]


def widths_of(width: int, widths: Collection[int]) -> list[int]:
    """Return which widths a picture of this width is copied in: those it has, and its own before those it lacks."""
    return sorted({min(width, wanted) for wanted in widths})


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height as a file's head says them, None of what is no picture of pixels."""
    try:
        with Image.open(BytesIO(content), formats=TAKEN) as found:
            return found.size
    except Exception:  # as in `redrawn`
        return None


@contextmanager
def _judged(most_pixels: int) -> Iterator[None]:
    try:
        yield
    except DomainError:
        raise
    except Image.DecompressionBombError:
        raise PictureTooManyPixels(most=most_pixels) from None
    except Exception as failure:  # decoders trip over hostile bytes in more ways than they have names for
        raise PictureUnreadable from failure


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        own, shown = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, own, shown, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile that cannot be read is as good as none
    return turned or image


def _plain(image: Image.Image) -> Image.Image:
    """Return the pixels in eight bits of grey, RGB or RGBA, and nothing that was written beside them."""
    if image.mode.startswith("I"):  # sixteen bits, which a plain conversion would cut off instead of scaling
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "L" if image.mode in {"1", "L"} else "RGB"
    plain = (
        image if image.mode == wanted else image.convert(wanted)
    )  # a copy for nothing is 160 MB of 40 million pixels
    plain.info = {}
    return plain


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)


def _drawn(image: Image.Image, kind: str, **how: object) -> Drawn:
    out = BytesIO()
    image.save(out, kind, **(SAVED[kind] | how))
    return Drawn(out.getvalue(), ENDINGS[kind], image.width, image.height)
