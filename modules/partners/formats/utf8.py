"""Text that is UTF-8 by its standard."""

import codecs
from collections.abc import Iterable, Iterator


class Utf8Text:
    """Iterates over the text in pieces; what is no UTF-8 becomes U+FFFD, which the checks refuse."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        for piece in self._pieces:
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
