"""The promise to authors of modules, kept by two lists: what holds now, and what held when it was last released.

The first must equal the code; what differs between the two must be named in the changelog's "Unreleased".
"""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.serving.promises import promises

NOW, RELEASED, CHANGELOG = "docs/promises.txt", "docs/promises.released.txt", "CHANGELOG.md"


class Command(BaseCommand):
    help = f"Write what modules may lean on to {NOW}, or with --check say what broke; --release begins a new account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--release", action="store_true")

    def handle(self, *args: Any, check: bool, release: bool, **options: Any) -> None:
        root: Path = settings.BASE_DIR
        lines = "".join(f"{name}{text}\n" for name, text in promises(root).items())
        if not check:
            (root / NOW).write_text(lines, encoding="utf-8")
        elif _read(root / NOW) != lines:
            differing = ", ".join(_changed(_read(root / NOW), lines))
            raise CommandError(f"{NOW} no longer matches the code: {differing}. Look at it and run `make promises`.")
        self._account(root, lines, strict=check or release)
        if release:
            (root / RELEASED).write_text(lines, encoding="utf-8")

    def _account(self, root: Path, lines: str, *, strict: bool) -> None:
        if not (root / RELEASED).exists():
            return  # nothing was released yet
        said = _named(_read(root / CHANGELOG))
        missing = [name for name in _changed(_read(root / RELEASED), lines) if not said & _with_owners(name)]
        if missing:
            told = (
                f"{CHANGELOG} must name under Unreleased, in backquotes, what modules will meet: {', '.join(missing)}"
            )
            if strict:
                raise CommandError(told)
            self.stdout.write(told)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _changed(before: str, after: str) -> list[str]:
    """Return the names whose lines came, went or differ."""
    lines = set(before.splitlines()) ^ set(after.splitlines())
    return sorted({re.split(r"[^\w.]", line, maxsplit=1)[0] for line in lines})


def _named(changelog: str) -> set[str]:
    """Return what stands in backquotes in the section Unreleased."""
    section = re.search(r"^## Unreleased$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([\w.]+)`", section[1])) if section else set()


def _with_owners(name: str) -> set[str]:
    """Return the name and what it is a part of: whoever says `orders.events.OrderPlaced` says its fields too."""
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(2, len(parts) + 1)}
