"""Which encoding a price list is in, decided on the whole file: a wrong guess would be stored as mojibake.

What is valid UTF-8 is UTF-8. What is not is windows-1251 from its first byte, provided that it then reads as Russian:
files in KOI8-R, CP866 or Latin-1, or UTF-8 with a damaged byte, would decode just as well and mean nothing.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from io import IncrementalNewlineDecoder
from typing import BinaryIO

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _

_CHUNK = 1 << 16
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UTF_16 = {"utf-16-le": 1, "utf-16-be": 0}
# Latin, Greek, Cyrillic, and the signs and currencies of any of them.
_ALPHABETS = bytes([*range(6), 0x1E, 0x20, 0x21, 0x22])
_TO_JUDGE_BY = 1 << 12
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

# The letters of Russian from the most frequent to the rarest (and some of its neighbours); misread ones come out mixed.
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґў"
_WEIGHTS = {form: len(_LETTERS) - rank for rank, low in enumerate(_LETTERS) for form in (low, low.upper())}
_RIVALS = ("koi8-r", "cp866", "iso8859-5", "mac_cyrillic")
# Signs that say nothing: quotes, dashes, № ° © and the like, mostly at the same place in all Windows tables.
_SIGNS = "…€‰‚„‹‘’“”•–—™›\u00a0¤¦§©«¬\u00ad®°±µ¶·№»".encode("cp1251")
# Letters of Serbian and Macedonian, and an empty place: in UTF-8 or CP866 misread they are everywhere.
_RARE = [0x80, 0x81, 0x83, 0x86, 0x87, 0x8A, *range(0x8C, 0x91), 0x98, 0x9A, *range(0x9C, 0xA0)]
_ASCII = bytes(range(0x80))
_BESIDE_LATIN = re.compile(rb"[A-Za-z][\xa8\xb8\xc0-\xff]|[\xa8\xb8\xc0-\xff][A-Za-z]")
_UTF_8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")

# What YAML refuses a whole file for becomes a mark that the checks refuse one row for.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


class DecodedText:
    """The text of a file as a stream: line ends are `\\n`, unprintable characters U+FFFD, stray BOMs are gone."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        source.seek(0)
        self._source = source
        self._encoding = encoding
        self._decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)

    def read(self, size: int = _CHUNK) -> str:
        """The next piece of text, of about that many bytes; "" at the end only."""
        while True:
            raw = self._source.read(size)
            text = self._decoder.decode(raw, final=not raw)
            text = _UNPRINTABLE.sub("\ufffd", text).replace("\ufeff", "")
            if text or not raw:
                return text

    def again(self) -> "DecodedText":
        """The same text from its beginning; this one is read no further."""
        return DecodedText(self._source, self._encoding)

    def __iter__(self) -> Iterator[str]:
        return iter(self.read, "")


def open_text(source: BinaryIO) -> DecodedText:
    """The whole file as text; raises UnreadablePriceList (`unknown_encoding`)."""
    return DecodedText(source, _detect(source))


def decode_head(head: bytes) -> str:
    """The first bytes of a file as text, to look at only."""
    encoding = _told(head) or "utf-8"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        text = head.decode("cp1251", errors="replace")
    return IncrementalNewlineDecoder(None, translate=True).decode(text.replace("\ufeff", ""), final=True)


def _detect(source: BinaryIO) -> str:
    source.seek(0)
    marked = _told(source.read(_TO_JUDGE_BY))
    for encoding in [marked] if marked else ["utf-8", "cp1251"]:
        if _decodes(source, encoding) and (encoding != "cp1251" or _Census(source).reads_as_russian()):
            return encoding
    sentence = _("The text is neither sound UTF-8 or UTF-16 nor Russian in windows-1251; save it as UTF-8.")
    raise UnreadablePriceList("unknown_encoding", sentence)


def _told(head: bytes) -> str | None:
    """The encoding that the first bytes tell: by their BOM or, in UTF-16 without one, by every other byte."""
    if head.startswith(_UTF_32):
        return None
    marked = next((encoding for bom, encoding in _BOMS.items() if head.startswith(bom)), None)
    return marked or next(
        (encoding for encoding, high in _UTF_16.items() if _is_utf_16(head[:_TO_JUDGE_BY], high)), None
    )


def _is_utf_16(head: bytes, high: int) -> bool:
    """Whether the bytes at even (0) or odd (1) places choose among few alphabets, as in the text of a price list."""
    chosen, others = head[high::2], head[1 - high :: 2]
    few = len(chosen) - len(chosen.translate(None, _ALPHABETS))
    return b"\0" in chosen and b"\0" not in others and few * 10 >= len(chosen) * 9


def _decodes(source: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(source):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    return iter(lambda: source.read(_CHUNK), b"")


class _Census:
    """How often the bytes that are letters occur, which tells Russian in windows-1251 from everything else."""

    def __init__(self, source: BinaryIO) -> None:
        self._letters: Counter[int] = Counter()
        self._beside_latin = self._utf_8_pairs = 0
        for chunk in _chunks(source):
            self._letters.update(chunk.translate(None, _ASCII + _SIGNS))
            self._beside_latin += len(_BESIDE_LATIN.findall(chunk))
            self._utf_8_pairs += len(_UTF_8_PAIR.findall(chunk))

    def reads_as_russian(self) -> bool:
        telling = self._letters.total()
        return (
            sum(self._letters[byte] for byte in _RARE) * 50 <= telling
            and self._beside_latin * 2 <= telling
            and self._utf_8_pairs * 4 <= telling
            and not self._reads_better_otherwise(telling)
        )

    def _reads_better_otherwise(self, telling: int) -> bool:
        # The square root is the slack of a small sample: three letters prove nothing, thirty do.
        enough = self._weight("cp1251") + 12 * telling**0.5
        return any(self._weight(rival) > enough for rival in _RIVALS)

    def _weight(self, encoding: str) -> int:
        read = ((bytes([byte]).decode(encoding, "replace"), count) for byte, count in self._letters.items())
        return sum(_WEIGHTS.get(letter, 0) * count for letter, count in read)
