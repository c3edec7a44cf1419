import errno
import socket
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from core import environment as env
from core.http.polling import endpoints as polled
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
        self._need_database()
        call_command("migrate", interactive=False, verbosity=0)
        if env.flag("DEMO", settings.EMBEDDED) and "demo" in get_commands():
            call_command("demo")
        self._say_addresses(f"http://{host}:{port}")
        if settings.EMBEDDED:
            embedded.run(host, port)
        else:
            with counted_together():
                self._serve_apart(host, port)
        self.stdout.write("Stopped.")

    def _serve_apart(self, host: str, port: int) -> None:
        import_module("core.urls")  # which says what is a poll
        with tempfile.TemporaryDirectory(prefix="torg-sockets-") as sockets:
            wanted = roles.side_by_side(host, port, sockets=Path(sockets), polls=polled.paths())
            processes.Supervisor(wanted).run()

    def _need_port(self, host: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OverflowError:
                raise CommandError(f"PORT must be 1 to 65535, not {port}.") from None
            except OSError as failure:
                raise CommandError(_complaint(host, port, failure)) from None

    def _need_database(self) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as failure:
            said = str(failure).strip().splitlines()[-1]
            raise CommandError(f"The database does not answer: {said}. `manage.py doctor` says more.") from None

    def _say_addresses(self, root: str) -> None:
        self.stdout.write(f"\nTorg, {settings.PROFILE} profile, data in {settings.DATA_DIR}")
        for name, path in {"API": "/api/v1/", "docs": "/api/v1/docs", "admin": "/admin/", "ready": "/readyz"}.items():
            self.stdout.write(f"  {name:<6} {root}{path}")
        self.stdout.write("Ctrl-C ends it.\n")
        self.stdout.flush()


def _complaint(host: str, port: int, failure: OSError) -> str:
    if failure.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken. Try PORT={port + 1}."
    return f"Cannot listen on {host}, port {port}: {failure.strerror}."
