import threading
import time
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from core import cache
from core import memcached as memcached_module
from core.events.models import Delivery
from core.memcached import Node, Unreachable, node_of
from core.versions import late
from tests.servers.memcached import Memcached
from tests.servers.process import wait_until

pytestmark = pytest.mark.django_db
PATIENCE = {"connect_timeout": 0.3, "timeout": 0.3}


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


@pytest.mark.profile("full")
def test_an_evicted_version_revives_nothing() -> None:
    cache.read("ns", "key", lambda: "old")
    bump("ns")
    node_of("ns").delete("v:ns")
    assert cache.read("ns", "key", lambda: "new") == "new"


@pytest.mark.profile("full")
def test_a_dead_node_is_slower_and_never_wrong(own_node: Memcached) -> None:
    own_node.kill()
    assert cache.read("ns", "key", lambda: "one") == "one"
    bump("ns")
    assert cache.read("ns", "key", lambda: "two") == "two"
    assert cache.claim("ns", "key", 1)
    assert cache.version("ns") is None


@pytest.mark.profile("full")
def test_many_readers_see_one_version_when_it_has_to_be_seeded() -> None:
    seeded: set[int] = set()
    threads = [threading.Thread(target=lambda: seeded.add(cache.fetch("fresh", "key").version)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seeded) == 1


@pytest.mark.profile("full")
def test_one_of_many_makes_what_is_missing() -> None:
    claims = [cache.claim("ns", "key", 7) for _ in range(3)]
    assert claims == [True, False, False]
    assert cache.claim("ns", "key", 8), "another version is another claim"
    cache.give_up("ns", "key", 7)
    assert cache.claim("ns", "key", 7)


def test_what_is_kept_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.read("ns", "key", lambda: "old", ttl=1)
    time.sleep(1.1)
    assert cache.read("ns", "key", lambda: "new") == "new"


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
class TestFrozenNode:
    def test_a_bump_that_it_did_not_take_is_delivered_when_it_is_back(self, own_node: Memcached) -> None:
        assert cache.read("ns", "key", lambda: "old") == "old"
        assert cache.read("ns", "key", lambda: "unused") == "old"
        own_node.freeze()
        bump("ns")
        assert cache.read("ns", "key", lambda: "new") == "new"
        own_node.thaw()
        assert cache.read("ns", "key", lambda: "new") == "new"
        assert wait_until(lambda: "ns" not in late.late, seconds=60)
        assert cache.read("ns", "key", lambda: "newer") in {"new", "newer"}

    def test_another_process_that_knows_nothing_of_it_reads_nothing_old(
        self, own_node: Memcached, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        writer, reader = Node(own_node.url, **PATIENCE), Node(own_node.url, **PATIENCE)
        cache.read("ns", "key", lambda: "old")
        assert reader.get_many(["v:ns"])
        own_node.freeze()
        monkeypatch.setattr(memcached_module, "nodes", lambda: (writer,))
        for _ in range(2):  # the second finds the node left alone, and is sent all the same
            bump("ns")
        monkeypatch.setattr(late, "late", late.LateBumps())  # the writer dies before it can send again
        monkeypatch.setattr(memcached_module, "nodes", lambda: (reader,))
        own_node.thaw()
        assert cache.read("ns", "key", lambda: "new") == "new"

    def test_who_has_seen_it_fail_does_not_believe_it_at_once(self, own_node: Memcached) -> None:
        cache.read("ns", "key", lambda: "old")
        own_node.freeze()
        assert wait_until(lambda: cache.version("ns") is None, seconds=60)
        own_node.thaw()
        assert wait_until(answers, seconds=60), "it is asked again"
        assert cache.version("ns") is None, "what others could not deliver may still be on its way"
        assert wait_until(lambda: cache.version("ns") is not None, seconds=60)


def test_nothing_is_made_ready_for_a_node_that_is_not_there() -> None:
    class Many(dict[str, Any]):
        def items(self) -> Any:
            raise AssertionError("a hundred thousand values, several times a second")

    assert not Node("127.0.0.1:1", **PATIENCE).afresh(Many(), 60, patience=0.05)


def answers() -> bool:
    try:
        return node_of("ns").add("probe", 1, 1)
    except Unreachable:
        return False


@pytest.fixture
def own_node(memcached: Memcached, monkeypatch: pytest.MonkeyPatch) -> Memcached:
    """A memcached for this test alone to kill and freeze."""
    node = Node(memcached.url, **PATIENCE)
    monkeypatch.setattr(memcached_module, "SLOW", 0.2)
    monkeypatch.setattr(memcached_module, "nodes", lambda: (node,))
    return memcached
