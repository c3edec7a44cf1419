"""Calls that start together, in threads of their own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.test import Client


def at_once[T](calls: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run the calls in threads that start together; return their results, or what they raised."""
    barrier, results = threading.Barrier(len(calls)), dict[int, T | Exception]()

    def run(place: int, call: Callable[[], T]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except Exception as raised:
            results[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(calls))]


def statuses(answers: Sequence[Any]) -> Counter[int]:
    return Counter(answer.status_code if hasattr(answer, "status_code") else repr(answer) for answer in answers)


def posting(api: Any, path: str, body: Any) -> Callable[[], Any]:
    """Return a call that POSTs as that person; not through the fixture's client, whose capture of commits is not
    made for threads."""
    headers = dict(api.headers)
    return lambda: Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
