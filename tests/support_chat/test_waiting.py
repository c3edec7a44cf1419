"""Polls that are held: what ends a wait, and that a message comes whatever the process leans on has died."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection

from core import wakes
from core.accounts.models import User
from core.accounts.services.sessions import open_session
from core.feeds import reading
from core.feeds.reading import Head
from core.http.polling import application, hub
from core.http.polling.application import Polls
from tests.servers.redis import Redis
from tests.support_chat.conftest import say, updates

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0


async def apart[T](work: Callable[[], T]) -> T:
    """Do something with the database beside the loop, and let its connection go."""

    def done() -> T:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(done)


class House:
    """The application that holds polls, in this process, and its clients."""

    def __init__(self) -> None:
        self.polls = Polls(web=nobody)
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app=self.polls), base_url="http://testserver")

    async def ask(self, token: str, cursor: str, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        asked = {"cursor": cursor, "timeout": 50} | query
        return await asyncio.wait_for(self._http.get("/api/v1/support/updates/", params=asked, headers=headers), 60)

    async def hold(self, token: str, cursor: str, **query: Any) -> "asyncio.Task[httpx.Response]":
        """Ask, and return when the poll is held."""
        before = self.waiters
        asked = asyncio.create_task(self.ask(token, cursor, **query))
        await until(lambda: self.waiters > before or asked.done())
        return asked

    @property
    def waiters(self) -> int:
        return sum(waiter._timer is not None for waiter in self.polls._hub._everybody())


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("only polls are asked here")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)


def token_of(who: Any) -> str:
    return str(who.api.headers["Authorization"]).removeprefix("Bearer ")


def texts(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [event["data"]["text"] for event in answer.json()["events"] if event["type"] == "message.created"]


def test_what_ends_a_wait(
    buyer: Any, agent: Any, begun: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, person: Any
) -> None:
    cursor, token = updates(buyer)["next_cursor"], token_of(buyer)
    guest = person()
    guests = updates(guest)["next_cursor"]
    settings.ACCESS_TTL = timedelta(seconds=3)
    brief = open_session(user=User.objects.get(pk=guest.pk)).access
    settings.ACCESS_TTL = timedelta(minutes=15)

    async def scene() -> None:
        house = House()
        expiring = await house.hold(brief, guests)
        await a_message_and_only_to_its_reader(house)
        await the_seventh_ends_the_first(house)
        await no_right_any_more(house)
        await in_haste(house)
        assert (await expiring).json()["code"] == "unauthenticated"
        await at_the_end(house)

    async def a_message_and_only_to_its_reader(house: House) -> None:
        held = await house.hold(token, cursor)
        await apart(lambda: say(agent, begun, "Первое"))
        assert texts(await held) == ["Первое"]
        assert house.polls._hub._everybody()  # whom it did not concern waits on

    async def the_seventh_ends_the_first(house: House) -> None:
        last = (await house.ask(token, cursor, timeout=0)).json()["next_cursor"]
        first, *others = [await house.hold(token, last) for _ in range(6)]
        others.append(asyncio.create_task(house.ask(token, last)))
        ended = (await first).json()
        assert (ended["events"], ended["next_cursor"]) == ([], last)
        await until(lambda: house.waiters >= 6)
        assert not any(one.done() for one in others)
        await apart(lambda: say(agent, begun, "Второе"))
        assert [texts(one) for one in await asyncio.gather(*others)] == [["Второе"]] * 6

    async def no_right_any_more(house: House) -> None:
        desk = (await house.ask(token_of(agent), "")).json()["next_cursor"]
        held = await house.hold(token_of(agent), desk)
        await apart(lambda: User.objects.get(pk=agent.pk).sign_out())
        await apart(lambda: say(buyer, begun, "Вы там?"))
        answer = await held
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")

    async def in_haste(house: House) -> None:
        monkeypatch.setattr(application, "HASTE", PATIENCE)
        last = (await house.ask(token, cursor, timeout=0)).json()["next_cursor"]
        began = time.monotonic()
        assert (await house.ask(token, last, timeout=0)).json()["events"] == []
        between = time.monotonic()
        assert (await house.ask(token, last, timeout=0)).json()["next_cursor"] == last
        assert time.monotonic() - between >= application.PAUSE > 0
        assert between >= began

    async def at_the_end(house: House) -> None:
        last = (await house.ask(token, cursor, timeout=0)).json()["next_cursor"]
        held = await house.hold(token, last)
        house.polls.drain()
        ended = (await held).json()
        assert (ended["events"], ended["next_cursor"]) == ([], last)
        late = await house.ask(token, last)
        assert (late.status_code, late.json()["code"], late.headers["Retry-After"]) == (503, "unavailable_now", "5")
        assert house.polls._hub._everybody() == []

    asyncio.run(scene())


def test_who_asks_on_when_nothing_has_happened_asks_the_database_nothing(
    buyer: Any, agent: Any, begun: Any, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.05)
    cursor, token = updates(buyer)["next_cursor"], token_of(buyer)
    newcomer = person()  # whose feed has not even begun
    newest, other = updates(newcomer)["next_cursor"], token_of(newcomer)

    def asked(name: str) -> Head:
        raise AssertionError(f"{name} is read again")

    async def scene() -> None:
        house = House()
        first, idle = await house.hold(token, cursor), await house.hold(other, newest)
        await until(lambda: len(house.polls._hub._stood) == 2)
        monkeypatch.setattr(hub, "LOOK_EVERY", 600.0)
        with monkeypatch.context() as quiet:
            quiet.setattr(reading, "head", asked)
            second, again = await house.hold(token, cursor), await house.hold(other, newest)
            assert not any(one.done() for one in (second, again, idle))
        await apart(lambda: say(agent, begun, "Есть кто?"))
        third = await house.ask(token, cursor)  # it was rung for, so this one reads
        assert [texts(one) for one in (await first, await second, third)] == [["Есть кто?"]] * 3
        house.polls.drain()

    asyncio.run(scene())


@pytest.mark.profile("full")
def test_a_dead_redis_delays_and_loses_nothing(
    buyer: Any, agent: Any, begun: Any, settings: Any, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = redis.url
    monkeypatch.setattr(hub, "LOOK_EVERY", 0.3)
    monkeypatch.setattr(wakes, "REST", 0.1)
    wakes._redis.cache_clear()
    cursor, token = updates(buyer)["next_cursor"], token_of(buyer)

    async def scene() -> None:
        house = House()
        held = await house.hold(token, cursor)
        await asyncio.to_thread(redis.kill)
        assert (await apart(lambda: say(agent, begun, "Без Redis"))).status_code == 201
        answer = await held
        assert texts(answer) == ["Без Redis"]
        # And now by Redis alone: nobody looks by himself any more.
        monkeypatch.setattr(hub, "LOOK_EVERY", 600.0)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(redis.start)
        held = await house.hold(token, answer.json()["next_cursor"])
        await until(lambda: wakes._redis().pubsub_numsub(wakes._channel())[0][1] == 1)
        await apart(lambda: say(agent, begun, "Снова с Redis"))
        assert texts(await held) == ["Снова с Redis"]
        house.polls.drain()

    try:
        asyncio.run(scene())
    finally:
        wakes._redis.cache_clear()
