"""The thin ASGI application that holds long polls; whatever else comes is the web application's behind it.

A poll is judged once, in a thread, by the middlewares of the API, so that its headers, limits and refusals are those
of every other call. Then the thread and the database connection go back and only the request itself waits.
"""

import asyncio
import contextvars
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import ninja.errors
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string
from pydantic import ValidationError

from core import context
from core.errors import DomainError, Unauthenticated, Unavailable
from core.http import problems
from core.http.auth import Viewer
from core.http.bodies import dump_json
from core.http.middleware import slashed
from core.http.peers import KEY, address_in
from core.http.polling.endpoints import Endpoint, endpoint
from core.http.polling.hub import Ending, Hub, Waiter
from core.http.polling.meters import ANSWERED, DELIVERY_SECONDS
from core.http.waiting import JSON, Found, LongPoll, PollQuery, answer

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]
type Header = tuple[bytes, bytes]

# Those of the API's middlewares that have a say in a poll, in their order.
JUDGES = (
    "core.http.middleware.request_context",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.http.middleware.api_manners",
    "core.http.middleware.problems_only",
    "core.http.middleware.reader",
    "core.http.middleware.rate_limit",
)
# The same place asked for again within this time, with nothing new, is held for at least a second.
HASTE, PAUSE, REMEMBERED = 0.5, 1.0, 20_000
REPLACED = {"content-type", "content-length"}


