"""Listeners that are `alone`: one delivery of such a listener runs at a time, however many workers there are.

What it reaches may hang; then it holds one worker, and the others go on with letters and documents.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, Q, QuerySet
from django.utils import timezone

from core.events.models import Delivery
from core.events.registry import Listener


def due() -> QuerySet[Delivery]:
    """Return the deliveries whose time has come and which nobody has in hand."""
    now = timezone.now()
    return Delivery.objects.filter(Q(leased_until=None) | Q(leased_until__lt=now), due_at__lte=now)


def lease(id: int, listener: Listener, *, until: datetime) -> bool:
    """Take a delivery in hand until then; False where somebody else has it, or it has to wait for its turn."""
    taken = {"leased_until": until, "attempts": F("attempts") + 1}
    if not listener.alone:
        return bool(due().filter(pk=id).update(**taken))
    with transaction.atomic():
        _one_asks_at_a_time(listener)
        running = Delivery.objects.filter(listener=listener.name, due_at__isnull=False, leased_until__gt=timezone.now())
        return bool(due().filter(~Exists(running), pk=id).update(**taken))


def next_in_turn(listener: Listener) -> int | None:
    """Return the id of the delivery that waits longest for its turn; None where none does, or nothing takes turns."""
    waiting = due().filter(listener=listener.name).order_by("due_at").values_list("pk", flat=True)
    return waiting.first() if listener.alone else None


def _one_asks_at_a_time(listener: Listener) -> None:
    # SQLite has one writer anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"torg.events.turn:{listener.name}"])
