"""The embedded profile: API, admin, docs and the queue's consumer in one process."""

import asyncio
import contextlib
import signal
import socket
from typing import Any

import uvicorn

from core.serving.consumer import start_consumer

# Long-polling clients wait up to 50 s; a proxy in front keeps connections longer than uvicorn's 5 s.
KEEP_ALIVE = 75
# Whoever waited asks on at once when answered: for so many seconds they are told to wait, and then met by nobody.
PARTING = 1.0


class DrainingServer(uvicorn.Server):
    """Answers those who wait in long polls before it ends."""

    def __init__(self, application: Any, where: dict[str, Any]) -> None:
        self._polls = application
        super().__init__(configured(application, where))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._polls.drain():
            await asyncio.sleep(PARTING)
        await super().shutdown(sockets)


def configured(application: Any, where: dict[str, Any]) -> uvicorn.Config:
    """Return how uvicorn serves the application here."""
    return uvicorn.Config(
        application,
        **where,
        backlog=4096,
        lifespan="off",
        access_log=False,
        log_config=None,
        # Whose X-Forwarded-For counts is decided by TRUSTED_PROXIES, not by the server.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=10,
    )


def run(host: str, port: int) -> None:
    """Serve until a signal; requests and tasks under way are finished first."""
    from core.asgi import application  # is made of settings and apps

    consumer = start_consumer()
    try:
        serve(application, host=host, port=port)
    finally:
        consumer.stop(graceful=True)


def serve(application: Any, **where: Any) -> None:
    """Serve the application at `host` and `port`, or on the Unix socket `uds`, until SIGTERM or SIGINT."""
    # uvicorn raises the signal it has obeyed once more; by itself SIGTERM would end us before others are stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn repeats the signal it has already obeyed
        DrainingServer(application, where).run()
