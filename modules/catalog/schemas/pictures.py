from typing import Annotated

from pydantic import Field, WithJsonSchema

from core.http.shapes import Answer, Patch, Request, untouched
from core.http.values import Id, Line, Pieces


class SourceOut(Answer):
    """An address and how wide the picture there is, for `srcset`: "<url> <width>w"."""

    width: int
    url: str


class PictureOut(Answer):
    """A picture of a product: `srcset` has its WebP copies once they are made, until then itself."""

    id: int
    url: str
    width: int | None
    height: int | None
    alt: str
    srcset: list[SourceOut]


class PictureForm(Request):
    """What may be sent beside the file."""

    alt: Line = ""


class PicturePatch(Patch):
    position: Pieces = untouched()
    alt: Line = untouched()


# By id, or by the address that a product's `images` answer: what was read can be sent back.
PictureName = Annotated[Id | Line, WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]})]
PictureNames = Annotated[list[PictureName], Field(max_length=100, examples=[[41, 40]])]
