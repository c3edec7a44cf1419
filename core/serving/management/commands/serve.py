import socket
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import environment as env
from core.serving import embedded, processes, roles
from core.serving.metering import counted_together


class Command(BaseCommand):
    help = "Migrate, load the demo catalogue on the first start, and serve everything until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=env.text("LISTEN_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        self._need_port(host, port)
        call_command("migrate", interactive=False, verbosity=0)
        if env.flag("DEMO", settings.EMBEDDED) and "demo" in get_commands():
            call_command("demo")
        self._say_addresses(f"http://{host}:{port}")
        if settings.EMBEDDED:
            embedded.run(host, port)
        else:
            with counted_together():
                processes.Supervisor(roles.commands(host, port)).run()
        self.stdout.write("Stopped.")

    def _need_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as taken:
                raise CommandError(f"Port {port} on {host} is taken ({taken.strerror}). Try PORT={port + 1}.") from None

    def _say_addresses(self, root: str) -> None:
        self.stdout.write(f"\nTorg, {settings.PROFILE} profile, data in {settings.DATA_DIR}")
        for name, path in {"API": "/api/v1/", "docs": "/api/v1/docs", "admin": "/admin/", "ready": "/readyz"}.items():
            self.stdout.write(f"  {name:<6} {root}{path}")
        self.stdout.write("Ctrl-C ends it.\n")
        self.stdout.flush()
