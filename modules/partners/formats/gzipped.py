"""A price list packed by gzip (RFC 1952), as servers keep large feeds: `.csv.gz`, `.xml.gz`, `.yml.gz`."""

import os
import tempfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from modules.partners.formats.archive import broken, refuse_bomb
from modules.partners.formats.columns import Columns
from modules.partners.formats.content import Content, Likeness
from modules.partners.formats.inside import read_unpacked
from modules.partners.formats.notices import Notices

SIGNATURE = b"\x1f\x8b\x08"
_WINDOW = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


def likeness(head: bytes) -> Likeness:
    return Likeness.LIKELY if head.startswith(SIGNATURE) else Likeness.NONE


def read(source: BinaryIO, notices: Notices, columns: Columns) -> Content:
    packed = source.seek(0, os.SEEK_END)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the reading)
    for piece in _pieces(source):
        file.write(piece)
        refuse_bomb(file.tell(), packed)
    return read_unpacked(cast("BinaryIO", file), notices, columns)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """The unpacked bytes, a chunk at a time; several members, one after the other, are one file (2.2)."""
    source.seek(0)
    stream = zlib.decompressobj(_WINDOW)
    try:
        while packed := source.read(_CHUNK):
            while packed := packed.lstrip(b"\0") if stream.eof else packed:
                if stream.eof:
                    stream = zlib.decompressobj(_WINDOW)
                yield stream.decompress(packed, _CHUNK)
                packed = stream.unconsumed_tail or stream.unused_data
    except zlib.error:
        raise broken() from None
    if not stream.eof:
        raise broken()
