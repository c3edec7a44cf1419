"""The memcached nodes, spoken to directly: what Django's backend does around each call costs more than the call.

Connections stay open between requests. All that belongs to a namespace lies on one node, so that its version and a
value come in one round trip, and a dead node's share is made anew rather than moved: whoever moves keys to another
node finds old ones alive when the first comes back.
"""

import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from typing import Any
from zlib import crc32

from django.conf import settings
from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheError, MemcacheUnexpectedCloseError
from pymemcache.serde import pickle_serde

# After a failure a node is left alone so long; back again, it is not believed for as long, since others may only now
# be sending it what they could not deliver (see `core.versions.late`).
SECONDS_ALONE = SECONDS_DOUBTED = 1.0
# An answer that took longer may come from before a node stood still.
SLOW = 0.2
IDLE_CONNECTIONS = 32

prefix = "torg:"


class Unreachable(Exception):
    """The node does not answer, or has lately not answered, or is not to be believed yet."""


class _Connection(Client):  # type: ignore[misc]  # pymemcache has no types
    def reach(self) -> None:
        """Connect before anything is made ready to be sent, which for 100,000 values takes a second."""
        self._connect()

    def number(self, key: str) -> int | None:
        """Return the number under a key, or None: what every kept answer asks for, in half the client's own time."""
        if self.sock is None:
            self._connect()
        self.sock.sendall(b"get %b\r\n" % key.encode())
        said = b""
        while not said.endswith(b"END\r\n"):
            more = self.sock.recv(4096)
            if not more:
                raise MemcacheUnexpectedCloseError
            said += more
        number = said.split(b"\r\n", 2)[1]
        return int(number) if number.isdigit() else None


class Node:
    """One memcached; its methods raise Unreachable, and wait for no longer than the settings say."""

    def __init__(self, address: str, **patience: float) -> None:
        self.address, self._patience = address, patience
        self._idle: deque[_Connection] = deque(maxlen=IDLE_CONNECTIONS)
        self._asked_again = self._believed = 0.0
        self._failing = False

    def get_many(self, keys: Sequence[str]) -> dict[str, Any]:
        """Return what is kept under the keys; nothing that may come from before the node stood still."""
        found: dict[str, Any] = self._read("get_many", [prefix + key for key in keys])
        return {key.removeprefix(prefix): value for key, value in found.items()}

    def get(self, key: str) -> Any:
        """Return what is kept under one key, or None."""
        return self._read("get", prefix + key)

    def number(self, key: str) -> int | None:
        """Return the number that is kept under one key, or None."""
        found: int | None = self._read("number", prefix + key)
        return found

    def set(self, key: str, value: object, seconds: int) -> None:
        self._call("set", prefix + key, value, seconds)

    def add(self, key: str, value: object, seconds: int) -> bool:
        """Keep a value where there is none; of several callers at once one gets True."""
        return bool(self._call("add", prefix + key, value, seconds))

    def delete(self, key: str) -> None:
        self._call("delete", prefix + key)

    def incr(self, key: str, by: int) -> int | None:
        """Return the number under the key after adding to it, or None where there is none."""
        found: int | None = self._call("incr", prefix + key, by)
        return found

    def set_many(self, values: dict[str, Any], seconds: int) -> bool:
        return not self._call("set_many", {prefix + key: value for key, value in values.items()}, seconds)

    def afresh(self, values: dict[str, Any], seconds: int, *, patience: float) -> bool:
        """Set values over a connection of its own, also on a node that is left alone; return whether it said yes.

        A frozen node has taken what was sent all the same, and obeys before it answers anybody when it goes on.
        """
        client = self._connection(connect_timeout=min(patience, 0.3), timeout=patience)
        try:
            client.reach()
            return not client.set_many({prefix + key: value for key, value in values.items()}, seconds)
        except (OSError, MemcacheError):
            return False
        finally:
            client.close()

    def _read(self, method: str, keys: Any) -> Any:
        began = time.monotonic()
        found = self._call(method, keys)
        now = time.monotonic()
        if now < self._believed or now - began > SLOW:
            raise Unreachable(self.address)
        return found

    def _call(self, method: str, *arguments: Any) -> Any:
        if self._failing:
            self._take_turn()
        try:
            client = self._idle.pop()
        except IndexError:
            client = self._connection(**self._patience)
        try:
            answer = getattr(client, method)(*arguments)
        except (OSError, MemcacheError) as failure:
            client.close()
            self._fail()
            raise Unreachable(self.address) from failure
        self._idle.append(client)
        if self._failing:
            self._failing, self._believed = False, time.monotonic() + SECONDS_DOUBTED
        return answer

    def _take_turn(self) -> None:
        # Of many threads one tries, so that a node that hangs holds up one and not all.
        now = time.monotonic()
        if now < self._asked_again:
            raise Unreachable(self.address)
        self._asked_again = now + SECONDS_ALONE

    def _fail(self) -> None:
        now = time.monotonic()
        self._failing, self._asked_again, self._believed = True, now + SECONDS_ALONE, now + SECONDS_DOUBTED
        self._idle.clear()

    def _connection(self, **patience: float) -> _Connection:
        return _Connection(
            self.address, **patience, no_delay=True, serde=pickle_serde, default_noreply=False, allow_unicode_keys=True
        )


@cache
def nodes() -> tuple[Node, ...]:
    """Return the nodes that MEMCACHED_URL names."""
    return tuple(Node(address, **settings.MEMCACHED_PATIENCE) for address in settings.MEMCACHED_NODES)


def node_of(namespace: str) -> Node:
    """Return the node that all of a namespace lies on."""
    known = nodes()
    return known[0] if len(known) == 1 else known[crc32(namespace.encode()) % len(known)]
