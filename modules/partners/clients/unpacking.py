"""What comes packed over the wire, in pieces that never unpack into more than a chunk at once (RFC 9110, 8.4)."""

import zlib
from collections.abc import Iterator
from typing import Protocol

CHUNK = 1 << 16
GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}


class Unpacker(Protocol):
    """Takes pieces of what was sent and gives those of what was meant."""

    @property
    def is_whole(self) -> bool: ...

    def feed(self, packed: bytes) -> Iterator[bytes]: ...


def unpacker(encoding: str) -> Unpacker | None:
    """Return what unpacks this Content-Encoding, or None where nothing here does."""
    named = encoding.strip().lower()
    if named in {"", "identity"}:
        return _Plain()
    return _Zipped(_WINDOWS[named]) if named in _WINDOWS else None


class _Plain:
    is_whole = True

    def feed(self, packed: bytes) -> Iterator[bytes]:
        yield packed


class _Zipped:
    def __init__(self, window: int) -> None:
        self._window, self._stream = window, zlib.decompressobj(window)

    @property
    def is_whole(self) -> bool:
        return self._stream.eof

    def feed(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._stream.eof:  # several members, one after the other, are one file (RFC 1952, 2.2)
                self._stream = zlib.decompressobj(self._window)
            yield self._stream.decompress(packed, CHUNK)
            packed = self._stream.unconsumed_tail or self._stream.unused_data
