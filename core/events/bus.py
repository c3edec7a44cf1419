"""Announcing and hearing: what `events.py`, `services.py` and `subscribers.py` of a module use.

An announcement is a promise (transactional outbox; compare Spring Modulith's event publication registry):
`publish` writes one delivery per listener in the change's own transaction, and the listeners run after the
commit, again and again until they succeed.
"""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import get_language

from core import context
from core.events import registry
from core.events.doorbell import deliver_one
from core.events.event import Event, pack
from core.events.models import Delivery
from core.queue import ring
from core.rows import insert

__all__ = ["Event", "on_its_way", "publish", "subscribe"]


def subscribe[E: Event](
    event: type[E], *, outside: bool = False, alone: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorate what hears an event.

    Without `outside`, `f(event)` writes to the database only: it runs and is ticked off in one transaction,
    exactly once. With `outside=True`, `f(event, delivery)` reaches outside (mail, PDF, a call): it runs
    outside any transaction, at least once, with `delivery` as a key that stays the same on a repeat. What may hang
    takes `alone=True` as well: one delivery at a time, so that it never holds more than one worker.
    """

    def register(call: Callable[..., None]) -> Callable[..., None]:
        registry.add(registry.Listener(_name(call), event, call, outside, alone))
        return call

    return register


def publish(*events: Event) -> None:
    """Promise to tell everyone who hears these events, once the present transaction has committed.

    Raises RuntimeError outside a transaction: a promise without the change it announces is a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() needs the transaction of the change that it announces")
    rows = [row for event in events for row in _deliveries(event)]
    if rows:
        insert(Delivery, rows)
        transaction.on_commit(lambda: _ring_all([row.pk for row in rows]))


def on_its_way(listener: Callable[..., None], *, before: str = "", **facts: int | str) -> bool:
    """Return whether an event with these fields has yet to be heard by a listener; what was given up has not.

    With `before`, the key of a delivery, only those that were announced before that one count.
    """
    about: dict[str, int | str] = {f"payload__{name}": fact for name, fact in facts.items()}
    if before:
        about["pk__lt"] = int(before.removeprefix("delivery-"))
    return Delivery.objects.filter(listener=_name(listener), due_at__isnull=False, **about).exists()


def _name(call: Callable[..., None]) -> str:
    return f"{call.__module__.removeprefix('modules.')}.{call.__qualname__}"


def _deliveries(event: Event) -> list[Delivery]:
    heard_by = registry.listeners_of(type(event))
    if not heard_by:
        return []
    name, payload = registry.event_name(type(event)), pack(event)
    about = {"language": get_language() or "", "request_id": context.request_id.get()}
    return [Delivery(event=name, listener=one.name, payload=payload, **about) for one in heard_by]


def _ring_all(ids: list[int]) -> None:
    for id in ids:
        # A queue that does not answer once is not asked again for every further row.
        if not ring(deliver_one, id):
            return
