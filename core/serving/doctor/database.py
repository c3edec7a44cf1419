"""Does the database answer, is it the one this version wants, and what lies waiting in it?"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.accounts.models import User
from core.checkup import Finding, check, warning, well, wrong
from core.events import registry
from core.events.models import Delivery
from core.logs import masked
from core.serving.doctor.rounds import first_line
from core.serving.roles import web_workers

SKEW = 3.0
LATE = timedelta(minutes=1)


@check("database", seconds=6)
def database() -> Iterator[Finding]:
    yield from _sqlite() if settings.EMBEDDED else _postgres()


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute("SELECT sqlite_version()")
        (version,) = cursor.fetchone()
    yield well(_("SQLite %(version)s at %(place)s can be written.") % {"version": version, "place": _place()})


def _postgres() -> Iterator[Finding]:
    known = {**connection.get_connection_params(), "connect_timeout": 3, "autocommit": True}
    known = {name: value for name, value in known.items() if name not in {"pool", "cursor_factory", "context"}}
    try:
        with psycopg.connect(**known) as direct:
            yield from _healthy(direct)
    except psycopg.OperationalError as failure:
        said = _("The database at %(place)s does not answer: %(why)s")
        mend = _("Start PostgreSQL, and see that DATABASE_URL names its host, port, database, user and password.")
        yield wrong(said % {"place": _place(), "why": masked(first_line(failure))}, mend)


def _healthy(direct: psycopg.Connection[Any]) -> Iterator[Finding]:
    row = direct.execute(
        "SELECT current_setting('server_version_num')::int / 10000, clock_timestamp(),"
        " current_setting('max_connections')::int, pg_is_in_recovery()"
    ).fetchone()
    assert row is not None
    version, now, connections, replica = row
    yield from _right(version, replica)
    yield from _clock(now)
    wanted = (web_workers() + 1) * settings.DB_POOL_SIZE
    if wanted > connections - 5:
        said = _("Torg may ask for %(wanted)d connections, and PostgreSQL gives %(given)d.")
        mend = _("Lower DB_POOL_SIZE or WEB_WORKERS, raise max_connections, or put PgBouncer between (PGBOUNCER=1).")
        yield warning(said % {"wanted": wanted, "given": connections}, mend)


def _right(version: int, replica: bool) -> Iterator[Finding]:
    least = connection.features.minimum_database_version
    if least and version < least[0]:
        said = _("PostgreSQL %(version)d is too old; %(least)d is the oldest that works.")
        yield wrong(said % {"version": version, "least": least[0]})
    if replica:
        yield wrong(_("DATABASE_URL leads to a replica, which cannot be written."), _("Name the primary in it."))
    yield well(_("PostgreSQL %(version)d at %(place)s answers.") % {"version": version, "place": _place()})


def _clock(now: datetime) -> Iterator[Finding]:
    skew = abs(now.timestamp() - time.time())
    if skew > SKEW:
        said = _("The clocks of this machine and of the database are %(seconds).0f s apart.") % {"seconds": skew}
        yield wrong(said, _("Have both set by NTP: tokens, leases and limits go by the clock."))


def _place() -> str:
    known = settings.DATABASES["default"]
    return str(known["NAME"]) if settings.EMBEDDED else f"{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


def missing_migrations() -> list[tuple[Migration, bool]]:
    """Return the migrations that are still to be applied, in their order."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


@check("migrations", needs="database", seconds=8)
def migrations() -> Iterator[Finding]:
    missing = missing_migrations()
    if not missing:
        yield well(_("The tables are those of this version."))
        return
    said = ngettext("%(count)d migration is not applied.", "%(count)d migrations are not applied.", len(missing))
    yield wrong(said % {"count": len(missing)}, "manage.py migrate")


@check("staff", needs="migrations")
def staff() -> Iterator[Finding]:
    if User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), is_active=True).exists():
        yield well(_("There is somebody who may enter the admin."))
    else:
        yield warning(_("Nobody may enter the admin yet."), "manage.py createsuperuser")


@check("outbox", needs="migrations")
def outbox() -> Iterator[Finding]:
    given_up = Delivery.objects.given_up().count()
    if given_up:
        said = ngettext("%(count)d delivery was given up.", "%(count)d deliveries were given up.", given_up)
        mend = _("Look at its last error in the admin under Outbox, mend that, and choose Try again.")
        yield warning(said % {"count": given_up}, mend)
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = Delivery.objects.filter(free, due_at__lt=now - LATE, listener__in=registry.names())
    if late := due.count():
        said = ngettext("%(count)d delivery is overdue.", "%(count)d deliveries are overdue.", late)
        yield wrong(said % {"count": late}, _("See below whether a worker runs; its log says what it fails at."))
    if late and not due.filter(rung_at__gt=now - LATE).exists():
        said = _("Nobody sweeps the outbox: what was left behind is not taken up again.")
        yield wrong(said, _("Start the worker again (manage.py run_huey)."))
    if not late and not given_up:
        yield well(_("Nothing is stuck in the outbox."))
