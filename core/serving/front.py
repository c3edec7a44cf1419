"""The front door of the full profile on one machine: one port, behind which long polls go one way and all else another.

`python -m core.serving.front HOST PORT WEB_SOCKET POLL_SOCKET PATH...`. In production nginx stands here; this is for
`make run`, which asks for no other program. It reads of each request the head alone and passes the rest on as it comes.
"""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from core.http.peers import HEADER, told
from core.serving.heads import Requests

LAST_WAIT = 20.0
BODY = (
    b'{"type":"urn:torg:problem:unavailable_now","title":"Service Unavailable","status":503,"detail":"The service is '
    b'busy or a part of it is down. Try again in a moment.","code":"unavailable_now","request_id":""}'
)
DOWN = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY)
) + BODY


class Door:
    """What stands behind the port, and who is inside."""

    def __init__(self, web: str, poll: str, paths: list[str]) -> None:
        self._web, self._poll = web, poll
        self._paths = {path.rstrip("/").encode() for path in paths}
        self.inside = set[Client]()
        self.closing = False
        self._tasks = set[asyncio.Task[Any]]()

    def way(self, path: bytes) -> str:
        """Return the socket behind which requests for a path are answered."""
        return self._poll if path.partition(b"?")[0].rstrip(b"/") in self._paths else self._web

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Client(asyncio.Protocol):
    """One client's connection; behind it, one connection to each place it has asked for."""

    transport: asyncio.Transport

    def __init__(self, door: Door) -> None:
        self._door = door
        self._behind = dict[str, Server]()
        self._current: Server | None = None
        self._asked = False  # and nothing of the answer has come yet

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        address = (transport.get_extra_info("peername") or ("",))[0]
        self._requests = Requests(f"{HEADER}: {told(address)}".encode(), without=f"{HEADER}:".encode())
        if not self._door.closing:
            self._door.inside.add(self)

    def data_received(self, data: bytes) -> None:
        if self not in self._door.inside:
            self.transport.write(DOWN)
            return self.transport.close()
        for piece in self._requests.pieces(data):
            if piece.path is not None:
                self._turn_to(piece.path)
            if self._current is not None:
                self._current.pass_on(piece.data)

    def _turn_to(self, path: bytes) -> None:
        # Who asks again before the answer has begun is answered in order by the same server: either can answer all.
        if self._current is None or not self._asked:
            self._current = self._server(self._door.way(path))
        self._asked = True

    def answered(self, data: bytes) -> None:
        """Pass on what a server answers."""
        self._asked = False
        self.transport.write(data)

    def connection_lost(self, failure: Exception | None) -> None:
        self._door.inside.discard(self)
        for server in self._behind.values():
            server.close()

    def pause_writing(self) -> None:
        if self._current is not None:
            self._current.pause(True)

    def resume_writing(self) -> None:
        for server in self._behind.values():
            server.pause(False)

    def lost(self, server: "Server") -> None:
        """Forget a server that has closed; where it was the one that was answering, the client learns of it."""
        self._behind.pop(server.way, None)
        if server is self._current:
            self.transport.close()

    def refuse(self, server: "Server") -> None:
        """Say that what was asked for is down."""
        if not self.transport.is_closing():
            self.transport.write(DOWN)
        self.lost(server)

    def _server(self, way: str) -> "Server":
        if way not in self._behind:
            self._behind[way] = Server(way, self)
            self._door.spawn(self._behind[way].connect())
        return self._behind[way]


class Server(asyncio.Protocol):
    """A connection to what stands behind; what is passed on before it stands is kept."""

    def __init__(self, way: str, client: Client) -> None:
        self.way, self._client = way, client
        self._transport: asyncio.Transport | None = None
        self._early = list[bytes]()
        self._closed = False

    async def connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, self.way)
        except OSError:
            self._client.refuse(self)

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        if self._closed:
            transport.close()
            return
        transport.writelines(self._early)
        self._early.clear()
        self._client.transport.resume_reading()

    def pass_on(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)
            return
        self._early.append(data)
        self._client.transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        self._client.answered(data)

    def connection_lost(self, failure: Exception | None) -> None:
        self._client.lost(self)

    def pause_writing(self) -> None:
        self._client.transport.pause_reading()

    def resume_writing(self) -> None:
        self._client.transport.resume_reading()

    def pause(self, paused: bool) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading() if paused else self._transport.resume_reading()

    def close(self) -> None:
        self._closed = True
        if self._transport is not None:
            self._transport.close()


async def stand(door: Door, host: str, port: int) -> None:
    """Let clients in until a signal, then tell new ones to come again, until those inside have been answered."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, ended.set)
    server = await loop.create_server(lambda: Client(door), host, port, backlog=2048)
    await ended.wait()
    door.closing = True
    for client in [one for one in door.inside if not one._behind]:
        client.transport.close()
    until = loop.time() + LAST_WAIT
    while door.inside and loop.time() < until:
        await asyncio.sleep(0.05)
    server.close()


def main(host: str, port: str, web: str, poll: str, *paths: str) -> None:
    """Open the door."""
    asyncio.run(stand(Door(web, poll, list(paths)), host, int(port)))


if __name__ == "__main__":
    main(*sys.argv[1:])
