"""Those who wait: thousands of long polls in one loop, each asking anew when it is answered; and who writes to them.

Messages carry the moment at which they were sent, so whoever gets one knows how long it took.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from bench.lines import Line

AT_ONCE, SENDERS, PATIENCE = 64, 16, 120.0


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as its clients see it: two addresses, how one asks and says, and what an answer holds (place, stamps)."""

    polls: str
    web: str
    poll: Callable[[int, str], bytes]
    say: Callable[[int, str], bytes]
    read: Callable[[bytes, str], tuple[str, list[int]]]


class Pollers:
    """So many who wait while the block runs; person n waits for what is said to person n."""

    def __init__(self, chat: Chat, count: int) -> None:
        self._chat, self._count = chat, count
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._ending = False
        self._waiting = list[asyncio.Task[None]]()
        self._took = list[float]()
        self.broken = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._gather())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ending = True
        self._run(self._scatter())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def told(self, messages: int, *, a_second: float) -> list[float]:
        """Say so many messages, spread over all who wait, and return in how many milliseconds each was there, sorted.

        From the moment at which the sender begins to send to that at which the reader has it. Fails where one is lost.
        """
        self._took = []
        self._run(self._say(messages, 1 / a_second))
        deadline = time.monotonic() + PATIENCE
        while len(self._took) < messages and time.monotonic() < deadline:
            time.sleep(0.05)
        if len(self._took) != messages:
            raise RuntimeError(f"{len(self._took)} of {messages} messages came")
        return sorted(self._took)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _gather(self) -> None:
        """Return when each has been answered once, and has asked what it is to wait for."""
        doors = asyncio.Semaphore(AT_ONCE)
        inside = [asyncio.Event() for _ in range(self._count)]
        self._waiting = [asyncio.ensure_future(self._wait(n, doors, inside[n])) for n in range(self._count)]
        asked = [asyncio.ensure_future(event.wait()) for event in inside]
        await asyncio.wait([asyncio.gather(*asked), *self._waiting], return_when=asyncio.FIRST_COMPLETED)
        for broken in [task for task in self._waiting if task.done()]:
            broken.result()

    async def _scatter(self) -> None:
        for one in self._waiting:
            one.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _wait(self, person: int, doors: asyncio.Semaphore, inside: asyncio.Event) -> None:
        line, place = Line(), ""
        try:
            async with doors:
                while not place:
                    place = await self._once(line, person, place)
            inside.set()
            while not self._ending:
                place = await self._once(line, person, place)
        finally:
            line.close()

    async def _once(self, line: Line, person: int, place: str) -> str:
        try:
            status, body = await line.ask(self._chat.polls, self._chat.poll(person, place))
        except OSError:
            status, body = 0, b""
        if status != 200:
            self.broken += 1
            if self.broken > self._count:
                raise RuntimeError(f"polls are answered {status}: {body.decode()[:300]}")
            await asyncio.sleep(0.5)
            return place
        now = time.perf_counter_ns()
        after, stamps = self._chat.read(body, place)
        self._took += [(now - stamp) / 1e6 for stamp in stamps]
        return after

    async def _say(self, messages: int, every: float) -> None:
        lines = asyncio.Queue[Line]()
        for _ in range(SENDERS):
            lines.put_nowait(Line())
        due, step = time.perf_counter(), max(1, self._count // messages)
        saying = []
        for number in range(messages):
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += every
            saying.append(asyncio.ensure_future(self._send(lines, number * step % self._count)))
        await asyncio.gather(*saying)
        while not lines.empty():
            lines.get_nowait().close()

    async def _send(self, lines: asyncio.Queue[Line], person: int) -> None:
        stamp = str(time.perf_counter_ns())
        line = await lines.get()
        status, body = await line.ask(self._chat.web, self._chat.say(person, stamp))
        lines.put_nowait(line)
        if status != 201:
            raise RuntimeError(f"A message was answered {status}: {body.decode()[:300]}")
