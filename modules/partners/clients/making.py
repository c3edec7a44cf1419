"""The feed for marketplaces as files, and what a killed worker leaves of it and of exports."""

import gzip
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from core import files

EXPORTS, FEEDS = "exports", "feeds"
DAY = 24 * 3600


def make_feed(write: Callable[[BinaryIO], None], *, but: str, skip_lines: int) -> tuple[str, str]:
    """Have a feed written, packed too, under a digest of what it says; return its name and the digest.

    The first lines, which say when it was made, do not count: where all else says what the digest `but` is of, the
    files stay as they are. The ones before the last go.
    """
    with files.aside(files.place(FEEDS)) as path:
        with path.open("wb") as file:
            write(file)
        digest = _digest(path, skip_lines)
        name = f"{FEEDS}/{digest[:32]}.xml"
        if digest != but or not files.place(name).exists():
            _pack(path, files.place(f"{name}.gz"))
            os.replace(path, files.place(name))
    _forget_others(name)
    return name, digest


def forget_left() -> None:
    """Delete what a worker that was killed left half-written a day ago."""
    for folder in (EXPORTS, FEEDS):
        for path in files.place(folder).glob(f"{files.ASIDE}*"):
            if time.time() - path.stat().st_mtime > DAY:
                path.unlink(missing_ok=True)


def _digest(path: Path, skip_lines: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for _ in range(skip_lines):
            file.readline()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _pack(path: Path, packed: Path) -> None:
    with files.aside(files.place(FEEDS)) as half:
        with path.open("rb") as file, gzip.open(half, "wb", 6) as out:
            shutil.copyfileobj(file, cast(BinaryIO, out))
        os.replace(half, packed)


def _forget_others(name: str) -> None:
    # One that is being read goes on being read: its name is gone, its content is not.
    mine = {files.place(name), files.place(f"{name}.gz")}
    for path in files.place(FEEDS).glob("[!.]*.xml*"):
        if path not in mine and time.time() - path.stat().st_mtime > DAY:
            path.unlink(missing_ok=True)
