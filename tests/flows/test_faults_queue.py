"""The queue forgets and consumers are killed, again and again: each order gets its invoice, and its mails.

What reaches outside is done at least once: a consumer killed between a mail and its tick sends that mail again, with
the same Message-ID. So there are never more repeats than deliveries that a kill found in somebody's hands.
"""

import random
import time
from collections import Counter
from typing import Any

import pytest
from redis import Redis as Client

from core.serving.roles import commands
from tests import invariants
from tests.flows.crowd import Call, Crowd, opened, order
from tests.processes import ManagedProcess
from tests.servers.process import wait_until
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink
from tests.soaking import SOAKS, tell, times

pytestmark = pytest.mark.profile("full")
ORDERS, KILLS = times(suite=15, soak=1000), times(suite=2, soak=100)
STEPS = times(suite=10, soak=250)
PATIENCE = times(suite=60, soak=300)  # a soak is nice to others
LEFT = "SELECT count(*) FROM events_delivery WHERE done_at IS NULL"
WHICH = """SELECT listener, attempts, due_at, leased_until, last_error FROM events_delivery
            WHERE done_at IS NULL ORDER BY id LIMIT 5"""
HELD = "SELECT count(*) FROM events_delivery WHERE done_at IS NULL AND leased_until IS NOT NULL"
UNMADE = """SELECT count(*) FROM orders_order o LEFT JOIN orders_invoice i ON i.order_id = o.id
             WHERE i.id IS NULL OR i.made_at IS NULL"""
PLACED = "SELECT id FROM orders_order ORDER BY id"


def pending_deliveries_outlive_a_flush(crowd: Crowd, redis: Redis, smtp: SmtpSink) -> None:
    """Nobody consumes, every step is promised to its listeners, and Redis forgets it all."""
    ids = [id for (id,) in crowd.sql(PLACED)][:STEPS]
    moved = crowd.at_once([Call(crowd.boss, "PATCH", f"orders/{id}/", {"status": "confirmed"}) for id in ids])
    assert {one.status_code for one in moved} == {200}
    pending = crowd.sql(LEFT)[0][0]
    assert pending >= len(ids)
    with Client.from_url(redis.url) as queue:
        queue.flushall()
    a_minute_passes(crowd)
    with consumer(crowd):
        assert wait_until(lambda: crowd.sql(LEFT) == [(0,)], seconds=times(suite=90, soak=1800)), crowd.sql(WHICH)
    twice = {id: n for id, n in told(smtp).items() if n > 1}
    assert twice == {}
    tell(f"  Redis flushed with {pending} deliveries pending: {pending} done, {len(told(smtp))} mails, none twice")


def consumers_killed(crowd: Crowd, redis: Redis, smtp: SmtpSink) -> None:
    good, began, chance = crowd.good(1_000_000), time.monotonic(), random.Random(7)
    known, held, told_before = len(crowd.sql(PLACED)), 0, told(smtp)
    for kill in range(KILLS):
        share = range(kill * ORDERS // KILLS, (kill + 1) * ORDERS // KILLS)
        with consumer(crowd):
            crowd.at_once([Call(crowd.buyers[n % len(crowd.buyers)], "POST", "orders/", order(good)) for n in share])
            begun = wait_until(lambda: crowd.sql(HELD) != [(0,)] or crowd.sql(LEFT) == [(0,)], seconds=PATIENCE)
            assert begun, f"no consumer: {crowd.sql(WHICH)}"
            time.sleep(chance.uniform(0, 0.5))
        held += crowd.sql(HELD)[0][0]
    a_minute_passes(crowd)
    with consumer(crowd):
        assert wait_until(lambda: crowd.sql(LEFT) == [(0,)], seconds=times(suite=120, soak=3600)), crowd.sql(WHICH)
    orders = len(crowd.sql(PLACED)) - known
    assert orders == ORDERS
    assert crowd.sql("SELECT count(*), max(number) FROM orders_invoice") == [(known + ORDERS, known + ORDERS)]
    assert crowd.sql(UNMADE) == [(0,)]
    mails = told(smtp) - told_before
    repeats = sum(n - 1 for n in mails.values())
    assert repeats <= held
    confirmations = {str(mail["Message-ID"]) for mail in list(smtp.messages) if "buyer.example" in str(mail["To"])}
    assert len(confirmations & mails.keys()) == ORDERS
    assert crowd.sql("SELECT count(*) FROM events_delivery WHERE due_at IS NULL AND done_at IS NULL") == [(0,)]
    tell(
        f"  {KILLS} kills during {orders} orders: {orders} invoices, {len(mails)} letters in {mails.total()} mails, "
        f"{repeats} repeats of at most {held}; {time.monotonic() - began:.0f} s"
    )


def consumer(crowd: Crowd) -> ManagedProcess:
    """Return a consumer; at the end of its block it is killed, as a power cut does it."""
    return ManagedProcess(*commands("127.0.0.1", crowd.shop.port)["worker"], env=crowd.shop.env)


def a_minute_passes(crowd: Crowd) -> None:
    """Nobody consumes: leases run out and messages grow old, in the suite at once."""
    if not SOAKS:
        minute = "- interval '1 minute'"
        crowd.sql(
            f"UPDATE events_delivery SET rung_at = rung_at {minute}, leased_until = leased_until {minute} RETURNING id"
        )


def told(smtp: SmtpSink) -> Counter[str]:
    """Count the mails that came by their Message-ID."""
    return Counter(str(mail["Message-ID"]) for mail in list(smtp.messages))


def test_the_queue_fails(installation: dict[str, str], smtp: SmtpSink, redis: Redis, subtests: Any) -> None:
    own = {"WEB_WORKERS": "2", "REDIS_URL": redis.url}
    with opened(installation | own, buyers=20, smtp=smtp) as (crowd, web):
        for _ in range(max(1, STEPS // 50)):
            good = crowd.good(1000)
            calls = [Call(crowd.buyers[n % 20], "POST", "orders/", order(good)) for n in range(min(STEPS, 50))]
            assert {one.status_code for one in crowd.at_once(calls)} == {201}
        for scene in (pending_deliveries_outlive_a_flush, consumers_killed):
            with subtests.test(scene.__name__):
                scene(crowd, redis, smtp)
                invariants.check(crowd.sql)
        assert "Traceback" not in web.output
