"""Huey's consumer as threads beside the server, for the embedded profile's one process."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import autodiscover_modules
from huey.consumer import Consumer

from core.queue import queue


class ConsumerThreads(Consumer):  # type: ignore[misc]  # huey has no types
    """A consumer that leaves the signals to the server it stands beside."""

    def _set_signal_handlers(self) -> None:
        pass


def start_consumer() -> ConsumerThreads:
    """Load every `tasks.py` and start the workers and the scheduler; stop it with `.stop(graceful=True)`."""
    autodiscover_modules("tasks")
    options: dict[str, Any] = settings.HUEY["consumer"]
    # A queue in a file is polled: often enough that nobody waits for a mail, rarely enough to cost nothing.
    consumer = ConsumerThreads(queue, max_delay=0.5, **options)
    consumer.start()
    return consumer
