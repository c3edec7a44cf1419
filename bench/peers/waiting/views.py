"""A poll that waits for Redis, and a message that is published to it."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import jwt
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.http import HttpRequest, JsonResponse
from redis.asyncio import Redis

from bench.peers.waiting.models import Message

redis = Redis.from_url(settings.REDIS_URL, max_connections=20_000)  # each that waits has one of its own
type View = Callable[[HttpRequest, User], Awaitable[JsonResponse]]


def signed_in(view: View) -> Callable[[HttpRequest], Awaitable[JsonResponse]]:
    @wraps(view)
    async def guarded(request: HttpRequest) -> JsonResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, settings.SECRET_KEY, ["HS256"])
        except jwt.InvalidTokenError:
            return JsonResponse({"detail": "Sign in."}, status=401)
        user = await User.objects.filter(pk=claims["sub"], is_active=True).afirst()
        return JsonResponse({"detail": "Sign in."}, status=401) if user is None else await view(request, user)

    return guarded


@signed_in
async def updates(request: HttpRequest, user: User) -> JsonResponse:
    after, timeout = int(request.GET.get("after", 0)), float(request.GET.get("timeout", 25))
    async with redis.pubsub(ignore_subscribe_messages=True) as news:
        await news.subscribe(f"user:{user.pk}")
        messages = await _after(user, after)
        # Django would keep it until the answer: a pool of 8 would be all that can wait.
        await sync_to_async(connections.close_all)()
        if not messages and timeout:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    while await news.get_message(timeout=None) is None:
                        pass
            messages = await _after(user, after)
    return JsonResponse({"messages": messages})


async def _after(user: User, id: int) -> list[dict[str, Any]]:
    rows = Message.objects.filter(to=user, id__gt=id).order_by("id")[:100]
    return [{"id": one.pk, "text": one.text, "at": one.created_at} async for one in rows]


@signed_in
async def send(request: HttpRequest, user: User) -> JsonResponse:
    asked = json.loads(request.body)
    message = await Message.objects.acreate(to_id=asked["to"], text=asked["text"])
    await redis.publish(f"user:{message.to_id}", message.pk)
    return JsonResponse({"id": message.pk}, status=201)
