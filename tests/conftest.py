"""What every test may use: a client that speaks JSON, people, and the background work made to run."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, TestCase, TransactionTestCase
from django.utils import timezone, translation

from tests import contract, emptying

HERE = Path(__file__).parent
ALWAYS = {"core", "architecture"}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """With `MODULES=cart` collect only the tests of what is on; whole-shop trips need every module."""
    parts = collection_path.relative_to(HERE).parts if collection_path.is_relative_to(HERE) else ()
    if not parts or parts[0].endswith(".py") or parts[0] in ALWAYS:
        return None
    on = {package.rpartition(".")[2] for package in settings.MODULE_PACKAGES}
    if parts[0] == "plugins" and len(parts) > 2 and (HERE / "plugins" / parts[1] / "pyproject.toml").exists():
        return None if f"torg_{parts[1]}" in on else True
    if parts[0] in {"flows", "plugins", "clients", "deploy"}:
        return None if {"catalog", "cart", "orders", "partners"} <= on else True
    return None if parts[0] in on else True


class Api:
    """A JSON client over Django's; what waits for the commit runs after each call, as it does for real.

    Every answer is held against the OpenAPI document.
    """

    base = "/api/v1/"

    def __init__(self, token: str = "", **headers: str) -> None:
        self._client = Client(raise_request_exception=False)
        self.headers = dict(headers)
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, method: str, path: str, data: Any = None, *, headers: Any = None, **extra: Any) -> HttpResponse:
        url = path if path.startswith("/") else self.base + path
        if data is not None:
            # bytes go out as they are, so that a test can send what is not JSON at all
            extra.setdefault("content_type", "application/json")
            extra["data"] = data
        call = getattr(self._client, method.lower())
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = call(url, headers=self.headers | (headers or {}), **extra)
        contract.check(method, url, answer)
        return answer

    def get(self, path: str, **extra: Any) -> Any:
        return self("GET", path, **extra)

    def post(self, path: str, data: Any = None, **extra: Any) -> Any:
        return self("POST", path, data, **extra)

    def patch(self, path: str, data: Any = None, **extra: Any) -> Any:
        return self("PATCH", path, data, **extra)

    def put(self, path: str, data: Any = None, **extra: Any) -> Any:
        return self("PUT", path, data, **extra)

    def delete(self, path: str, **extra: Any) -> Any:
        return self("DELETE", path, **extra)


@pytest.fixture(autouse=True, scope="session")
def only_what_was_filled_is_emptied() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: emptying.empty())
        yield


@pytest.fixture(autouse=True)
def fresh_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name space of its own for every test: nothing kept by another one is seen, nor flushed under its feet."""
    from core import cache as kept
    from core import memcached
    from core.http.throttling import windows
    from core.queue import queue
    from core.versions import late

    prefix = uuid.uuid4().hex
    # Threads make cache connections of their own, from the settings.
    monkeypatch.setitem(caches.settings["default"], "KEY_PREFIX", prefix)
    monkeypatch.setattr(caches["default"], "key_prefix", prefix)
    monkeypatch.setattr(memcached, "prefix", prefix)
    # The run's own node is patient: on a loaded machine it may be late, and is doubted by nobody for it.
    monkeypatch.setattr(settings, "MEMCACHED_PATIENCE", {"connect_timeout": 30, "timeout": 30})
    monkeypatch.setattr(memcached, "SLOW", 30.0)
    memcached.nodes.cache_clear()
    kept.in_process.clear()
    # What an earlier test could not deliver is sent again by a thread of that test's own.
    monkeypatch.setattr(late, "late", late.LateBumps())
    windows.clear()
    queue.flush()


@pytest.fixture(autouse=True)
def no_rate_limit(settings: Any) -> None:
    settings.RATE_LIMIT = 0
    settings.WHITENOISE_AUTOREFRESH = True  # or every client of every test would list all static files first


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Else that of another test's last request would go on in this thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    """Argon2 costs 30 ms by design; tests of it ask for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def files_aside(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DOCUMENT_ROOT = tmp_path / "documents"


@pytest.fixture
def api() -> Api:
    """Nobody in particular."""
    return Api()


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Make a confirmed account: `person(role="supplier", is_staff=True, email=...)` -> User with `.api` signed in."""
    from core.accounts.models import User
    from core.accounts.services.sessions import open_session

    def make(**fields: Any) -> Any:
        fields = {"email": f"{uuid.uuid4().hex[:10]}@shop.example", "confirmed_at": timezone.now()} | fields
        user: Any = User.objects.create_user(**fields)
        user.api = Api(open_session(user=user).access)
        return user

    return make


@pytest.fixture
def buyer(person: Callable[..., Any]) -> Any:
    return person(first_name="Анна", last_name="Покупатель")


@pytest.fixture
def clerk(person: Callable[..., Any]) -> Any:
    return person(is_staff=True)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Do the background work that is due, in this thread, through the real queue; returns how many tasks ran."""
    from core.queue import queue

    # Between tasks a consumer gives its connections back; here that would end the test's own transaction.
    monkeypatch.setattr("huey.contrib.djhuey.close_old_connections", lambda: None)

    def run() -> int:
        done = 0
        # Asked first, since a Redis queue makes whoever takes from it wait a second before it says that it is empty.
        while queue.pending_count() and (task := queue.dequeue()):
            with TestCase.captureOnCommitCallbacks(execute=True):
                queue.execute(task)
            done += 1
        return done

    return run
