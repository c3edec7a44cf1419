"""The two storages of the queue, with signed messages: a queue's messages are pickles, and whoever could
write into Redis must not be able to run code here.
"""

from typing import Any

from django.conf import settings
from huey import RedisHuey, SqliteHuey
from huey.api import Huey
from huey.serializer import SignedSerializer


def _signed() -> SignedSerializer:
    return SignedSerializer(secret=settings.SECRET_KEY, salt="torg.queue")


def embedded(name: str, **options: Any) -> Huey:
    """Return a queue in an SQLite file of its own."""
    return SqliteHuey(name, serializer=_signed(), **options)


def over_redis(name: str, *, url: str, **options: Any) -> Huey:
    """Return a queue in Redis; a server that does not answer is given up on after a second or two."""
    timeouts = "socket_connect_timeout=1&socket_timeout=3"
    return RedisHuey(name, url=f"{url}{'&' if '?' in url else '?'}{timeouts}", serializer=_signed(), **options)
