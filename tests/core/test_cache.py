import threading
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from django.db import transaction
from django.test import TestCase

from core import cache
from core.events.models import Delivery
from tests.servers.memcached import Memcached
from tests.servers.process import wait_until

pytestmark = pytest.mark.django_db


def bump(*namespaces: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        cache.bump(*namespaces)


def test_what_is_kept_is_not_made_again() -> None:
    made: list[int] = []
    for _ in range(3):
        assert cache.read("ns", "key", lambda: made.append(1) or "value") == "value"
    assert len(made) == 1


def test_a_bump_makes_its_namespace_old_and_no_other() -> None:
    cache.read("a", "key", lambda: "old a")
    cache.read("b", "key", lambda: "old b")
    bump("a")
    assert cache.read("a", "key", lambda: "new a") == "new a"
    assert cache.read("b", "key", lambda: "new b") == "old b"


def test_a_value_made_from_the_old_state_never_counts_for_the_new_one() -> None:
    def make() -> str:
        bump("ns")  # somebody writes while we render
        return "old"

    assert cache.read("ns", "key", make) == "old"
    assert cache.read("ns", "key", lambda: "new") == "new"


def test_a_rolled_back_write_bumps_nothing() -> None:
    cache.read("ns", "key", lambda: "kept")
    with pytest.raises(ZeroDivisionError), TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        cache.bump("ns")
        raise ZeroDivisionError
    assert cache.read("ns", "key", lambda: "made again") == "kept"


def test_an_evicted_version_revives_nothing() -> None:
    cache.read("ns", "key", lambda: "old")
    bump("ns")
    django_cache.delete("v:ns")
    assert cache.read("ns", "key", lambda: "new") == "new"


def test_a_cache_that_raises_is_slower_and_never_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no memcached")

    for name in ("get_many", "get", "set", "set_many", "add"):
        monkeypatch.setattr(django_cache, name, down, raising=False)
    assert cache.read("ns", "key", lambda: "one") == "one"
    bump("ns")
    assert cache.read("ns", "key", lambda: "two") == "two"


def test_many_readers_see_one_version_when_it_has_to_be_seeded() -> None:
    seeded: set[int] = set()
    threads = [threading.Thread(target=lambda: seeded.add(cache._seed("v:fresh"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seeded) == 1


@pytest.mark.urls("tests.core.sample")
class TestCachedAnswers:
    def test_miss_then_hit_then_304(self, api: Any) -> None:
        first, second = api.get("kept/"), api.get("kept/")
        assert (first["X-Cache"], second["X-Cache"]) == ("MISS", "HIT")
        assert first.content == second.content == b'{"rows":0}'
        assert first["ETag"] == second["ETag"]
        for tag in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}'):
            same = api.get("kept/", headers={"If-None-Match": tag})
            assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
        assert api.get("kept/", headers={"If-None-Match": '"other"'}).status_code == 200

    def test_a_bump_is_seen_at_once(self, api: Any) -> None:
        api.get("kept/")
        Delivery.objects.create(event="e", listener="l", payload={})
        assert api.get("kept/").json() == {"rows": 0}
        api.post("bump/")
        assert api.get("kept/").json() == {"rows": 1}

    def test_languages_are_kept_apart_and_query_order_is_not(self, api: Any) -> None:
        api.get("kept/?a=1&b=2")
        assert api.get("kept/?b=2&a=1")["X-Cache"] == "HIT"
        assert api.get("kept/?a=1&b=2", headers={"Accept-Language": "ru"})["X-Cache"] == "MISS"
        assert "Accept-Language" in api.get("kept/")["Vary"]

    def test_an_answer_for_one_viewer_is_given_to_no_other(self, api: Any, person: Any) -> None:
        anna, boris = person(), person()
        assert anna.api.get("mine/").json() == {"me": anna.pk}
        assert boris.api.get("mine/").json() == {"me": boris.pk}
        again = anna.api.get("mine/")
        assert (again.json(), again["X-Cache"]) == ({"me": anna.pk}, "HIT")
        assert "private" in again["Cache-Control"]
        assert api.get("mine/").status_code == 401


@pytest.mark.profile("full")
def test_a_bump_that_a_frozen_node_did_not_take_is_delivered_when_it_is_back(
    memcached: Memcached, settings: Any
) -> None:
    patient = settings.CACHES["default"]["OPTIONS"] | {"timeout": 1}  # a busy machine is not a frozen node
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": memcached.url, "OPTIONS": patient}}
    assert cache.read("ns", "key", lambda: "old") == "old"
    assert cache.read("ns", "key", lambda: "unused") == "old"
    memcached.freeze()
    bump("ns")
    assert cache.read("ns", "key", lambda: "new") == "new"
    memcached.thaw()
    assert cache.read("ns", "key", lambda: "new") == "new"
    assert wait_until(lambda: "ns" not in cache._late, seconds=10)
    assert cache.read("ns", "key", lambda: "newer") in {"new", "newer"}
