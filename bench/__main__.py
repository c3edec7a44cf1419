"""What it costs, as ratios measured side by side in one run: `make bench`, or `make bench` with names in ARGS.

Each question is a file with `ask() -> list[Row]`. It runs on the full profile, with servers of its own.
"""

import os
import platform
import sys
from importlib import import_module
from pathlib import Path

QUESTIONS = sorted(
    path.stem
    for path in Path(__file__).parent.glob("[!_]*.py")
    if path.stem not in {"importing", "measure", "textbook"}
)


def main(wanted: list[str]) -> None:
    _prepare()
    print(f"Torg's costs on {_machine()}\n\n| what | beside | ratio | spread |\n| --- | --- | --- | --- |")
    for question in wanted or QUESTIONS:
        for row in import_module(f"bench.{question}").ask():
            print(row, flush=True)


def _prepare() -> None:
    from tests import environment

    os.environ |= {"TORG_TEST_PROFILE": "full", "DJANGO_SETTINGS_MODULE": "core.settings", "LOG_LEVEL": "ERROR"}
    environment.prepare_run()
    os.environ |= {"RATE_LIMIT": "0", "LOG_LEVEL": "ERROR"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _machine() -> str:
    import django
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    python = platform.python_version()
    return f"{os.cpu_count()} cores, Python {python}, Django {django.__version__}, Postgres {postgres.split()[0]}"


if __name__ == "__main__":
    main(sys.argv[1:])
