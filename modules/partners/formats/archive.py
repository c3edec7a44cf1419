"""ZIP files opened with care: nothing is unpacked that is out of all proportion to what was sent."""

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.msgid import msgid as _

SIGNATURE = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_SIZE = 22
_MAX_DIRECTORY = 1 << 20
_MAX_UNPACKED = 1 << 30
_ALWAYS_FINE = 1 << 24
_MAX_RATIO = 250
_CHUNK = 1 << 16


class Archive:
    """The files in a ZIP by their names; all that can be wrong with it raises UnreadablePriceList."""

    def __init__(self, source: BinaryIO) -> None:
        _refuse_huge_directory(source)
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise broken() from None
        self._sizes = {one.filename: one for one in self._zip.infolist() if not one.is_dir()}
        self._refuse_bombs()

    @property
    def names(self) -> list[str]:
        return list(self._sizes)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece."""
        try:
            with self._zip.open(self._sizes[name]) as file:
                yield from iter(lambda: file.read(_CHUNK), b"")
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            if isinstance(error, RuntimeError) and "password" in str(error):
                sentence = _("The file is protected by a password; send it without one.")
                raise UnreadablePriceList("password_protected", sentence) from None
            raise broken() from None
        except Exception as error:
            if type(error).__module__ in ("zlib", "lzma", "_lzma", "_bz2"):
                raise broken() from None
            raise

    def _refuse_bombs(self) -> None:
        unpacked = sum(one.file_size for one in self._sizes.values())
        packed = sum(one.compress_size for one in self._sizes.values())
        refuse_bomb(unpacked, packed)


def refuse_bomb(unpacked: int, packed: int = _MAX_UNPACKED) -> None:
    """Raise UnreadablePriceList (`zip_bomb`) where so many bytes would come out of so few, or at all."""
    if unpacked > min(_MAX_UNPACKED, max(_ALWAYS_FINE, packed * _MAX_RATIO)):
        sentence = _("Unpacked, the file would be out of all proportion; send it as CSV.")
        raise UnreadablePriceList("zip_bomb", sentence)


def _refuse_huge_directory(source: BinaryIO) -> None:
    """The directory is read into memory as a whole: look at what its size is said to be before."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - (1 << 16) - _END_SIZE))
    tail = source.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise broken()
    if int.from_bytes(tail[place + 12 : place + 16], "little") > _MAX_DIRECTORY:
        raise UnreadablePriceList("zip_bomb", _("The ZIP has far more files in it than a price list needs."))


def broken() -> UnreadablePriceList:
    """What to say of a packed file that cannot be unpacked."""
    return UnreadablePriceList("bad_zip", _("The file is damaged or was cut off; save it and send it again."))
