import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone, translation

from core import context
from core.errors import Hopeless, NotYet
from core.events import delivery, registry
from core.events.bus import Event, publish, subscribe
from core.events.doorbell import deliver_one
from core.events.models import MAX_ATTEMPTS, Delivery
from core.events.sweep import PATIENCE, Sweeper, sweep
from core.http.models import IdempotencyKey

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Sold(Event):
    order_id: int
    total: Decimal


class Ears:
    """Listeners for one test, forgotten after it."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.fail = 0
        self.failure: Exception = RuntimeError("the printer is on fire")

    def inside(self, event: Sold) -> None:
        IdempotencyKey.objects.create(owner="effect", operation="sold", key=str(event.order_id))
        self._hear(event)

    def outside(self, event: Sold, key: str) -> None:
        self._hear((event, key, connection.in_atomic_block and not connection.savepoint_ids))

    def _hear(self, what: Any) -> None:
        if self.fail:
            self.fail -= 1
            raise self.failure
        self.heard.append((what, translation.get_language(), context.request_id.get()))


@pytest.fixture
def ears() -> Iterator[Ears]:
    yield Ears()
    for listener in registry._by_event.pop(Sold, []):
        registry._listeners.pop(listener.name)


def announce(*events: Event) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        publish(*events)


def due_now() -> None:
    Delivery.objects.filter(done_at=None).update(due_at=timezone.now(), rung_at=timezone.now() - PATIENCE)


SOLD = Sold(order_id=7, total=Decimal("1499.00"))


@pytest.mark.django_db(transaction=True)
def test_an_announcement_without_a_change_is_refused(ears: Ears) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        publish(SOLD)


def test_what_nobody_hears_costs_nothing(django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(0):
        publish(SOLD)


def test_every_listener_gets_a_row_and_its_turn(
    ears: Ears, work: Callable[[], int], django_assert_num_queries: Any
) -> None:
    subscribe(Sold)(ears.inside)
    subscribe(Sold, outside=True)(ears.outside)
    with translation.override("ru"), TestCase.captureOnCommitCallbacks(execute=True), django_assert_num_queries(1):
        publish(SOLD, Sold(order_id=8, total=Decimal("0.01")))
    assert Delivery.objects.filter(done_at=None).count() == 4
    assert work() == 4
    assert Delivery.objects.filter(done_at=None).count() == 0
    first, language, _ = ears.heard[0]
    assert (first, language) == (SOLD, "ru")
    assert sorted(IdempotencyKey.objects.values_list("key", flat=True)) == ["7", "8"]
    assert work() == 0


def test_a_rolled_back_change_announces_nothing(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold)(ears.inside)
    with pytest.raises(ZeroDivisionError), TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
        publish(SOLD)
        raise ZeroDivisionError
    assert (Delivery.objects.count(), work()) == (0, 0)


def test_a_failing_listener_inside_leaves_nothing_and_is_tried_again(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold)(ears.inside)
    ears.fail = 1
    announce(SOLD)
    work()
    row = Delivery.objects.get()
    assert (row.done_at, row.attempts, IdempotencyKey.objects.count()) == (None, 1, 0)
    assert "printer" in row.last_error
    assert row.due_at is not None
    assert row.due_at > timezone.now()
    due_now()
    assert sweep() == 1
    work()
    assert (Delivery.objects.get(done_at__isnull=False).attempts, IdempotencyKey.objects.count()) == (1, 1)


def test_a_repeat_outside_carries_the_same_key(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold, outside=True)(ears.outside)
    announce(SOLD)
    work()
    Delivery.objects.update(done_at=None, due_at=timezone.now())
    due_now()
    sweep()
    work()
    (first, *_), (second, *_) = ears.heard
    assert first[1] == second[1] == f"delivery-{Delivery.objects.get().pk}"


def test_waits_grow_and_after_ten_attempts_it_is_the_admins(
    ears: Ears, work: Callable[[], int], clerk: Any, client: Any
) -> None:
    subscribe(Sold, outside=True)(ears.outside)
    ears.fail = MAX_ATTEMPTS
    announce(SOLD)
    waits = []
    for _ in range(MAX_ATTEMPTS):
        due_now()
        sweep()
        work()
        due = Delivery.objects.get().due_at
        waits.append((due - timezone.now()).total_seconds() if due else None)
    grown = [wait for wait in waits if wait is not None]
    assert grown == sorted(grown)
    assert grown[-1] > 10 * grown[0]
    assert waits[-1] is None
    due_back = Delivery.objects.get()
    assert (due_back.attempts, due_back.done_at) == (MAX_ATTEMPTS, None)
    clerk.is_superuser = True
    clerk.save()
    client.force_login(clerk)
    client.post("/admin/events/delivery/", {"action": "try_again", "_selected_action": [due_back.pk]})
    sweep()
    work()
    assert Delivery.objects.get().done_at is not None


def test_what_is_hopeless_is_the_admins_at_once(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold, outside=True)(ears.outside)
    ears.fail, ears.failure = 1, Hopeless("no such mailbox")
    announce(SOLD)
    work()
    row = Delivery.objects.given_up().get()
    assert (row.attempts, row.due_at, row.last_error) == (1, None, "Hopeless: no such mailbox")
    due_now()  # as "Try again" does
    delivery.deliver(row.pk)
    assert len(ears.heard) == 1


def test_a_listener_may_choose_its_waits_as_often_as_it_likes(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold, outside=True)(ears.outside)
    ears.fail, ears.failure = MAX_ATTEMPTS + 2, NotYet("busy", after=timedelta(minutes=7))
    announce(SOLD)
    work()
    row = Delivery.objects.get()
    for _ in range(MAX_ATTEMPTS + 1):
        row.refresh_from_db()
        assert row.due_at is not None
        assert timedelta(minutes=6) < row.due_at - timezone.now() <= timedelta(minutes=7)
        assert (row.attempts, row.leased_until, row.last_error) == (0, None, "busy")
        due_now()
        delivery.deliver(row.pk)
    assert ears.heard == []
    due_now()
    delivery.deliver(row.pk)
    assert len(ears.heard) == 1


def test_a_leased_row_is_left_alone_until_its_lease_is_over(ears: Ears) -> None:
    subscribe(Sold, outside=True)(ears.outside)
    announce(SOLD)
    row = Delivery.objects.get()
    Delivery.objects.update(leased_until=timezone.now() + timedelta(seconds=5))
    delivery.deliver(row.pk)
    assert ears.heard == []
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    delivery.deliver(row.pk)
    assert len(ears.heard) == 1


def test_a_row_whose_module_is_off_waits_unspent_and_is_rung_for_once_it_is_on(
    ears: Ears, work: Callable[[], int]
) -> None:
    subscribe(Sold)(ears.inside)
    announce(SOLD)
    (listener,) = registry._by_event.pop(Sold)
    off = registry._listeners.pop(listener.name)
    work()
    row = Delivery.objects.get()
    assert listener.name in row.last_error
    due_now()
    assert sweep() == 0
    row = Delivery.objects.get()
    assert (row.attempts, row.done_at, row.due_at is None) == (0, None, False)
    registry.add(off)
    assert sweep() == 1
    work()
    assert Delivery.objects.get().done_at is not None
    assert len(ears.heard) == 1


def test_a_message_whose_task_is_gone_is_let_go(ears: Ears, work: Callable[[], int]) -> None:
    from core.queue import queue, task

    def nightly() -> None:
        ears.heard.append("nightly")

    gone = task()(nightly)
    gone()
    subscribe(Sold)(ears.inside)
    announce(SOLD)
    queue._registry.unregister(gone.task_class)
    assert queue.dequeue() is None
    assert work() == 1
    assert len(ears.heard) == 1


def test_a_queue_that_is_down_is_nobodys_trouble(
    ears: Ears, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.queue import queue

    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no redis")

    subscribe(Sold)(ears.inside)
    with monkeypatch.context() as broken:
        broken.setattr(queue.storage, "enqueue", down)
        announce(SOLD, SOLD)
        assert sweep() == 0
    due_now()
    assert sweep() == 2


def test_the_sweep_does_not_ring_twice_for_what_was_just_rung(ears: Ears) -> None:
    subscribe(Sold)(ears.inside)
    announce(SOLD)
    assert sweep() == 0
    due_now()
    assert sweep() == 1
    assert sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_row_do_it_once(ears: Ears) -> None:
    subscribe(Sold)(ears.inside)
    subscribe(Sold, outside=True)(ears.outside)
    with transaction.atomic():
        publish(SOLD)
    start = threading.Barrier(8)

    def run(id: int) -> None:
        start.wait()
        try:
            delivery.deliver(id)
        finally:
            connection.close()

    ids = list(Delivery.objects.values_list("pk", flat=True)) * 4
    threads = [threading.Thread(target=run, args=(id,)) for id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ears.heard) == 2
    assert IdempotencyKey.objects.count() == 1
    assert not any(
        in_transaction for (what, *_) in ears.heard if isinstance(what, tuple) for in_transaction in what[2:]
    )


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_its_lease(ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=0.6))
    began, go_on = threading.Event(), threading.Event()

    def slow(event: Sold, key: str) -> None:
        began.set()
        go_on.wait(10)
        ears.heard.append(key)

    subscribe(Sold, outside=True)(slow)
    with transaction.atomic():
        publish(SOLD)
    id = Delivery.objects.get().pk

    def run() -> None:
        try:
            delivery.deliver(id)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    began.wait(10)
    threading.Event().wait(1.2)  # twice the lease
    delivery.deliver(id)
    assert ears.heard == []
    go_on.set()
    thread.join()
    assert len(ears.heard) == 1


@pytest.mark.django_db(transaction=True)
def test_what_may_hang_holds_one_worker_and_the_rest_has_its_turn(ears: Ears, work: Callable[[], int]) -> None:
    began, go_on = threading.Event(), threading.Event()

    def hanging(event: Sold, key: str) -> None:
        ears.heard.append(event.order_id)
        began.set()
        go_on.wait(60)

    subscribe(Sold, outside=True, alone=True)(hanging)
    with transaction.atomic():
        publish(*(Sold(order_id=number, total=Decimal(1)) for number in (1, 2, 3)))

    def run(id: int) -> None:
        try:
            deliver_one.call_local(id)
        finally:
            connection.close()

    first, *others = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    thread = threading.Thread(target=run, args=(first,))
    thread.start()
    assert began.wait(60)
    assert work() == 3  # this worker is not held
    assert ears.heard == [1]
    assert set(Delivery.objects.filter(pk__in=others).values_list("attempts", "leased_until")) == {(0, None)}
    go_on.set()
    thread.join(60)
    work()  # each rings for the next
    assert (ears.heard, Delivery.objects.filter(done_at=None).count()) == ([1, 2, 3], 0)


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_runs_beside_the_workers_once(ears: Ears, work: Callable[[], int]) -> None:
    subscribe(Sold)(ears.inside)
    with transaction.atomic():
        publish(SOLD)
    work()
    Delivery.objects.update(done_at=None)
    due_now()
    Sweeper.start()
    Sweeper.start()
    try:
        deadline = timezone.now() + timedelta(seconds=5)
        while (
            not (rung := Delivery.objects.filter(rung_at__gt=timezone.now() - PATIENCE).exists())
            and timezone.now() < deadline
        ):
            threading.Event().wait(0.05)
        assert rung
        assert [thread.name for thread in threading.enumerate()].count("sweeper") == 1
    finally:
        Sweeper.stop()
