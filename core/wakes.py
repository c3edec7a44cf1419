"""Hints to those who wait that there may be something new: lost ones cost a few seconds, never a message.

Embedded, whoever waits is in this process; else Redis carries the hint (PUBLISH), and a dead Redis is given up on
for a moment after each failure, so that a writer never waits for it twice.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from redis import Redis, RedisError
from redis.client import PubSub

log = logging.getLogger("torg.wakes")
PATIENCE, REST = 0.5, 2.0
# Called with the names of the feeds, and with what was said where it is nothing that is kept.
type Ear = Callable[[list[str], dict[str, Any] | None], None]
_ears: set[Ear] = set()


def ring(*names: str, said: dict[str, Any] | None = None) -> None:
    """Wake who waits for these feeds; `said` reaches them as it is and is not kept anywhere (somebody is typing)."""
    if settings.EMBEDDED:
        tell(list(names), said)
    elif time.monotonic() >= _Silence.until:
        _publish(orjson.dumps([names, said]))


def hear(ear: Ear) -> None:
    """Have `ear` called, in whatever thread, at every ring that reaches this process."""
    _ears.add(ear)


def unhear(ear: Ear) -> None:
    """Call `ear` no more."""
    _ears.discard(ear)


def tell(names: list[str], said: dict[str, Any] | None) -> None:
    """Call everybody in this process who hears."""
    for ear in list(_ears):
        ear(names, said)


class _Silence:
    until = 0.0


def _publish(message: bytes) -> None:
    try:
        _redis().publish(_channel(), message)
    except (RedisError, OSError) as failure:
        _Silence.until = time.monotonic() + REST
        log.warning("Redis unreachable, waiting polls will look for themselves: %s", failure)


def _channel() -> str:
    # Channels know nothing of Redis' numbered databases.
    return f"torg.wakes{urlsplit(settings.REDIS_URL).path}"


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)


class Listener:
    """A thread that passes on what Redis says; it tries again for as long as it takes."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="wakes")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._listen()
            except (RedisError, OSError) as failure:
                log.warning("Redis unreachable, waiting polls look for themselves: %s", failure)
                self._stop.wait(1)

    def _listen(self) -> None:
        client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PATIENCE, health_check_interval=10)
        with client, PubSub(client.connection_pool, ignore_subscribe_messages=True) as ear:
            ear.subscribe(_channel())
            while not self._stop.is_set():
                message = ear.get_message(timeout=1.0)
                if message is not None:
                    names, said = orjson.loads(message["data"])
                    tell(names, said)
