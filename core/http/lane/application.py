"""The fast lane: a WSGI layer that gives kept public answers before Django is asked.

The contract is the same through both, status, headers and bodies; only what the lane knows for certain is its own, and
everything else goes on to Django, together with what was looked up (see docs/decisions/0013).
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from core import context
from core.cache import Found
from core.http.addresses import address_of
from core.http.caching import LOOKED_UP, LookedUp, is_same
from core.http.lane.forms import Headers
from core.http.lane.larder import Answer, Larder
from core.http.lane.questions import Environ, Question, Questions
from core.http.metrics.tally import tally
from core.http.middleware import LIMIT_SECONDS
from core.http.throttling import hit

log = logging.getLogger("torg.access")
STATUS = {200: "200 OK", 304: "304 Not Modified"}
NONE: Headers = []
NOTHING: list[bytes] = []

type Start = Callable[..., Any]
type Application = Callable[[Environ, Start], Iterable[bytes]]


def in_front_of(django: Application) -> Application:
    """Return the application with the lane in front of it, in the mode FAST_LANE names."""
    return django if settings.FAST_LANE == "off" else Lane(django, relaxed=settings.FAST_LANE == "relaxed")


class Lane:
    """Answers what is kept, passes on what is not, and learns from Django's answers how to say it."""

    def __init__(self, django: Application, *, relaxed: bool = False) -> None:
        self._django, self._limit, self._logs_hits = django, settings.RATE_LIMIT, settings.LOG_HITS
        self._questions, self.larder = Questions(), Larder(relaxed=relaxed)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        question = self._questions.understood(environ)
        if question is None:
            return self._django(environ, self._learning(environ, start))
        answer = self.larder.find(question.address)
        if isinstance(answer, Found):
            environ[LOOKED_UP] = LookedUp(question.address.place, question.form.language, answer)
            return self._django(environ, start)
        return self._given(environ, start, question, answer, began)

    def _given(
        self, environ: Environ, start: Start, question: Question, answer: Answer, began: float
    ) -> Iterable[bytes]:
        limits = _limits(environ, self._limit) if self._limit else NONE
        if limits is None:
            return self._django(environ, start)  # which refuses, in the reader's words
        same = "HTTP_IF_NONE_MATCH" in environ and is_same(answer.etag, environ["HTTP_IF_NONE_MATCH"])
        status, own = (304, answer.headers_alone) if same else (200, answer.headers)
        id = context.request_id_for(environ.get("HTTP_X_REQUEST_ID", ""))
        start(STATUS[status], [*question.form.headers, *own, ("X-Request-ID", id), *limits])
        address, seconds = question.address, time.perf_counter() - began
        tally.add(address.operation, address.place[0], status, seconds)
        if self._logs_hits:
            _log(environ, status, seconds, id)
        return NOTHING if same or environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _learning(self, environ: Environ, start: Start) -> Start:
        def learning(status: str, headers: Headers, *failure: Any) -> Any:
            if status.startswith("200"):
                self._questions.learn(environ, headers)
            return start(status, headers, *failure)

        return learning


def _limits(environ: Environ, limit: int) -> Iterable[tuple[str, str]] | None:
    """Return the RateLimit headers, or None for somebody over the limit."""
    rate = hit(f"address:{address_of(environ)}", limit=limit, seconds=LIMIT_SECONDS)
    return None if rate.exceeded else rate.headers().items()


def _log(environ: Environ, status: int, seconds: float, id: str) -> None:
    token = context.request_id.set(id)
    extra = {"status": status, "user_id": None}
    log.info("%s %s %s %.1f ms", environ["REQUEST_METHOD"], environ["PATH_INFO"], status, seconds * 1000, extra=extra)
    context.request_id.reset(token)
