"""An answer that many want at once is made once, and nobody waits in vain or gets an old one."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from core import cache, memcached
from core.http import flights
from tests.core import sample
from tests.core.wsgi import Answer, Both, ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.core.sample")]
SECONDS = 0.3


class Slow:
    """What stands for a query: counted, slow, and able to do something in the middle."""

    def __init__(self) -> None:
        self.made, self.middle = 0, lambda: None

    def __call__(self, text: str) -> str:
        self.made += 1
        number = self.made
        self.middle()
        time.sleep(SECONDS)
        return f"{text} {number}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(sample, "gettext", made)
    return made


def at_once(number: int, act: Callable[[], Answer]) -> list[Answer]:
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(act())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_fifty_on_one_cold_key_make_it_once(slow: Slow) -> None:
    both = Both()
    ask(both.lane, "kept/")
    for expected in (1, 2):  # cold, and bumped
        answers = at_once(50, lambda: ask(both.lane, "kept/5/"))
        assert {answer.status for answer in answers} == {"200 OK"}
        assert slow.made == expected
        assert len({answer.body for answer in answers}) == 1
        assert sorted(answer.headers["x-cache"] for answer in answers) == ["HIT"] * 49 + ["MISS"]
        with transaction.atomic():
            cache.bump("sample.row:5")


def test_what_cannot_be_kept_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both()
    began = time.monotonic()
    answers = at_once(8, lambda: ask(both.lane, "kept/404/"))
    assert {answer.status[:3] for answer in answers} == {"404"}
    assert time.monotonic() - began < 2
    assert not flights._flying


def test_who_came_after_a_write_gets_nothing_from_before_it(slow: Slow) -> None:
    both = Both()
    answers: dict[str, Any] = {}
    threads = []

    def write_and_read() -> None:
        slow.middle = lambda: None
        with transaction.atomic():
            cache.bump("sample.row:5")
        threads.append(threading.Thread(target=lambda: answers.update(after=ask(both.lane, "kept/5/"))))
        threads[0].start()

    slow.middle = write_and_read
    answers["before"] = ask(both.lane, "kept/5/")
    threads[0].join()
    assert b"Language 1" in answers["before"].body
    assert b"Language 2" in answers["after"].body


def test_who_has_waited_long_makes_it_himself(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both()
    monkeypatch.setattr(flights, "SECONDS_WAITED", SECONDS / 3)
    answers = at_once(3, lambda: ask(both.lane, "kept/5/"))
    assert {answer.status for answer in answers} == {"200 OK"}
    assert slow.made == 3


@pytest.mark.profile("full")
def test_what_another_process_is_making_is_waited_for(slow: Slow) -> None:
    both = Both()
    theirs = ask(both.lane, "kept/5/")
    address = both.lane._questions._addresses.find(("/api/v1/kept/5/", "", "en"))
    assert address is not None
    value = cache.fetch(*address.place).value
    with transaction.atomic():
        cache.bump(address.place[0])
    found = cache.fetch(*address.place)
    assert cache.claim(*address.place, found.version)
    other = threading.Timer(SECONDS, lambda: cache.store(*address.place, value, version=found.version))
    other.start()
    ours = ask(both.lane, "kept/5/")
    assert (slow.made, ours.headers["x-cache"], ours.body) == (1, "HIT", theirs.body)


@pytest.mark.profile("full")
def test_a_dead_cache_makes_nobody_wait(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = memcached.Node("127.0.0.1:1", connect_timeout=0.1, timeout=0.1)
    monkeypatch.setattr(memcached, "nodes", lambda: (nobody,))
    both = Both()
    began = time.monotonic()
    answers = at_once(10, lambda: ask(both.lane, "kept/5/"))
    assert {answer.status for answer in answers} == {"200 OK"}
    assert slow.made == 10
    assert time.monotonic() - began < SECONDS * 3
