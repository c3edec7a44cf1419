from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database, and the collected static files where STATIC_ROOT names a folder, up to this version."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False)
        if settings.COLLECTED:
            call_command("collectstatic", interactive=False)
