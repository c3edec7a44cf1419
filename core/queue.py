"""Huey as modules see it. A message may be lost or come twice: it is a doorbell, never the only record.

Huey has no acknowledgement: a task whose worker is killed is gone. What must happen therefore stands in the
database (the outbox) and the queue only says "look there".
"""

import logging
from collections.abc import Callable

from huey import crontab
from huey.api import Huey, TaskWrapper
from huey.contrib.djhuey import HUEY, db_periodic_task, db_task

from core.queues import enqueued_at

__all__ = ["crontab", "oldest_message", "periodic_task", "queue", "ring", "task"]

log = logging.getLogger("torg.queue")
queue: Huey = HUEY


def task() -> Callable[[Callable[..., None]], TaskWrapper]:
    """Decorate a function of a module's `tasks.py` so that the consumer can run it; arguments are plain values."""
    decorate: Callable[[Callable[..., None]], TaskWrapper] = db_task()
    return decorate


def periodic_task(when: Callable[..., bool]) -> Callable[[Callable[[], None]], TaskWrapper]:
    """Decorate a function that the consumer runs by itself: `@periodic_task(crontab(minute="0", hour="3"))`, UTC."""
    decorate: Callable[[Callable[[], None]], TaskWrapper] = db_periodic_task(when)
    return decorate


def ring(call: TaskWrapper, *args: object) -> bool:
    """Enqueue a call and return whether that worked; a dead Redis is logged and never reaches the caller."""
    try:
        call(*args)
    except Exception as failure:
        log.warning("queue unreachable, the sweep will ring again: %s", failure)
        return False
    return True


def oldest_message() -> float | None:
    """Return when the message that is next was put into the queue (seconds since 1970), or None where none waits."""
    messages: list[bytes] = queue.storage.enqueued_items(limit=1)
    return enqueued_at(queue.serializer.deserialize(messages[0]).id) if messages else None
