"""Lists that are fetched by themselves: once when they are due, only where they changed, and told of when they fail."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_network
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from core.events.models import Delivery
from modules.partners import public as partners
from modules.partners.models.price_lists import PriceList
from modules.partners.models.sources import Schedule
from modules.partners.services import scheduling
from modules.partners.services.timing import SPREAD, next_run, next_try
from tests.partners import websites
from tests.partners.conftest import good, yaml_list
from tests.partners.websites import Website, website

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "partner/schedule/"


@pytest.fixture
def site(settings: Any) -> Iterator[Website]:
    with website() as one:
        settings.PRICE_LIST_URL_ALLOW = [ip_network("127.0.0.0/8")]
        settings.PRICE_LIST_URL_PORTS = [one.port, 443]
        yield one


@pytest.fixture
def fire(work: Callable[[], int]) -> Callable[[Any], Any]:
    """Let the time come, the consumer work, and return the schedule as the supplier sees it."""

    def run(user: Any) -> Any:
        Schedule.objects.filter(pk=user.supplier_id).update(next_run_at=timezone.now())
        assert scheduling.fire_due() == 1
        work()
        return user.api.get(MINE).json()

    return run


def test_a_supplier_sets_it_sees_it_and_drops_it(supplier: Any, site: Website) -> None:
    assert supplier.api.get(MINE).status_code == 404
    asked = {"url": "https://supplier.example/list.xml", "every": "daily", "at": "03:30", "mode": "update"}
    known = supplier.api.put(MINE, asked).json()
    assert {name: known[name] for name in asked} == asked
    assert known["next_run_at"]
    assert known["last_run_at"] is known["last_result"] is known["last_error"] is None
    assert supplier.api.get(MINE).json() == known
    hourly = supplier.api.put(MINE, {"url": site.url(), "every": "hourly", "at": "03:30"}).json()
    assert (hourly["every"], hourly["at"], hourly["mode"]) == ("hourly", None, "full")
    assert supplier.api.delete(MINE).status_code == 204
    assert supplier.api.delete(MINE).status_code == 404


BAD = [
    {"every": "daily"},
    {"every": "weekly"},
    {"every": "daily", "at": "24:00"},
    {"every": "daily", "at": "3:30"},
    {"every": "daily", "at": 330},
    {"every": "hourly", "url": "http://10.0.0.1/"},
    {"every": "hourly", "url": "ftp://shop.example/"},
    {"every": "hourly", "next_run_at": "2026-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("change", BAD)
def test_what_is_no_schedule(supplier: Any, change: dict[str, Any]) -> None:
    answer = supplier.api.put(MINE, {"url": "https://supplier.example/"} | change)
    assert answer.status_code == 422
    assert not Schedule.objects.exists()


def test_it_sends_in_what_is_new_and_leaves_what_is_not(supplier: Any, site: Website, fire: Any, shelf: Any) -> None:
    url = site.shows(yaml_list(good(1)), ETag='"1"')
    supplier.api.put(MINE, {"url": url, "every": "hourly"})
    first = fire(supplier)
    assert (first["last_result"], first["last_error"]) == ("sent", None)
    assert first["next_run_at"] > first["last_run_at"]
    sent = supplier.api.get(f"partner/price-lists/{first['last_price_list_id']}/").json()
    assert (sent["status"], set(shelf(supplier))) == ("applied", {"1"})
    assert fire(supplier)["last_result"] == "unchanged"
    assert site.asked[1][1]["If-None-Match"] == '"1"'
    site.shows(yaml_list(good(1)), ETag='"2"')  # the same file under another mark
    again = fire(supplier)
    assert (again["last_result"], again["last_price_list_id"]) == ("unchanged", first["last_price_list_id"])
    assert PriceList.objects.count() == 1
    site.shows(yaml_list(good(1), good(2)), ETag='"3"')
    assert fire(supplier)["last_result"] == "sent"
    assert set(shelf(supplier)) == {"1", "2"}


def test_after_another_list_the_same_file_is_new_again(
    supplier: Any, site: Website, fire: Any, send: Any, shelf: Any
) -> None:
    url = site.shows(yaml_list(good(1)), ETag='"1"')
    supplier.api.put(MINE, {"url": url, "every": "hourly"})
    fire(supplier)
    send(supplier, yaml_list(good(1, price=555)))
    assert fire(supplier)["last_result"] == "sent"
    assert shelf(supplier)["1"]["price"] == "100.00"


def test_its_people_are_told_once_until_it_works_again(
    supplier: Any, person: Any, site: Website, fire: Any, work: Any
) -> None:
    second = person(role="supplier", language="ru")
    partners.join(user_id=second.pk, supplier_id=supplier.supplier_id)
    supplier.api.put(MINE, {"url": site.url("/gone"), "every": "hourly"})
    mail.outbox.clear()
    failed = fire(supplier)
    assert (failed["last_result"], failed["last_error"]["code"]) == ("failed", "url_status")
    assert "404" in failed["last_error"]["detail"]
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([supplier.email, second.email])
    assert all(site.url("/gone") in str(letter.body) for letter in mail.outbox)
    (russian,) = [letter for letter in mail.outbox if letter.to == [second.email]]
    assert "Прайс" in russian.subject or "прайс" in russian.subject
    fire(supplier)
    assert len(mail.outbox) == 2
    site.shows(yaml_list(good(1)), "/gone")
    assert fire(supplier)["last_error"] is None
    site.pages["/gone"] = websites.no_web
    fire(supplier)
    assert len(mail.outbox) == 4


def test_a_failed_fetch_is_tried_again_with_growing_waits(supplier: Any, site: Website, fire: Any) -> None:
    mail.outbox.clear()
    far = f"{(timezone.now() + timedelta(hours=12)):%H:%M}"
    supplier.api.put(MINE, {"url": site.url("/gone"), "every": "daily", "at": far})
    for tries, minutes in enumerate((5, 10, 20, 40, 80, 160, 320, 640), start=1):
        failed = fire(supplier)
        assert (failed["tries"], round(waits(failed))) == (tries, minutes)
    regular = fire(supplier)  # the next one would come after the time that was asked for
    assert (regular["tries"], 11 * 60 < waits(regular) < 13 * 60) == (0, True)
    assert (fire(supplier)["tries"], len(mail.outbox)) == (1, 1)
    site.shows(yaml_list(good(1)), "/gone")
    fine = fire(supplier)
    assert (fine["tries"], fine["last_error"], waits(fine) > 11 * 60) == (0, None, True)


def waits(known: Any) -> float:
    """Minutes from the last run to the next."""
    last, soon = (datetime.fromisoformat(known[name]) for name in ("last_run_at", "next_run_at"))
    return (soon - last).total_seconds() / 60


def test_hourly_retries_stay_within_the_hour() -> None:
    hour = AT + timedelta(hours=1)
    soon = [next_try(tries=tries, after=AT, before=hour) for tries in range(1, 6)]
    assert soon == [*(AT + timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)), None]


def test_a_fetched_list_that_fails_or_waits_is_told_once_and_to_staff_by_setting(
    supplier: Any, site: Website, fire: Any, settings: Any
) -> None:
    settings.PRICE_LISTS_REVIEWED_BY, settings.ADMIN_EMAIL = "staff", "shop@torg.example"
    everybody = sorted([supplier.email, "shop@torg.example"])

    def turn(content: bytes) -> tuple[str, list[str]]:
        """Fetch this by the schedule; return how it went, and who was written to."""
        mail.outbox.clear()
        site.shows(content)
        known = fire(supplier)
        assert (known["last_error"] is not None) == (known["last_result"] == "failed")
        return known["last_result"], sorted(letter.to[0] for letter in mail.outbox)

    def shelf(price: int) -> bytes:
        return yaml_list(*[good(number, price=price) for number in range(1, 6)])

    supplier.api.put(MINE, {"url": site.url(), "every": "hourly"})
    assert turn(shelf(100)) == ("sent", [])
    assert turn(b'{"goods": [') == ("failed", everybody)
    assert turn(b'{"goods": [1') == ("failed", [])
    assert turn(shelf(5000)) == ("held", everybody)
    (of_staff,) = [letter for letter in mail.outbox if letter.to == ["shop@torg.example"]]
    assert "/admin/partners/pricelist/" in str(of_staff.body)
    assert turn(shelf(6000)) == ("held", [])
    assert turn(b'{"goods": [[') == ("failed", [])
    assert turn(shelf(110)) == ("sent", everybody)  # the one that waited for them is overtaken, and they know it
    assert turn(shelf(111)) == ("sent", [])
    assert turn(b'{"goods": [') == ("failed", everybody)
    site.pages["/list"] = websites.no_web
    mail.outbox.clear()
    assert (fire(supplier)["last_result"], sorted(letter.to[0] for letter in mail.outbox)) == ("failed", everybody)


def test_what_was_rejected_is_not_sent_in_again_but_the_next_one_is_told(
    supplier: Any, site: Website, fire: Any, work: Any
) -> None:
    url = site.shows(yaml_list(good(1)))
    supplier.api.put(MINE, {"url": url, "every": "hourly"})
    fire(supplier)
    for price in (5000, 6000):
        mail.outbox.clear()
        site.shows(yaml_list(good(1, price=price)))
        held = fire(supplier)
        assert (held["last_result"], len(mail.outbox)) == ("held", 1)
        rejected = supplier.api.post(f"partner/price-lists/{held['last_price_list_id']}/reject/")
        assert rejected.status_code == 200
        work()
        assert fire(supplier)["last_result"] == "unchanged"
    assert PriceList.objects.count() == 3


def test_what_is_due_is_announced_once_by_however_many(supplier: Any, trader: Any, site: Website) -> None:
    for user in (supplier, trader(), trader()):
        user.api.put(MINE, {"url": site.url(), "every": "hourly"})
    Schedule.objects.update(next_run_at=timezone.now() - timedelta(days=2))
    together, fired = Barrier(4), []

    def tick() -> None:
        try:
            together.wait()
            fired.append(scheduling.fire_due())
        finally:
            connection.close()

    threads = [Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(fired) == 3
    assert Delivery.objects.filter(event__endswith="ScheduledFetchDue").count() == 3
    assert not Schedule.objects.filter(next_run_at__lte=timezone.now()).exists()


def test_one_that_is_not_let_in_any_more_is_not_fetched(trader: Any, site: Website, work: Any) -> None:
    waiting = trader(approved=False)
    scheduling.set_schedule(supplier_id=waiting.supplier_id, user_id=None, url=site.url(), every="hourly")
    scheduling.run(supplier_id=waiting.supplier_id)
    assert site.asked == []


def test_a_schedule_that_was_changed_meanwhile_is_told_nothing_of_the_old_one(supplier: Any, site: Website) -> None:
    def change(visit: Any) -> None:
        Schedule.objects.update(url="https://other.example/")
        connection.close()
        visit.say(404)

    site.pages["/list"] = change
    supplier.api.put(MINE, {"url": site.url(), "every": "hourly"})
    scheduling.run(supplier_id=supplier.supplier_id)
    assert supplier.api.get(MINE).json()["last_result"] is None


AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_the_next_time_goes_by_the_shops_clock(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Moscow"
    timezone.get_default_timezone.cache_clear()
    try:
        run = next_run(every="daily", at=time(3, 30), supplier_id=7, after=AT)
        assert timedelta() <= run - datetime(2026, 3, 11, 0, 30, tzinfo=UTC) < timedelta(seconds=SPREAD)
        assert next_run(every="daily", at=time(3, 30), supplier_id=7, after=run) - run == timedelta(days=1)
        settings.TIME_ZONE = "Europe/Berlin"
        timezone.get_default_timezone.cache_clear()
        # 2:30 is left out on the 29th of March, and there twice on the 25th of October.
        spring = next_run(every="daily", at=time(2, 30), supplier_id=7, after=datetime(2026, 3, 28, 12, tzinfo=UTC))
        assert timedelta() <= spring - datetime(2026, 3, 29, 1, 30, tzinfo=UTC) < timedelta(seconds=SPREAD)
        autumn = next_run(every="daily", at=time(2, 30), supplier_id=7, after=datetime(2026, 10, 24, 12, tzinfo=UTC))
        assert timedelta() <= autumn - datetime(2026, 10, 25, 0, 30, tzinfo=UTC) < timedelta(seconds=SPREAD)
        later = next_run(every="daily", at=time(2, 30), supplier_id=7, after=autumn)
        assert later - autumn == timedelta(hours=25)
    finally:
        settings.TIME_ZONE = "UTC"
        timezone.get_default_timezone.cache_clear()


def test_suppliers_are_spread_over_the_hour() -> None:
    runs = {next_run(every="hourly", at=None, supplier_id=id, after=AT) for id in range(1, 60)}
    assert all(timedelta() < run - AT <= timedelta(hours=1) for run in runs)
    assert len({run.minute for run in runs}) > 25
    daily = {next_run(every="daily", at=time(23, 59), supplier_id=id, after=AT) for id in range(1, 60)}
    assert len(daily) > 40
    one = min(daily)
    assert next_run(every="daily", at=time(23, 59), supplier_id=1, after=one - timedelta(hours=9)) in daily
