"""The disk, where the files of price lists lie: taken in aside first, moved to their place once they have a number."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig

FOLDER = "price-lists"


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
