"""Files that the shop makes: written aside, and in their place only when they are whole."""

import gzip
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

EXPORTS, FEEDS = "exports", "feeds"
ASIDE = ".making-"
DAY = 24 * 3600


def make(folder: str, ending: str, write: Callable[[BinaryIO], None]) -> tuple[str, int]:
    """Have a file written and return its name under DOCUMENT_ROOT, which nobody can guess, and its size."""
    with _aside(folder) as path:
        with path.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        name = f"{folder}/{secrets.token_hex(16)}.{ending}"
        os.replace(path, place(name))
    return name, place(name).stat().st_size


def make_feed(write: Callable[[BinaryIO], None], *, but: str, skip_lines: int) -> tuple[str, str]:
    """Have a feed written, packed too, under a digest of what it says; return its name and the digest.

    The first lines, which say when it was made, do not count: where all else says what the digest `but` is of, the
    files stay as they are. The ones before the last go.
    """
    with _aside(FEEDS) as path:
        with path.open("wb") as file:
            write(file)
        digest = _digest(path, skip_lines)
        name = f"{FEEDS}/{digest[:32]}.xml"
        if digest != but or not place(name).exists():
            _pack(path, place(f"{name}.gz"))
            os.replace(path, place(name))
    _forget_others(name)
    return name, digest


def place(name: str) -> Path:
    return Path(settings.DOCUMENT_ROOT) / name


def forget(name: str) -> None:
    """Delete a file that was made, if it is still there."""
    if name:
        place(name).unlink(missing_ok=True)


def forget_left() -> None:
    """Delete what a worker that was killed left half-written a day ago."""
    for folder in (EXPORTS, FEEDS):
        for path in place(folder).glob(f"{ASIDE}*"):
            if time.time() - path.stat().st_mtime > DAY:
                path.unlink(missing_ok=True)


@contextmanager
def _aside(folder: str) -> Iterator[Path]:
    place(folder).mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=ASIDE, dir=place(folder))
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _digest(path: Path, skip_lines: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for _ in range(skip_lines):
            file.readline()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _pack(path: Path, packed: Path) -> None:
    with _aside(FEEDS) as half:
        with path.open("rb") as file, gzip.open(half, "wb", 6) as out:
            shutil.copyfileobj(file, cast(BinaryIO, out))
        os.replace(half, packed)


def _forget_others(name: str) -> None:
    # One that is being read goes on being read: its name is gone, its content is not.
    mine = {place(name), place(f"{name}.gz")}
    for path in place(FEEDS).glob("[!.]*.xml*"):
        if path not in mine and time.time() - path.stat().st_mtime > DAY:
            path.unlink(missing_ok=True)