class Polls:
    """Holds the polls; `drain` answers them all, before the server ends."""

    def __init__(self, web: App) -> None:
        self._web, self._hub = web, Hub()
        self._judge = self._judged()
        # When somebody was last told that there is nothing new, by person and cursor.
        self._idle: OrderedDict[tuple[int, str], float] = OrderedDict()
        self._proven: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = endpoint(slashed(scope["path"])) if scope["type"] == "http" and scope["method"] == "GET" else None
        if found is None:
            return await self._web(scope, receive, send)
        await self._hold(found, scope, receive, send)

    def drain(self) -> int:
        """Answer all who wait with their own cursor, and everybody who comes after them 503; return how many waited."""
        return self._hub.drain()

    async def _hold(self, found: Endpoint, scope: Scope, receive: Receive, send: Send) -> None:
        self._hub.start()
        held = await self._begun(found, scope, send)
        if held is None:
            return
        try:
            # Told when the answer is out, or the client has gone; a body, which no GET needs, comes before that.
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._hub.leave(held.waiter)

    async def _begun(self, found: Endpoint, scope: Scope, send: Send) -> "_Held | None":
        """Answer at once and return None, or return what is kept of a request that waits: as little as can be."""
        loop, run = asyncio.get_running_loop(), contextvars.copy_context().run
        ready = await loop.run_in_executor(self._hub.pool, run, self._first_look, found, scope)
        waiter: Waiter | None = ready.__dict__.get("_waiter")
        if waiter is None:
            _count(found, ready)
            await respond(send, ready.status_code, headers_of(ready), ready.content)
            return None
        scope["headers"].clear()  # the server's own list, which nobody reads any more
        for name in ("query_string", "raw_path"):
            scope.pop(name, None)
        held = _Held(self, found, send, waiter, headers_of(ready))
        waiter.hold(loop, ready.__dict__["_seconds"], held.end)
        if self._hub.draining:
            waiter.end(waiter.idle)
        return held

    def _first_look(self, found: Endpoint, scope: Scope) -> HttpResponse:
        request = request_of(scope)  # here: of thousands that come at once most stand in line, and are to weigh little
        request.__dict__["_endpoint"] = found
        try:
            return self._judge(request)
        finally:
            connection.close()

    def _judged(self) -> Callable[[HttpRequest], HttpResponse]:
        judge: Callable[[HttpRequest], HttpResponse] = self._inside
        for name in reversed([name for name in JUDGES if name in settings.MIDDLEWARE]):
            judge = import_string(name)(judge)
        return judge

    def _inside(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
            return self._look(request, request.__dict__["_endpoint"])
        except Exception as failure:
            return problems.answer(request, failure)

    def _look(self, request: HttpRequest, found: Endpoint) -> HttpResponse:
        viewer = found.door(request)
        asked = _asked(request)
        if self._hub.draining:
            raise Unavailable
        if not asked.cursor:
            return _json(found.poll.begin(viewer) | {"ephemeral": self._around(found.poll, viewer)})
        place = found.poll.place(viewer, asked.cursor)
        token = request.META["HTTP_AUTHORIZATION"].partition(" ")[2].strip()
        waiter = Waiter(found.poll, viewer, token, place, asked.limit)
        seconds = self._patience(waiter, asked)
        self._hub.join(waiter)
        try:
            here = self._read(waiter, seconds)
        except BaseException:
            self._hub.leave(waiter)
            raise
        if here.events or seconds <= 0:
            self._hub.leave(waiter)
            return self._answered(waiter, here)
        response = HttpResponse()
        response.__dict__ |= {"_waiter": waiter, "_seconds": min(seconds, _left(viewer))}
        return response

    def _read(self, waiter: Waiter, seconds: float) -> Found:
        key, seq = (waiter.viewer.id, waiter.place.feed), waiter.place.seq
        if waiter.poll.proved and seq > self._proven.get(key, 0):
            waiter.poll.proved(waiter.viewer, waiter.place)
            _remember(self._proven, key, seq)
        if seconds > 0 and self._hub.stands(waiter.place):
            return waiter.idle  # thousands who ask on when nothing has happened ask the database nothing
        return waiter.poll.read(waiter.place, waiter.limit)

    def _patience(self, waiter: Waiter, asked: PollQuery) -> float:
        told = self._idle.get((waiter.viewer.id, asked.cursor), 0.0)
        hasty = time.monotonic() - told < HASTE
        return max(PAUSE, asked.timeout) if hasty else float(asked.timeout)

    def _answered(self, waiter: Waiter, found: Found, said: dict[str, Any] | None = None) -> HttpResponse:
        told = answer(found, [said] if said else self._around(waiter.poll, waiter.viewer))
        if not found.events:
            _remember(self._idle, (waiter.viewer.id, told["next_cursor"]), time.monotonic())
        return _json(told)

    def _around(self, poll: LongPoll, viewer: Viewer) -> Sequence[JSON]:
        return poll.around(viewer, self._hub.here()) if poll.around else ()

    def ended(self, waiter: Waiter, how: Ending) -> HttpResponse:
        """Return the answer to one who has waited."""
        if isinstance(how, DomainError):
            return problems.refusal(how)
        if not isinstance(how, Found):
            return self._answered(waiter, waiter.idle, how)
        if not how.events and waiter.viewer.until <= time.time():
            return problems.refusal(Unauthenticated())
        for event in how.events:
            DELIVERY_SECONDS.observe(_age(event["at"]))
        return self._answered(waiter, how)


class _Held:
    """A held request: what is needed to answer it."""

    __slots__ = ("_endpoint", "_headers", "_polls", "_send", "waiter")

    def __init__(self, polls: Polls, found: Endpoint, send: Send, waiter: Waiter, headers: list[Header]) -> None:
        self._polls, self._endpoint, self._send, self.waiter, self._headers = polls, found, send, waiter, headers

    def end(self, how: Ending) -> None:
        self._polls._hub.leave(self.waiter)
        self._polls._hub.spawn(self._respond(how))

    async def _respond(self, how: Ending) -> None:
        said = dict(self._headers)
        context.request_id.set(said.get(b"x-request-id", b"").decode())
        with translation.override(said.get(b"content-language", b"en").decode()):
            response = self._polls.ended(self.waiter, how)
        _count(self._endpoint, response)
        headers = [pair for pair in self._headers if pair[0].decode() not in REPLACED]
        await respond(self._send, response.status_code, headers + headers_of(response), response.content)


def request_of(scope: Scope) -> HttpRequest:
    """Return a GET of ASGI as Django's middlewares know one."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = slashed(scope["path"])
    host, port = scope.get("server") or ("localhost", 80)
    meta = {"REQUEST_METHOD": "GET", "PATH_INFO": request.path, "SERVER_NAME": host, "SERVER_PORT": str(port)}
    meta["REMOTE_ADDR"] = (scope.get("client") or ("",))[0]
    meta["wsgi.url_scheme"] = scope.get("scheme", "http")
    for name, value in scope["headers"]:
        key = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
        meta[key] = f"{meta[key]},{value.decode('latin-1')}" if key in meta else value.decode("latin-1")
    if (address := address_in(meta.pop(KEY, ""))) is not None:
        meta["REMOTE_ADDR"] = address
    meta["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    request.META = meta
    request.GET = QueryDict(meta["QUERY_STRING"], encoding="utf-8")
    return request


async def respond(send: Send, status: int, headers: list[Header], body: bytes) -> None:
    """Send a whole answer."""
    sized = [pair for pair in headers if pair[0] != b"content-length"]
    sized.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body})


def headers_of(response: HttpResponse) -> list[Header]:
    """Return a response's headers as ASGI has them; thousands that wait share what they have in common."""
    return [_pair(name, value) for name, value in response.items()]


@lru_cache(maxsize=256)
def _pair(name: str, value: str) -> Header:
    return name.lower().encode("latin-1"), value.encode("latin-1")


def _asked(request: HttpRequest) -> PollQuery:
    try:
        return PollQuery.model_validate(request.GET.dict())
    except ValidationError as wrong:
        found: Any = [{**error, "loc": ("query", *error["loc"])} for error in wrong.errors(include_url=False)]
        raise ninja.errors.ValidationError(found) from None


def _json(told: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(dump_json(told), "application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _remember[V](kept: OrderedDict[tuple[int, str], V], key: tuple[int, str], value: V) -> None:
    kept[key] = value
    if len(kept) > REMEMBERED:
        kept.popitem(last=False)


def _left(viewer: Viewer) -> float:
    """Return for how many seconds a token still holds, and a moment more, so that it has ended by then."""
    return max(0.0, viewer.until - time.time()) + 0.05


def _age(at: str) -> float:
    moment = parse_datetime(at)
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0


def _count(found: Endpoint, response: HttpResponse) -> None:
    ANSWERED.labels(found.name, f"{response.status_code // 100}xx").inc()
