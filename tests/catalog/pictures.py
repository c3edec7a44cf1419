"""Pictures as people send them, the good and the bad, all made here."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT
from PIL import Image, ImageCms

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def drawn(kind: str = "PNG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **how: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    return saved(image, kind, **how)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def photograph(*, orientation: int = 6) -> bytes:
    """A JPEG as a telephone writes it: lying on its side, with the maker, the place and a profile."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Secret Camera"
    exif[GPS] = {1: "N", 2: (55.0, 45.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return drawn("JPEG", exif=exif, comment=b"secret comment", icc_profile=profile)


def film() -> bytes:
    """A GIF of two frames, the first of them red."""
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "blue")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def send(api: Any, path: str, content: bytes, *, name: str = "a.png", headers: Any = None, **form: Any) -> Any:
    data = {"file": SimpleUploadedFile(name, content), **form}
    return api.post(path, data, content_type=MULTIPART_CONTENT, headers=headers)
