"""Documents on disk, under DOCUMENT_ROOT: written once, whole or not at all, and never over one another."""

import io
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

EXPORTS = "order-exports"


class Altered(Exception):
    """A stored document is not what it was when it was stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a document lies under DOCUMENT_ROOT, and its SHA-256."""

    file: str
    sha256: str


def keep(content: bytes, *, folder: str, name: str) -> Kept:
    """Store a document; a half-written one is never seen.

    Its own checksum is part of its name, so that two drawings of one revision, should a worker have been given up too
    early, never lie under the same one.
    """
    checksum = sha256(content).hexdigest()
    path = Path(settings.DOCUMENT_ROOT) / folder / f"{name}.{checksum[:12]}.pdf"
    _place(io.BytesIO(content), path)
    return Kept(f"{folder}/{path.name}", checksum)


def keep_file(file: IO[bytes], *, folder: str, ending: str) -> tuple[str, int]:
    """Store what an open file holds as `keep` does; return its name, which nobody can guess, and its size."""
    path = Path(settings.DOCUMENT_ROOT) / folder / f"{os.urandom(16).hex()}.{ending}"
    _place(file, path)
    return f"{folder}/{path.name}", path.stat().st_size


def discard(file: str) -> None:
    """Remove a document that no revision leads to, or no longer."""
    (Path(settings.DOCUMENT_ROOT) / file).unlink(missing_ok=True)


def read(file: str, *, checksum: str = "") -> bytes:
    """Return a stored document; raises OSError, and Altered where it no longer has this SHA-256."""
    content = (Path(settings.DOCUMENT_ROOT) / file).read_bytes()
    if checksum and sha256(content).hexdigest() != checksum:
        raise Altered(file)
    return content


def _place(content: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with open(aside, "wb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The name is a change of the folder: without this a power cut may lose it although the file was synced.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
