import threading
from typing import Any

import pytest
from django.test import RequestFactory

from core import memcached
from core.http.addresses import client_address
from core.http.throttling import hit
from core.http.windows import Windows, windows
from core.memcached import Node
from tests.conftest import Api

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample")]


def test_over_the_limit_is_429_with_a_time_to_wait(api: Any, settings: Any) -> None:
    settings.RATE_LIMIT = 3
    answers = [api.get("things/1/") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Limit"] == "3"
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert answers[3].json()["code"] == "rate_limited"
    assert answers[3]["Content-Type"] == "application/problem+json"


def test_a_person_has_a_limit_of_their_own(api: Any, person: Any, settings: Any) -> None:
    settings.RATE_LIMIT = 1
    anna, boris = person(), person()
    assert api.get("things/1/").status_code == 200
    assert anna.api.get("things/1/").status_code == 200
    assert boris.api.get("things/1/").status_code == 200
    assert anna.api.get("things/1/").status_code == 429


def test_one_endpoint_may_be_called_seldom(api: Any, settings: Any) -> None:
    settings.REGISTRATIONS_PER_HOUR = 2
    assert [api.post("limited/").status_code for _ in range(3)] == [204, 204, 429]
    assert api.get("things/1/").status_code == 200
    # As with RATE_LIMIT: nobody is shut out by a nought.
    settings.REGISTRATIONS_PER_HOUR = 0
    assert [api.post("limited/").status_code for _ in range(3)] == [204, 204, 204]


def test_threads_lose_no_count() -> None:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: [counts.append(hit("x", limit=1, seconds=3600).used) for _ in range(25)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 201))


@pytest.mark.profile("full")
def test_a_dead_cache_leaves_a_limit_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memcached, "nodes", lambda: (Node("127.0.0.1:1", connect_timeout=0.1, timeout=0.1),))
    assert [hit("x", limit=2, seconds=3600).exceeded for _ in range(3)] == [False, False, True]


@pytest.mark.profile("full")
@pytest.mark.parametrize("limit", [3, 100, 600])
def test_processes_that_count_apart_refuse_nobody_early_and_nobody_late(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes = [Windows(), Windows()]
    counts = [
        processes[n % 2].count("apart", limit=limit, seconds=3600, now=1_800_000_000.0 + n / 1000)
        for n in range(limit + 40)
    ]
    let_through = sum(count <= limit for count in counts)
    assert limit <= let_through <= limit + 2


@pytest.mark.profile("full")
def test_a_big_limit_is_not_asked_about_at_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    really = Node.incr
    monkeypatch.setattr(Node, "incr", lambda *arguments: asked.append(1) or really(*arguments))
    for n in range(300):
        assert windows.count("x", limit=600, seconds=3600, now=1_800_000_000.0) == n + 1
    assert len(asked) < 20


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ([], "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "<script>", "unknown"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["::1/128"], "::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_whose_address_counts(settings: Any, proxies: list[str], peer: str, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_a_forged_header_gives_no_second_limit(settings: Any) -> None:
    settings.RATE_LIMIT = 1
    assert Api().get("things/1/").status_code == 200
    assert Api(**{"X-Forwarded-For": "198.51.100.77"}).get("things/1/").status_code == 429
