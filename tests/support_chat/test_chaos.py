"""Nothing is lost and nothing comes twice, whatever dies: senders, readers, the line between them, the poll process."""

import asyncio
import random
from contextlib import ExitStack, suppress
from typing import Any

import httpx
import psutil
import pytest

from tests.flows.shop import Shop
from tests.processes import ManagedProcess
from tests.servers.process import wait_until
from tests.servers.proxy import Proxy
from tests.servers.smtp import SmtpSink
from tests.soaking import tell, times
from tests.support_chat.live import Reader, client, people, send_all

SENDERS = times(suite=4, soak=20)
EACH = times(suite=10, soak=100)
READERS = times(suite=4, soak=10)
KILLS = times(suite=1, soak=6)

pytestmark = [pytest.mark.slow, pytest.mark.profile("full")]


def holders(server: ManagedProcess) -> list[psutil.Process]:
    """Return the processes that hold polls, as far as they run at this moment."""
    found = []
    for one in psutil.Process(server.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            found += [one] if "core.serving.polling" in one.cmdline() else []
    return found


async def kill_poll_process(server: ManagedProcess) -> None:
    """Kill what holds the polls once there is one: the supervisor has to have started the last again."""
    assert await asyncio.to_thread(wait_until, lambda: holders(server), seconds=60)
    for one in holders(server):
        one.kill()


async def disturb(server: ManagedProcess, line: Proxy, url: str) -> None:
    """Lose answers, cut the line, and kill the poll process."""
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.3, 0.8))
        line.lose_answer_to(b"/messages/")
        await asyncio.sleep(random.uniform(0.2, 0.6))
        line.cut()
        await asyncio.sleep(0.1)
        line.mend()
        line.lose_answer_to(b"/updates/")
        await kill_poll_process(server)
        await asyncio.to_thread(server.wait_for, f"{url}/readyz")


def test_every_reader_ends_with_the_same_list(furnished: dict[str, str], smtp: SmtpSink) -> None:
    with ExitStack() as stack:
        shop = Shop(furnished | {"MODULES": "support_chat", "DEMO": "0"}, smtp)
        server = stack.enter_context(shop.server())
        tokens = people(shop.env, customer="buyer", **{f"agent{number}": "agent" for number in range(SENDERS - 1)})
        server.wait_for(f"{shop.url}/readyz")
        line = stack.enter_context(Proxy(shop.port))
        lists, repeated = asyncio.run(play(shop, server, line, list(tokens.values())))
        asyncio.run(wait_and_drain(shop, server, tokens))
    assert len(lists) == READERS
    expected = list(range(1, SENDERS * EACH + 1))
    for said, numbers, feed in lists:
        assert numbers == expected
        assert feed == list(range(feed[0], feed[0] + len(feed)))
        assert said == lists[0][0]
    assert len(set(lists[0][0])) == SENDERS * EACH
    tell(
        f"{READERS} readers had {SENDERS * EACH} messages each; {repeated} events came twice and were known by their id"
    )


async def play(shop: Shop, server: ManagedProcess, line: Proxy, tokens: list[str]) -> tuple[list[Any], int]:
    through = f"http://127.0.0.1:{line.port}"
    async with client(shop.url, tokens[0]) as customer:
        begun = (await customer.post("conversations/", json={"subject": "Чайник"})).json()["id"]
    readers = [Reader(through, tokens[number % len(tokens)], restless=True) for number in range(READERS)]
    await asyncio.gather(*(reader.begin() for reader in readers))
    senders = [
        send_all(through, token, begun, [f"{number}/{one}" for one in range(EACH)])
        for number, token in enumerate(tokens)
    ]
    reading = [reader.read_until(SENDERS * EACH) for reader in readers]
    await asyncio.gather(*senders, *reading, disturb(server, line, shop.url))
    return [_ended(reader) for reader in readers], sum(reader.repeated for reader in readers)


def _ended(reader: Reader) -> tuple[list[str], list[int], list[int]]:
    told = reader.told()
    return [one["text"] for one in told], [one["seq"] for one in told], [event["seq"] for event in reader.events]


async def wait_and_drain(shop: Shop, server: ManagedProcess, tokens: dict[str, str]) -> None:
    """Somebody types, and is heard of by those who wait; the server ends, and answers those who wait before that."""
    async with client(shop.url, tokens["customer"]) as customer, client(shop.url, tokens["agent0"]) as agent:
        begun = (await customer.get("conversations/")).json()["items"][0]["id"]
        cursor = (await agent.get("updates/")).json()["next_cursor"]
        waiting = asyncio.create_task(agent.get("updates/", params={"cursor": cursor, "timeout": 50}))
        while not waiting.done():  # once in three seconds it is passed on
            assert (await customer.post(f"conversations/{begun}/typing/")).status_code == 204
            await asyncio.sleep(0.3)
        told = waiting.result().json()
        said = [(one["type"], one["conversation_id"]) for one in told["ephemeral"]]
        assert (told["events"], told["next_cursor"], said) == ([], cursor, [("typing", begun)])
        waiting = asyncio.create_task(agent.get("updates/", params={"cursor": cursor, "timeout": 50}))
        async with httpx.AsyncClient(trust_env=False) as scraper:
            while "torg_poll_waiters 1.0" not in (await scraper.get(f"{shop.url}/metrics")).text:
                await asyncio.sleep(0.1)
        ending = asyncio.create_task(asyncio.to_thread(server.terminate))
        answer = await waiting
        late = await agent.get("updates/", params={"cursor": cursor, "timeout": 50})
        assert (await ending, answer.status_code) == (0, 200), server.output
        assert (answer.json()["next_cursor"], answer.json()["events"]) == (cursor, [])
        assert (late.status_code, late.headers["Retry-After"]) == (503, "5"), late.text
