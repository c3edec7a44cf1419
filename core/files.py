"""Files that the shop makes, under DOCUMENT_ROOT: written aside, synced, in their place only when they are whole."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

ASIDE = ".making-"


def place(name: str) -> Path:
    """Return where the file of a name lies, there or not."""
    return Path(settings.DOCUMENT_ROOT) / name


def secret_name(folder: str, ending: str) -> str:
    """Return a name in a folder that nobody can guess."""
    return f"{folder}/{secrets.token_hex(16)}.{ending}"


def keep(name: str, write: Callable[[BinaryIO], object]) -> int:
    """Have a file written and return its size in bytes; a half-written one is never seen under its name."""
    path = place(name)
    with aside(path.parent) as half:
        with half.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    _sync_folder(path.parent)
    return path.stat().st_size


def discard(name: str) -> None:
    """Delete a file, if there is one of that name."""
    if name:
        place(name).unlink(missing_ok=True)


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """Give a path in a folder, which is made, to write to; what still lies there after the block goes."""
    folder.mkdir(parents=True, exist_ok=True)
    # Not a temporary file of Python's, which nobody else may read: nginx is to send it later.
    path = folder / f"{ASIDE}{secrets.token_hex(8)}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # The name is a change of the folder: without this a power cut may lose it although the file was synced.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
