"""The two storages of the queue, with signed messages: a queue's messages are pickles, and whoever could
write into Redis must not be able to run code here.
"""

import logging
import time
from typing import Any

from django.conf import settings
from huey import RedisHuey, SqliteHuey
from huey.api import Huey, Task
from huey.exceptions import HueyException
from huey.serializer import SignedSerializer

log = logging.getLogger("torg.queue")


def enqueued_at(id: str) -> float | None:
    """Return when the message of a task was put into the queue, in seconds since 1970; None where its id is huey's."""
    stamp, colon, _ = id.partition(":")
    return int(stamp) / 1e9 if colon and stamp.isdigit() else None


class _Doorbell:
    """A queue whose messages know their age, which huey's do not: the time stands in front of the task's id.

    It lets go of a message whose task is gone, as those of a module that was switched off are.
    """

    def enqueue(self, task: Task) -> Any:
        task.id = f"{time.time_ns()}:{task.id.rpartition(':')[2]}"
        return super().enqueue(task)  # type: ignore[misc]  # of the queue it stands before

    def dequeue(self) -> Task | None:
        try:
            task: Task | None = super().dequeue()  # type: ignore[misc]  # of the queue it stands before
        except HueyException as unknown:
            log.warning("a message was let go, is its module off? %s", unknown)
            return None
        return task


class _SqliteQueue(_Doorbell, SqliteHuey):  # type: ignore[misc]  # huey has no types
    pass


class _RedisQueue(_Doorbell, RedisHuey):  # type: ignore[misc]  # huey has no types
    pass


def _signed() -> SignedSerializer:
    return SignedSerializer(secret=settings.SECRET_KEY, salt="torg.queue")


def embedded(name: str, **options: Any) -> Huey:
    """Return a queue in an SQLite file of its own."""
    return _SqliteQueue(name, serializer=_signed(), **options)


def over_redis(name: str, *, url: str, **options: Any) -> Huey:
    """Return a queue in Redis; a server that does not answer is given up on after a second or two."""
    timeouts = "socket_connect_timeout=1&socket_timeout=3"
    return _RedisQueue(name, url=f"{url}{'&' if '?' in url else '?'}{timeouts}", serializer=_signed(), **options)
