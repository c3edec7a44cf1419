"""The embedded profile: API, admin, docs and the queue's consumer in one process."""

import signal

import uvicorn

from core.serving.consumer import start_consumer

# Long-polling clients wait up to 50 s; a proxy in front keeps connections longer than uvicorn's 5 s.
KEEP_ALIVE = 75


def run(host: str, port: int) -> None:
    """Serve until a signal; requests and tasks under way are finished first."""
    consumer = start_consumer()
    config = uvicorn.Config(
        "core.asgi:application",
        host=host,
        port=port,
        lifespan="off",
        access_log=False,
        log_config=None,
        # Whose X-Forwarded-For counts is decided by TRUSTED_PROXIES, not by the server.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=10,
    )
    # uvicorn raises the signal it has obeyed once more; by itself SIGTERM would end us before the consumer is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.Server(config).run()
    except KeyboardInterrupt:
        pass  # uvicorn repeats the signal it has already obeyed
    finally:
        consumer.stop(graceful=True)
