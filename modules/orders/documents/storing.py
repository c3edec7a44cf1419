"""Documents on disk: written once, whole or not at all, and never over one another."""

from dataclasses import dataclass
from hashlib import sha256

from core import files

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
    file = f"{folder}/{name}.{checksum[:12]}.pdf"
    files.keep(file, lambda kept: kept.write(content))
    return Kept(file, checksum)


def read(file: str, *, checksum: str = "") -> bytes:
    """Return a stored document; raises OSError, and Altered where it no longer has this SHA-256."""
    content = files.place(file).read_bytes()
    if checksum and sha256(content).hexdigest() != checksum:
        raise Altered(file)
    return content
