"""Does anybody do the background work, and does it keep up?"""

import time
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from core.checkup import Finding, check, warning, well, wrong
from core.queue import oldest_message, queue
from core.serving import heartbeat

MANY, OLD = 1_000, 60.0


@check("worker")
def worker() -> Iterator[Finding]:
    ages = heartbeat.ages()
    alive = sorted(name for name, age in ages.items() if age < heartbeat.DEAD_AFTER)
    if alive:
        yield well(_("The background work is done on: %s.") % ", ".join(alive))
    elif ages:
        said = _("The worker has given no sign of life for %(seconds).0f s: mails, invoices and price lists wait.")
        yield wrong(said % {"seconds": min(ages.values())}, _start())
    else:
        yield wrong(_("No worker runs: mails, invoices and price lists wait."), _start())


def _start() -> str:
    return "make run" if settings.EMBEDDED else _("make run, or the worker alone: manage.py run_huey")


@check("queue", needs="redis", seconds=6)
def waiting() -> Iterator[Finding]:
    count, since = queue.pending_count(), oldest_message()
    age = max(0.0, time.time() - since) if since else 0.0
    said = _("%(count)d messages wait in the queue, the first for %(seconds).0f s.") % {"count": count, "seconds": age}
    if count > MANY or age > OLD:
        yield warning(said, _("See that a worker runs; raise WORKERS if it does not keep up."))
    else:
        yield well(said)
