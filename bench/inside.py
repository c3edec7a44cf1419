"""Django in this very process, on an empty database of its own: for what is measured by calling it."""

import os
from functools import cache

from bench.stock import make_anew, on_server

NAME = "torg_bench_inside"


def prepare() -> None:
    """Point this process at the database; whoever needs tables calls `open_shop`."""
    os.environ["DATABASE_URL"] = on_server(NAME)


@cache
def open_shop() -> None:
    """Make the database, its tables, and let Django read the settings."""
    make_anew(NAME)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
