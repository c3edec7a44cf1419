"""Files between preview and confirmation: beside the database, never under media, and taken by one process only."""

import secrets
import time
from pathlib import Path

from django.conf import settings

MAX_AGE = 24 * 3600


def keep(data: bytes) -> str:
    """Keep the bytes and return the name under which `take` finds them; older files go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    forget_old()
    name = secrets.token_hex(16)
    (folder / name).write_bytes(data)
    return name


def take(name: str) -> bytes | None:
    """Return the bytes and forget them, or None where somebody took them before, or a day has passed."""
    mine = _folder() / f"{name}.{secrets.token_hex(4)}"
    try:
        (_folder() / name).rename(mine)  # of two that confirm at once, one finds it
        return mine.read_bytes()
    except FileNotFoundError:
        return None
    finally:
        mine.unlink(missing_ok=True)


def forget_old() -> None:
    """Remove what nobody confirmed within a day."""
    for path in _folder().glob("*"):
        if time.time() - path.stat().st_mtime > MAX_AGE:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "imports"
