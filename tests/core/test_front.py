"""The front door of `make run`: two servers behind one port, whatever a client does with its connection."""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import uvicorn

from core.http.peers import HEADER
from core.serving.front import Client, Door

POLL = "/api/v1/support/updates/"
type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def echo(name: str) -> Callable[..., Awaitable[None]]:
    """An application that says who it is and what it was asked; `/slow` takes its time."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size, more = size + len(message["body"]), message.get("more_body", False)
        if scope["path"] == "/slow":
            await asyncio.sleep(0.2)
        sent = {key.decode(): value.decode() for key, value in scope["headers"]}
        said = {"name": name, "method": scope["method"], "path": scope["path"], "size": size, "headers": sent}
        body = json.dumps(said).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application


class House:
    """The door with both servers behind it."""

    def __init__(self, door: Door, port: int) -> None:
        self.door, self.port = door, port

    async def line(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, *pieces: bytes, answers: int = 1) -> list[Any]:
        """Send the pieces one after the other, and return as many answers; a status where it is not 200."""
        reader, writer = await self.line()
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)
        told = [await answer(reader) for _ in range(answers)]
        writer.close()
        return told


async def answer(reader: asyncio.StreamReader, *, bare: bool = False) -> Any:
    async with asyncio.timeout(60):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        status = int(head.split()[1])
        if status != 200 or bare:
            return status
        length = next(line for line in head.split("\r\n") if line.startswith("content-length:"))
        return json.loads(await reader.readexactly(int(length.split(":")[1])))


@asynccontextmanager
async def served(name: str, path: str) -> Any:
    config = uvicorn.Config(echo(name), uds=path, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]  # they are pytest's
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(60):
        while not server.started:
            await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await running


@asynccontextmanager
async def opened() -> Any:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        web, poll = str(folder / "web"), str(folder / "poll")
        await stack.enter_async_context(served("web", web))
        await stack.enter_async_context(served("poll", poll))
        door = Door(web, poll, [POLL])
        server = await asyncio.get_running_loop().create_server(lambda: Client(door), "127.0.0.1", 0)
        yield House(door, server.sockets[0].getsockname()[1])
        server.close()
        for client in list(door.inside):
            client.transport.abort()


def get(path: str, *lines: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: shop", *lines, "", ""]).encode()


def who(told: list[Any]) -> list[Any]:
    return [(one["name"], one["path"], one["size"]) if isinstance(one, dict) else one for one in told]


def test_each_request_finds_its_server() -> None:
    async def scene() -> None:
        async with opened() as house:
            await in_turn(house)
            await asked_before_the_answer(house)
            await bodies(house)
            await heads(house)
            await going_and_closing(house)

    asyncio.run(scene())


async def in_turn(house: House) -> None:
    reader, writer = await house.line()
    for path, name in ((POLL, "poll"), ("/", "web"), (f"{POLL}?cursor=a", "poll"), (POLL.rstrip("/"), "poll")):
        writer.write(get(path))
        assert (await answer(reader))["name"] == name, path
    writer.write(get("/", method="HEAD"))
    assert await answer(reader, bare=True) == 200
    writer.write(get("/after"))
    assert (await answer(reader))["path"] == "/after"
    writer.close()


async def asked_before_the_answer(house: House) -> None:
    """Pipelining, RFC 9112, 9.3.2: answers come in the order of the questions."""
    told = await house.ask(get("/slow") + get(POLL) + get("/last"), answers=3)
    assert [one["path"] for one in told] == ["/slow", POLL, "/last"]
    told = await house.ask(get("/slow"), get(POLL), answers=2)
    assert [one["path"] for one in told] == ["/slow", POLL]


async def bodies(house: House) -> None:
    large = b"x" * 3_000_000
    sized = get("/up", f"Content-Length: {len(large)}", method="POST")
    assert who(await house.ask(sized + large[:10], large[10:])) == [("web", "/up", len(large))]
    chunked = get("/up", "Transfer-Encoding: chunked", method="POST") + b"3\r\nabc\r\n"
    assert who(await house.ask(chunked, b"2\r\nde\r\n", b"0\r\n\r\n")) == [("web", "/up", 5)]
    # What stands in a body is no request.
    inner = get(POLL)
    smuggled = get("/up", f"Content-Length: {len(inner)}", method="POST") + inner + get("/next")
    assert who(await house.ask(smuggled, answers=2)) == [("web", "/up", len(inner)), ("web", "/next", 0)]
    twice = get("/up", "Content-Length: 0", f"Content-Length: {len(inner)}", method="POST") + inner
    assert who(await house.ask(twice)) == [400]


async def heads(house: House) -> None:
    slowly = get("/slowly-asked", "Cookie: a=b")
    pieces = [slowly[at : at + 9] for at in range(0, len(slowly), 9)]
    assert who(await house.ask(*pieces)) == [("web", "/slowly-asked", 0)]
    (told,) = await house.ask(get("/", f"{HEADER}: 6.6.6.6", f"{HEADER.upper()}: 7.7.7.7"))
    assert "6.6.6.6" not in str(told)
    assert "7.7.7.7" not in str(told)
    assert who(await house.ask(b"nonsense\r\n\r\n")) == [400]
    # Too large a head is for the web server to judge, which here takes it where it comes at one go.
    assert who(await house.ask(get("/", "Cookie: " + "c" * 300_000))) in ([400], [("web", "/", 0)])
    assert who(await house.ask(get(POLL, "Upgrade: h2c", "Connection: Upgrade"))) == [("web", POLL, 0)]


async def going_and_closing(house: House) -> None:
    _reader, writer = await house.line()
    writer.write(get("/up", "Content-Length: 1000", method="POST") + b"half")
    await writer.drain()
    writer.transport.abort()
    async with asyncio.timeout(60):
        while house.door.inside:
            await asyncio.sleep(0.01)
    house.door.closing = True
    assert await house.ask(get("/")) == [503]
    assert not house.door.inside
