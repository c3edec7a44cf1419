"""Says whether openapi.json breaks the clients of the last released version without having a higher one itself.

The documents of released versions lie in `clients/released/<version>.json`. A change that breaks asks for a higher
major version (a higher minor one while the major is 0), which is `VERSION` in `core/http/api.py`.
"""

import json
import sys
from pathlib import Path

from clients.breaking.operations import breaks

CLIENTS = Path(__file__).resolve().parents[1]
type Version = tuple[int, ...]


def version_of(text: str) -> Version:
    return tuple(int(part) for part in text.split("."))


def raised(old: str, new: str) -> bool:
    """Return whether the new version may break what held for the old one (semver.org, 4 and 8)."""
    was, now = version_of(old), version_of(new)
    return now[:1] > was[:1] or (was[0] == 0 and now[:2] > was[:2])


def last_released(folder: Path) -> Path:
    """Return the document of the highest version in the folder."""
    return max(folder.glob("*.json"), key=lambda path: version_of(path.stem))


def verdict(released: Path, present: Path) -> tuple[bool, str]:
    """Return whether all is well, and what to say."""
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (released, present))
    was, now = old["info"]["version"], new["info"]["version"]
    found = breaks(old, new)
    listed = "".join(f"\n  {one}" for one in found)
    if not found:
        return True, f"Clients of {was} understand {now}."
    if raised(was, now):
        return True, f"{now} breaks clients of {was}, as its number says:{listed}"
    return False, f"{present.name} breaks clients of {was}, and its version is {now}:{listed}"


def main() -> int:
    well, said = verdict(last_released(CLIENTS / "released"), CLIENTS.parent / "openapi.json")
    sys.stdout.write(f"{said}\n")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
