from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.http.codes import error_page
from core.http.docs import schema_bytes


class Command(BaseCommand):
    help = "Write the contract (openapi.json, docs/errors.md), or with --check say whether it still tells the truth."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        from core.urls import api

        contract = {"openapi.json": schema_bytes(api, pretty=True), "docs/errors.md": error_page().encode()}
        for name, now in contract.items():
            self._settle(settings.BASE_DIR / name, now, check=check)

    def _settle(self, path: Path, now: bytes, *, check: bool) -> None:
        if not check:
            path.write_bytes(now)
        elif not path.exists() or path.read_bytes() != now:
            raise CommandError(f"{path.name} no longer matches the API; look at the change and run `make openapi`.")
