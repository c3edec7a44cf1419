"""`/metrics`: what it counts, under which names, who may read it, and what it says while things are down."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as conf
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from core import cache, ports
from core.events.models import Delivery
from core.http.metrics import asked, sources
from core.queue import queue, ring, task
from tests.conftest import Api

type Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(**headers: str) -> Samples:
    answer = Api(**headers).get("/metrics")
    assert answer.status_code == 200, answer.content
    families = text_string_to_metric_families(answer.content.decode())
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, tuple(sorted(labels.items()))), 0.0)


def grown(name: str, during: Callable[[], object], **labels: str) -> float:
    before = value(scrape(), name, **labels)
    during()
    return value(scrape(), name, **labels) - before


@task()
def never_run() -> None:
    raise AssertionError("it is only to lie in the queue")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "operation", "status"),
    [
        ("auth/profile/", "accounts_profile", "4xx"),
        ("auth/profile", "accounts_profile", "4xx"),
        ("nothing/17/", "unknown", "4xx"),
        ("/nothing/else/", "unknown", "4xx"),
        ("/admin/login/", "admin", "2xx"),
        ("docs/", "docs", "2xx"),
        ("/healthz", "health", "2xx"),
        ("/static/unfold/css/styles.css", "static", "2xx"),
        ("/media/none.png", "media", "4xx"),
    ],
)
def test_a_request_is_counted_under_its_operation(api: Any, path: str, operation: str, status: str) -> None:
    seen = {"operation": operation}
    ask = lambda: [api.get(path), api.get(path)]  # noqa: E731
    assert grown("torg_http_requests_total", ask, **seen, status=status) == 2
    assert grown("torg_http_request_duration_seconds_count", ask, **seen) == 2
    assert value(scrape(), "torg_http_requests_in_flight") == 0


@pytest.mark.django_db
def test_no_label_is_made_of_what_people_send(api: Any) -> None:
    for path in ("secret-4711471147/", "/secret-4711471147", "auth/contacts/4711471147/", "/admin/secret-4711471147/"):
        api.get(path)
    assert "4711471147" not in api.get("/metrics").content.decode().replace(str(conf.SECRET_KEY), "")


@pytest.mark.django_db
def test_head_counts_as_the_get_it_is(api: Any) -> None:
    head = lambda: api("HEAD", "auth/profile/")  # noqa: E731
    assert grown("torg_http_requests_total", head, operation="accounts_profile", status="4xx") == 1


@pytest.mark.django_db
def test_problems_are_counted_by_their_code(api: Any) -> None:
    refused = lambda: api.get("auth/profile/")  # noqa: E731
    assert grown("torg_http_problems_total", refused, code="unauthenticated", status="401") == 1


@pytest.mark.django_db
def test_reads_of_the_cache_by_the_kind_of_name_space() -> None:
    def twice() -> None:
        for _ in range(2):
            cache.read("shelf.thing:17", "x", lambda: 1)

    before = scrape()
    twice()
    after = scrape()
    for result, count in {"miss": 1, "hit": 1}.items():
        labels = {"kind": "shelf.thing", "result": result}
        name = "torg_cache_reads_total"
        assert value(after, name, **labels) - value(before, name, **labels) == count


@pytest.mark.django_db(transaction=True)
def test_the_queue_tells_its_length_and_how_long_the_next_message_has_waited(monkeypatch: Any) -> None:
    assert value(scrape(), "torg_queue_messages") == 0
    monkeypatch.setattr("core.queues.time.time_ns", lambda: (int(timezone.now().timestamp()) - 90) * 10**9)
    assert ring(never_run)
    monkeypatch.undo()
    assert ring(never_run)
    told = scrape()
    assert value(told, "torg_queue_messages") == 2
    assert 89 < value(told, "torg_queue_oldest_message_age_seconds") < 100
    queue.flush()


@pytest.mark.django_db(transaction=True)
def test_the_outbox_tells_what_waits_what_was_given_up_and_since_when() -> None:
    now = timezone.now()
    row = {"event": "x.Y", "payload": {}, "listener": "x.hear"}
    Delivery.objects.create(**row, due_at=now - timezone.timedelta(seconds=40))
    Delivery.objects.create(**row, due_at=now + timezone.timedelta(hours=1))
    Delivery.objects.create(**row, due_at=None)
    Delivery.objects.create(**row, due_at=None, done_at=now)
    told = scrape()
    assert value(told, "torg_outbox_waiting", listener="x.hear") == 2
    assert value(told, "torg_outbox_given_up", listener="x.hear") == 1
    assert 39 < value(told, "torg_outbox_lag_seconds") < 60


@pytest.mark.django_db
def test_a_module_tells_a_state_and_one_that_fails_spoils_no_other(monkeypatch: Any) -> None:
    monkeypatch.setattr(ports, "_gauges", ports.Forum("gauges"))

    @ports.gauge("shelves")
    def shelves() -> ports.Reading:
        return ports.Reading("Shelves, by what is on them.", {"full": 3, "empty": 1}, "state")

    @ports.gauge("broken")
    def broken() -> ports.Reading:
        raise ConnectionError

    told = scrape()
    assert value(told, "torg_shelves", state="full") == 3
    assert not [name for name, _ in told if name.startswith("torg_broken")]


@pytest.mark.django_db
def test_what_hangs_is_left_out_in_time_and_asked_once(monkeypatch: Any) -> None:
    import threading

    let_go, begun = threading.Event(), []

    def hangs() -> list[Any]:
        begun.append(1)
        let_go.wait(20)
        return []

    monkeypatch.setattr(sources, "by_name", lambda: {"database": hangs})
    monkeypatch.setattr(asked, "SECONDS", 0.2)
    try:
        for _ in range(3):
            assert value(scrape(), "torg_up", dependency="database") == 0
        assert begun == [1]
    finally:
        let_go.set()


@pytest.mark.django_db
def test_who_may_read(settings: Any) -> None:
    assert Api().get("/metrics")["Content-Type"].startswith("text/plain; version=")
    passed_on = Api(**{"X-Forwarded-For": "203.0.113.9"}).get("/metrics")
    assert (passed_on.status_code, passed_on.json()["code"]) == (404, "not_found")
    settings.METRICS_TOKEN = "let-me-see-what-is-measured"
    for shown in ("", "wrong"):
        assert Api(shown).get("/metrics").status_code == 401
    assert Api(settings.METRICS_TOKEN, **{"X-Forwarded-For": "203.0.113.9"}).get("/metrics").status_code == 200
    assert Api(settings.METRICS_TOKEN).post("/metrics").status_code == 405


@pytest.mark.django_db
def test_a_scrape_needs_no_known_host_no_https_and_makes_no_noise(settings: Any, caplog: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT, settings.RATE_LIMIT = ["shop.example"], True, 1
    with caplog.at_level("INFO"):
        for _ in range(3):
            assert Api(Host="10.0.0.7:8000").get("/metrics").status_code == 200
    assert not [line for line in caplog.messages if "/metrics" in line]


@pytest.mark.django_db
def test_it_is_no_part_of_the_contract(api: Any) -> None:
    assert not re.search(r"/metrics\b", api.get("openapi.json").content.decode())


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_the_pool_of_the_database() -> None:
    told = scrape()
    assert value(told, "torg_db_pool_size") >= 1
    assert value(told, "torg_db_pool_requests_total") >= 1


@pytest.mark.profile("embedded")
@pytest.mark.django_db
def test_sqlite_has_no_pool() -> None:
    assert not [name for name, _ in scrape() if "pool" in name]
