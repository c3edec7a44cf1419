"""An installation that talks: people with tokens, readers that poll as a good client does, senders that try again."""

import asyncio
import json
import random
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from tests.processes import manage

PATIENCE = 120.0
MAKE = """
import json
from django.utils import timezone
from core.accounts.models import User
from core.accounts.services.sessions import open_session
tokens = {}
for name, role in %r.items():
    user = User.objects.create_user(email=f"{name}@chat.example", role=role, confirmed_at=timezone.now())
    tokens[name] = open_session(user=user).access
print("TOKENS", json.dumps(tokens))
"""


def people(env: Mapping[str, str], **roles: str) -> dict[str, str]:
    """Make accounts in an installation and return their access tokens by name."""
    with manage("shell", "--verbosity=0", "--command", MAKE % roles, env=env) as process:
        assert process.wait(seconds=120) == 0, process.output
        line = next(line for line in process.output.splitlines() if line.startswith("TOKENS "))
    tokens: dict[str, str] = json.loads(line.removeprefix("TOKENS "))
    return tokens


def client(url: str, token: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"{url}/api/v1/support/",
        headers={"Authorization": f"Bearer {token}"},
        timeout=httpx.Timeout(30.0),
        trust_env=False,
    )


class Reader:
    """Keeps its cursor with what it has applied, and applies by `event_id`, as chat.md asks of clients."""

    def __init__(self, url: str, token: str, *, restless: bool = False) -> None:
        self._client, self._restless = client(url, token), restless
        self.cursor = ""
        self.events = list[dict[str, Any]]()
        self.repeated = 0
        self._known = set[str]()

    async def begin(self) -> None:
        self.cursor = (await self._client.get("updates/")).json()["next_cursor"]

    async def read_until(self, messages: int) -> None:
        """Poll until so many messages have been told of."""
        async with asyncio.timeout(PATIENCE):
            while len(self.told()) < messages:
                await self._poll()
        await self._client.aclose()

    def told(self) -> list[dict[str, Any]]:
        return [event["data"] for event in self.events if event["type"] == "message.created"]

    async def _poll(self) -> None:
        hurry = random.uniform(0.02, 0.6) if self._restless and random.random() < 0.5 else 25.0
        try:
            asked = {"cursor": self.cursor, "timeout": 5, "limit": random.choice([3, 100])}
            answer = await asyncio.wait_for(self._client.get("updates/", params=asked), hurry)
        except (httpx.TransportError, TimeoutError):
            return await asyncio.sleep(0.05)
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            return await asyncio.sleep(0.1)
        self._apply(answer.json())

    def _apply(self, told: dict[str, Any]) -> None:
        for event in told["events"]:
            if event["event_id"] in self._known:
                self.repeated += 1
                continue
            self._known.add(event["event_id"])
            self.events.append(event)
        self.cursor = told["next_cursor"]


async def send_all(url: str, token: str, conversation_id: int, texts: list[str]) -> None:
    """Say all of it, each until it is known to have been said."""
    async with client(url, token) as sender, asyncio.timeout(PATIENCE):
        for text in texts:
            body = {"client_msg_id": str(uuid.uuid4()), "text": text}
            while not await _sent(sender, f"conversations/{conversation_id}/messages/", body):
                await asyncio.sleep(0.1)


async def _sent(sender: httpx.AsyncClient, path: str, body: dict[str, Any]) -> bool:
    try:
        answer = await sender.post(path, json=body)
    except httpx.TransportError:
        return False
    assert answer.status_code in {200, 201, 503}, answer.text
    return answer.status_code != 503
