from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.http.docs import schema_bytes


class Command(BaseCommand):
    help = "Write the API's schema to openapi.json, or with --check say whether the file still tells the truth."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        from core.urls import api

        path, now = settings.BASE_DIR / "openapi.json", schema_bytes(api, pretty=True)
        if not check:
            path.write_bytes(now)
        elif not path.exists() or path.read_bytes() != now:
            raise CommandError("openapi.json no longer matches the API; look at the change and run `make openapi`.")
