"""The disk, where the files of price lists lie: taken in aside first, moved to their place once they have a number."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile

from modules.partners.formats.commerceml import likeness
from modules.partners.rules import TOGETHER

FOLDER = "price-lists"
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived in full, not yet in its place."""

    path: Path
    sha256: str
    size: int

    def move_to(self, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, place)

    def forget(self) -> None:
        """Remove what was not moved."""
        self.path.unlink(missing_ok=True)


def receive(chunks: Iterable[bytes]) -> Received:
    """Write a file to the disk as it comes; raises RequestDataTooBig (413) over MAX_UPLOAD_BYTES."""
    folder = Path(settings.DOCUMENT_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = hashlib.sha256(), 0
            for chunk in chunks:
                size += len(chunk)
                if size > settings.MAX_UPLOAD_BYTES:
                    raise RequestDataTooBig
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Received(Path(name), digest.hexdigest(), size)


def together(files: Sequence[UploadedFile[Any]]) -> tuple[str, Iterable[bytes]]:
    """Return the name and the bytes of a file; of several their names and a ZIP, the same for the same files."""
    if len(files) == 1:
        return files[0].name or "", files[0].chunks()
    return TOGETHER.join(file.name or "" for file in files)[:200], _zipped(files)


def are_one_exchange(files: Sequence[UploadedFile[Any]]) -> bool:
    """Return whether these are parts of a CommerceML exchange, which alone comes in several files."""
    return all(likeness(_head(file)) for file in files)


def _head(file: UploadedFile[Any]) -> bytes:
    file.seek(0)
    head: bytes = file.read(CHUNK)
    file.seek(0)
    return head


def _zipped(files: Sequence[UploadedFile[Any]]) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for place, file in enumerate(files):
                part = zipfile.ZipInfo(f"{place:03}-{PurePath(file.name or '').name}")
                part.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(part, "w") as written:
                    written.writelines(file.chunks())
        whole.seek(0)
        yield from iter(lambda: whole.read(CHUNK), b"")
