"""Versions on their way to the memcached nodes, and those that a dead or frozen node did not take.

What was not taken is sent again until it is, and this process trusts nothing under such names. Other processes cannot
know of it, so even a node that is left alone gets every bump at once, over a connection of its own: a frozen node has
then received it by the time the write is answered, and obeys it first thing when it goes on. A process that has seen
the node fail believes it again a second after it has come back (`core.memcached`), and we send three times in that.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable

from core.memcached import Node, Unreachable, node_of

log = logging.getLogger("torg.cache")
VERSION_SECONDS = 24 * 3600
SENT_AGAIN_AFTER = 0.3
PATIENCE = 0.05


def version_key(namespace: str) -> str:
    return f"v:{namespace}"


class LateBumps:
    """The names whose bump is still to be delivered; a thread sends them while there are any."""

    def __init__(self) -> None:
        self._lock, self._names = threading.Lock(), dict[str, int]()
        self._thread: threading.Thread | None = None

    def __contains__(self, namespace: str) -> bool:
        return namespace in self._names

    def keep(self, namespaces: Iterable[str]) -> None:
        with self._lock:
            self._names.update(dict.fromkeys(namespaces, time.time_ns()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._send_again, daemon=True, name="late-bumps")
                self._thread.start()

    def _send_again(self) -> None:
        while True:
            time.sleep(SENT_AGAIN_AFTER)
            with self._lock:
                tried = dict(self._names)
            undelivered = set(_undelivered(tried))
            with self._lock:
                # What was kept anew meanwhile was written after this bump was made.
                self._names = {
                    name: kept for name, kept in self._names.items() if name in undelivered or tried.get(name) != kept
                }
                if not self._names:
                    self._thread = None
                    return


late = LateBumps()


def send(namespaces: Iterable[str]) -> None:
    """Give the namespaces new versions on their nodes, now or as soon as the nodes take them; raises nothing."""
    if undelivered := _undelivered(namespaces):
        log.warning("bump not delivered yet: %s", ", ".join(undelivered[:5]))
        late.keep(undelivered)


def _undelivered(namespaces: Iterable[str]) -> list[str]:
    by_node: dict[Node, list[str]] = defaultdict(list)
    for name in namespaces:
        by_node[node_of(name)].append(name)
    return [name for node, names in by_node.items() if not _delivered(node, names) for name in names]


def _delivered(node: Node, names: list[str]) -> bool:
    try:
        return node.set_many(_new_versions(names), VERSION_SECONDS)
    except Unreachable:
        return node.afresh(_new_versions(names), VERSION_SECONDS, patience=PATIENCE)


def _new_versions(names: list[str]) -> dict[str, int]:
    return {version_key(name): time.time_ns() for name in names}
