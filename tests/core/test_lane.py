"""The fast lane says what Django says, header by header, and never what Django would not."""

import random
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import TestCase

from core import cache
from core.http.lane import larder
from tests.core import sample
from tests.core.wsgi import Both, ask

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample")]


@pytest.fixture
def both(settings: Any) -> Both:
    settings.ALLOWED_HOSTS = ["testserver"]
    return Both()


@pytest.fixture(autouse=True)
def one_connection() -> Any:
    """Between requests a server gives connections back; here that would end the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bump(*namespaces: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        cache.bump(*namespaces)


def test_a_hit_does_not_reach_django(both: Both) -> None:
    kept = both.by_lane("kept/")
    assert (kept.status, kept.body, kept.headers["x-cache"]) == ("200 OK", b'{"rows":0}', "HIT")
    assert kept.alike == ask(both.django, "kept/").alike


QUERIES = [
    "search=a",
    "b=2",
    "b=3",
    "a=1",
    "search=%D1%91%D0%BB%D0%BA%D0%B0",
    "x=",
    "x",
    "c=1+2",
    "c=1%202",
    "d=%26",
    "%61=1",
]
ODD = ["&&", "a=1;b=2", "search=%FF", "search=%00", "=", "a==b", "search=%E2%80%A8", "search=%zz", "search=a%"]
LANGUAGES = ["ru", "en", "RU", "ru-RU,ru;q=0.9,en;q=0.8", "de", "*", "", "en;q=0.1, ru;q=0.2", "x" * 300, "ru\\x00"]
COOKIES = [
    "django_language=ru",
    "django_language=xx",
    "a=b; django_language=en",
    "sessionid=1",
    "my_django_language=ru",
    ";;=",
]
TAGS = ["{tag}", "W/{tag}", '"other", {tag}', "*", '"other"', "{tag", 'W/"other",W/{tag}', "", "garbage"]
ELSE = [
    {"HTTP_X_REQUEST_ID": "trace-12345678"},
    {"HTTP_ORIGIN": "https://elsewhere.example"},
    {"HTTP_AUTHORIZATION": "Bearer nonsense"},
    {"HTTP_AUTHORIZATION": ""},
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "testserver:8000"},
    {"HTTP_HOST": "TESTSERVER"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"wsgi.url_scheme": "https"},
    {"CONTENT_TYPE": "application/json; charset=koi8-r"},
    {"CONTENT_LENGTH": "0"},
    {"CONTENT_LENGTH": "99999999999"},
    {"HTTP_ACCEPT_ENCODING": "gzip, br"},
    {"HTTP_CACHE_CONTROL": "no-cache"},
    {"HTTP_X_CART_TOKEN": "tSXpXJ6XQ5uYBh2hWnqvTQ"},
]
PATHS = [
    "kept/",
    "kept",
    "kept/5/",
    "kept/5",
    "kept/05/",
    "kept/404/",
    "kept/x/",
    "things/1/",
    "mine/",
    "/api/",
    "/api/v1//kept/",
]


def requests(seed: int, number: int) -> list[tuple[str, str, dict[str, str]]]:
    """Return many requests, most of them ordinary, each odd in one or two ways."""
    by = random.Random(seed)
    made = []
    for _ in range(number):
        queries = by.sample(QUERIES, by.randint(0, 4)) + by.sample(ODD, by.choice([0, 0, 0, 1]))
        by.shuffle(queries)
        extra: dict[str, str] = dict(by.choice(ELSE)) if by.random() < 0.3 else {}
        if by.random() < 0.5:
            extra["HTTP_ACCEPT_LANGUAGE"] = by.choice(LANGUAGES)
        if by.random() < 0.2:
            extra["HTTP_COOKIE"] = by.choice(COOKIES)
        if by.random() < 0.3:
            extra["HTTP_IF_NONE_MATCH"] = by.choice(TAGS)
        extra["method"] = by.choice(["GET"] * 6 + ["HEAD"] * 2 + ["POST", "OPTIONS"])
        made.append((by.choice(PATHS[:4] * 3 + PATHS), "&".join(queries), extra))
    return made


def test_whatever_is_asked_both_say_the_same(both: Both) -> None:
    hits = 0
    for path, query, extra in requests(seed=7, number=250):
        if "HTTP_IF_NONE_MATCH" in extra:
            tag = ask(both.django, path, query).headers.get("etag", '"none"')
            extra["HTTP_IF_NONE_MATCH"] = extra["HTTP_IF_NONE_MATCH"].replace("{tag}", tag)
        for _ in range(2):
            ask(both.lane, path, query, **extra)
        expected, before = ask(both.django, path, query, **extra), both.passed_on
        found = ask(both.lane, path, query, **extra)
        hits += both.passed_on == before
        same_id = extra.get("HTTP_X_REQUEST_ID")
        assert same_id is None or found.headers["x-request-id"] == same_id
        problem = {"x-request-id": "", "content-length": ""}  # a problem document tells its request's id
        if expected.status[0] in "45":
            assert found.status == expected.status
            assert found.headers | problem == expected.headers | problem
        else:
            assert found.alike == expected.alike, (path, query, extra)
    assert hits > 90, "most of these are the lane's to answer"


@pytest.mark.parametrize(("one", "other"), [("a=1&b=2", "b=2&a=1"), ("a=1&a=2&b=", "b=&a=1&a=2"), ("%61=%31", "a=1")])
def test_the_same_question_in_other_words_is_one(both: Both, one: str, other: str) -> None:
    both.by_lane("kept/")
    ask(both.lane, "kept/5/", one)
    passed_on = both.passed_on
    assert ask(both.lane, "kept/5", other).headers["x-cache"] == "HIT"
    assert both.passed_on == passed_on


def test_another_order_of_one_name_is_another_question(both: Both) -> None:
    assert both.by_lane("kept/5/", "a=1&a=2").body != both.by_lane("kept/5/", "a=2&a=1").body


def test_a_host_that_is_not_ours_is_refused_however_warm_the_lane(both: Both) -> None:
    both.by_lane("kept/")
    for host in ("evil.example", "testserver.evil.example", "", "testserver@evil"):
        assert ask(both.lane, "kept/", HTTP_HOST=host).status.startswith("400")


def test_origins_are_told_what_django_tells_them(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    both = Both()
    for origin in ("https://shop.example", "https://evil.example", ""):
        extra = {"HTTP_ORIGIN": origin} if origin else {}
        found = both.by_lane("kept/", **extra)
        assert found.alike == ask(both.django, "kept/", **extra).alike
        assert found.headers.get("access-control-allow-origin") == (
            "https://shop.example" if "shop" in origin else None
        )
        assert "origin" in found.headers["vary"].lower()


@pytest.mark.parametrize("name", ["Set-Cookie", "Content-Encoding", "Vary"])
def test_a_middleware_whose_answers_differ_leaves_all_to_django(settings: Any, name: str) -> None:
    settings.MIDDLEWARE = [f"tests.core.test_lane.{name.replace('-', '_').lower()}", *settings.MIDDLEWARE]
    both = Both()
    for _ in range(3):
        ask(both.lane, "kept/")
    assert both.passed_on == 3


def _saying(name: str, value: str) -> Any:
    def middleware(get_response: Any) -> Any:
        def say(request: Any) -> Any:
            response = get_response(request)
            response.headers[name] = value
            return response

        return say

    return middleware


set_cookie, content_encoding = _saying("Set-Cookie", "a=b"), _saying("Content-Encoding", "identity")
vary = _saying("Vary", "Accept-Language, User-Agent")


def test_a_query_in_another_charset_is_read_by_django(both: Both) -> None:
    query, cyrillic = "search=%D1%91", "text/plain; charset=koi8-r"
    assert "ё" in both.by_lane("kept/5/", query).body.decode()
    found, expected = (ask(one, "kept/5/", query, CONTENT_TYPE=cyrillic) for one in (both.lane, both.django))
    assert found.body == expected.body
    assert "ё" not in found.body.decode()


def test_who_signs_in_is_answered_by_django(both: Both, person: Any) -> None:
    both.by_lane("kept/")
    before = both.passed_on
    answer = ask(both.lane, "kept/", HTTP_AUTHORIZATION=person(language="ru").api.headers["Authorization"])
    assert (both.passed_on, answer.headers["content-language"]) == (before + 1, "ru")
    assert ask(both.lane, "mine/").status.startswith("401")


@pytest.mark.parametrize("relaxed", [False, True])
def test_a_bump_is_seen(both: Both, relaxed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both(relaxed=relaxed)
    monkeypatch.setattr(larder, "RELAXED_SECONDS", 0.0 if not relaxed else larder.RELAXED_SECONDS)
    both.by_lane("kept/5/")
    made = len(sample.made)
    bump("sample.row:6")
    assert both.by_lane("kept/5/").status == "200 OK"
    assert len(sample.made) == made, "somebody else's bump"
    bump("sample.row:5")
    if relaxed:
        monkeypatch.setattr(larder, "RELAXED_SECONDS", 0.0)
    assert ask(both.lane, "kept/5/").headers["x-cache"] == "MISS"
    assert len(sample.made) == made + 1
    assert both.by_lane("kept/5/").headers["x-cache"] == "HIT"


def test_relaxed_is_no_older_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both(relaxed=True)
    clock = [1_000.0]
    monkeypatch.setattr(larder.time, "monotonic", lambda: clock[0])
    both.by_lane("kept/5/")
    bump("sample.row:5")
    clock[0] += 0.49
    assert ask(both.lane, "kept/5/").headers["x-cache"] == "HIT"
    clock[0] += 0.02
    assert ask(both.lane, "kept/5/").headers["x-cache"] == "MISS"


def test_an_answer_ends_with_its_time(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.by_lane("kept/5/")
    later = larder.time.time() + 301
    monkeypatch.setattr(larder.time, "time", lambda: later)
    monkeypatch.setattr(cache, "fetch", lambda *place: cache.Found(None, 1, "error"))
    before = both.passed_on
    ask(both.lane, "kept/5/")
    assert both.passed_on == before + 1


def test_a_miss_looks_once_and_django_takes_it_over(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.by_lane("kept/")
    looked: list[str] = []
    really = cache.fetch
    monkeypatch.setattr(cache, "fetch", lambda *place: looked.append(place[0]) or really(*place))
    assert ask(both.lane, "kept/5/").headers["x-cache"] == "MISS"
    assert looked == ["sample.row:5"]


def test_its_memory_has_a_bound(settings: Any) -> None:
    settings.CACHE_MEMORY = 10_000
    both = Both()
    for n in range(1, 51):
        both.by_lane(f"kept/{n}/", f"search={'x' * 200}")
    assert 4_000 < both.lane.larder.bytes <= 10_000


def test_addresses_nobody_asked_before_are_forgotten_in_time(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    both.by_lane("kept/")
    known = both.lane._questions._addresses._known
    monkeypatch.setattr(known, "limit", 10_000)
    for n in range(50):
        ask(both.lane, "kept/404/", f"n={n}")
    assert known.bytes <= 10_000
    ask(both.lane, "kept/404/", "n=" + "x" * 5_000)
    assert not any(len(query) > 4_000 for _path, query, _language in [*known._young, *known._old])


class TestLimits:
    def test_they_are_kept_and_told(self, settings: Any) -> None:
        settings.RATE_LIMIT = 5
        both = Both()
        answers = [ask(both.lane, "kept/") for _ in range(7)]
        assert [answer.status[:3] for answer in answers] == ["200"] * 5 + ["429"] * 2
        assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0", "0"]
        assert {answer.headers["ratelimit-limit"] for answer in answers} == {"5"}
        assert both.passed_on == 1 + 2  # the first, and those that Django refused
        assert ask(both.lane, "kept/", REMOTE_ADDR="203.0.113.6").status == "200 OK"

    def test_django_and_the_lane_count_together(self, settings: Any) -> None:
        settings.RATE_LIMIT = 6
        both = Both()
        for path in ("kept/", "kept/", "things/1/", "kept/", "things/1/"):
            last = ask(both.lane, path)
        assert last.headers["ratelimit-remaining"] == "1"


def test_metrics_count_what_django_never_saw(both: Both) -> None:
    from prometheus_client import REGISTRY

    from core.http.metrics.tally import tally

    def counted(name: str, **labels: str) -> float:
        return REGISTRY.get_sample_value(name, labels) or 0.0

    tally.hand_over()
    address = both.lane._questions._addresses.find(("/api/v1/kept/", "", "en"))
    assert address is not None
    operation = {"operation": address.operation}
    names = {"torg_http_requests_total": {"status": "2xx"}, "torg_http_request_duration_seconds_count": {}}
    both.by_lane("kept/")
    tally.hand_over()
    before = [counted(name, **operation, **labels) for name, labels in names.items()]
    reads = counted("torg_cache_reads_total", kind="sample", result="hit")
    for _ in range(5):
        ask(both.lane, "kept/")
    tally.hand_over()
    assert [counted(name, **operation, **labels) for name, labels in names.items()] == [one + 5 for one in before]
    assert counted("torg_cache_reads_total", kind="sample", result="hit") == reads + 5


def test_hits_are_logged_where_that_is_wanted(both: Both, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="torg.access")
    both.by_lane("kept/")
    caplog.clear()
    ask(both.lane, "kept/", "secret=1")
    ask(both.lane, "kept/", "secret=1")
    assert len(caplog.messages) == 1, "Django's miss"
    settings.LOG_HITS = True
    Both().by_lane("kept/", "secret=1")
    assert [message.partition(" 200 ")[0] for message in caplog.messages] == ["GET /api/v1/kept/"] * 4
