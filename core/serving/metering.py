"""The measurements of the processes: a folder where those of one machine count together, and the worker's own door."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.conf import settings

from core.environment import text
from core.http.metrics import pool
from core.http.metrics.door import PATH, may_read
from core.http.metrics.exposition import exposition
from core.meters import TASK_SECONDS, TASKS
from core.queue import queue

SHARED = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def counted_together() -> Iterator[None]:
    """Let the processes started inside add up: in the operator's folder, or one that is new each time and goes after.

    prometheus_client keeps a file a process there, mapped into memory, so it lies on this machine and is no volume.
    """
    if text("PROMETHEUS_MULTIPROC_DIR"):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="torg-metrics-") as folder:
        os.environ[SHARED] = folder
        try:
            yield
        finally:
            del os.environ[SHARED]


@queue.pre_execute("measured")  # type: ignore[untyped-decorator]  # huey has no types
def task_begins(task: Any) -> None:
    task.began = time.perf_counter()


@queue.post_execute("measured")  # type: ignore[untyped-decorator]  # huey has no types
def task_ends(task: Any, value: Any, failure: Exception | None) -> None:
    """Count a task under its name, e.g. `partners.tasks.purge`, and the pool it used."""
    name = f"{type(task).__module__.removeprefix('modules.').removeprefix('core.')}.{task.name}"
    TASKS.labels(name, "failed" if failure else "done").inc()
    TASK_SECONDS.labels(name).observe(time.perf_counter() - task.began)
    pool.report()


@cache
def show() -> None:
    """Show what the worker counts on METRICS_PORT, where that is given; once a process, however many threads it has."""
    if settings.METRICS_PORT and not settings.EMBEDDED:
        server = ThreadingHTTPServer((text("LISTEN_HOST", "127.0.0.1"), settings.METRICS_PORT), _Scrapes)
        threading.Thread(target=server.serve_forever, daemon=True, name="metrics").start()


class _Scrapes(BaseHTTPRequestHandler):
    timeout = 5

    def do_GET(self) -> None:
        if self.path != PATH:
            return self.send_error(404)
        if not may_read(self.headers.get("Authorization", "")):
            return self.send_error(401)
        body, media_type = exposition(self.headers.get("Accept", ""))
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass  # a scrape is no news
