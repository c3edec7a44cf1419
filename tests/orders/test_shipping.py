"""What the shipping service is told and how it may misbehave: a real server answers, hangs, cuts and sends away."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from core.errors import NotYet
from core.events.delivery import deliver
from core.events.models import Delivery
from modules.orders import clients, public
from modules.orders.models.shipments import Shipment
from modules.orders.providers import checks
from modules.orders.providers.shipping import failed_shipments, untold_now
from modules.orders.rules.shipping import (
    LONGEST_ASKED,
    LONGEST_WAIT,
    PATIENCE,
    USUAL_ATTEMPTS,
    CarrierAnswer,
    ShipmentStatus,
    asked_wait,
    verdict,
    wait_after,
)
from modules.orders.services import shipments
from modules.orders.services.alarms import APART, claim
from tests.orders.carrier import CUT, CUT_IN_THE_MIDDLE, DRIP, HANG, Carrier, Reply, says
from tests.orders.shop import ADDRESS, goods, order_body

# What it costs is drawn, sent or waited for: once in each run of everything is enough.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TOKEN = "a-token-of-the-carriers"


@pytest.fixture
def carrier(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Carrier]:
    server = Carrier()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.SHIPPING_API_URL, settings.SHIPPING_API_TOKEN = server.url, TOKEN
    monkeypatch.setattr(clients, "READ_SECONDS", 0.4)
    monkeypatch.setattr(clients, "ALL_SECONDS", 0.8)
    yield server
    server.close()


@pytest.fixture
def shipped(buyer: Any, clerk: Any, work: Callable[[], int]) -> Callable[[], dict[str, Any]]:
    """Place an order of one line, take it to `shipped` and do the work that is due then."""

    def ship() -> dict[str, Any]:
        order: dict[str, Any] = buyer.api.post("orders/", order_body((goods(name="Чайник «Ёлка»"), 2))).json()
        take(order, clerk)
        work()
        return order

    return ship


def take(order: Any, clerk: Any) -> None:
    for status in ("confirmed", "assembled", "shipped"):
        assert clerk.api.patch(f"orders/{order['id']}/", {"status": status}).status_code == 200


def on_its_way() -> Delivery:
    return Delivery.objects.get(listener__endswith="tell_shipping", done_at=None)


def go_on() -> Shipment:
    """Let the time pass that the one shipment waits, and have its delivery run."""
    past = timezone.now() - timedelta(seconds=1)
    Shipment.objects.update(next_at=past)
    delivery = on_its_way()
    Delivery.objects.filter(pk=delivery.pk).update(due_at=past)
    deliver(delivery.pk)
    return Shipment.objects.get()


def alarms() -> list[Any]:
    return [letter for letter in mail.outbox if "was not told" in letter.subject]


def judged(status: int | None, attempts: int, lasted: timedelta) -> ShipmentStatus:
    return verdict(CarrierAnswer(status), attempts=attempts, lasted=lasted)


def wait_of(shipment: Shipment) -> float:
    assert shipment.next_at is not None
    return (shipment.next_at - timezone.now()).total_seconds()


def test_each_part_is_told_of_once_when_it_is_shipped(
    placed_of_two: Any, clerk: Any, work: Callable[[], int], carrier: Carrier
) -> None:
    order, (one, two) = placed_of_two, placed_of_two["parts"]
    for status in ("confirmed", "assembled", "shipped"):
        public.move_part(supplier_id=two["supplier"]["id"], part_id=two["id"], status=status, by=None)
    work()
    (told,) = carrier.heard
    assert (told.path, told.token) == ("/shipments?shop=torg", f"Bearer {TOKEN}")
    assert (told.body["order_id"], told.body["number"], told.body["part_id"]) == (
        order["id"],
        order["number"],
        two["id"],
    )
    assert told.body["supplier"] == two["supplier"]
    assert {name: told.body["address"][name] for name in ADDRESS} == ADDRESS
    line = order["items"][1]
    said = ("offer_id", "product_id", "sku", "model", "gtin", "name", "quantity")
    assert told.body["items"] == [{name: line[name] for name in said}]
    assert line["sku"]
    for status in ("confirmed", "assembled", "shipped", "delivered"):
        public.move_part(supplier_id=one["supplier"]["id"], part_id=one["id"], status=status, by=None)
    work()
    assert [heard.body["part_id"] for heard in carrier.heard] == [two["id"], one["id"]]
    assert len({heard.key for heard in carrier.heard}) == 2
    known = {row.part_id: (row.status, row.key, row.reference, row.attempts) for row in Shipment.objects.all()}
    assert known == {heard.body["part_id"]: (ShipmentStatus.SENT, heard.key, "RA-1", 1) for heard in carrier.heard}


def test_whatever_goes_wrong_it_is_asked_again_with_the_same_key(shipped: Callable[[], Any], carrier: Carrier) -> None:
    carrier.replies = [
        says(500, b"<h1>Oops</h1>\x00 \xff"),
        CUT,
        CUT_IN_THE_MIDDLE,
        HANG,
        DRIP,
        says(409),
        says(429, Retry_After="120"),
        says(503, Retry_After=http_date((timezone.now() + timedelta(seconds=600)).timestamp())),
        says(503, Retry_After="99999999999999999999"),
        says(201, b'{"id": 42}'),
    ]
    shipped()
    shipment, waits, errors = Shipment.objects.get(), [], []
    while shipment.status == ShipmentStatus.WAITING:
        waits.append(wait_of(shipment))
        errors.append(shipment.last_error)
        due = on_its_way().due_at
        assert due is not None
        assert shipment.next_at is not None
        assert abs((due - shipment.next_at).total_seconds()) < 30
        assert on_its_way().last_error == shipment.last_error
        shipment = go_on()
    assert (shipment.status, shipment.reference, shipment.last_error) == (ShipmentStatus.SENT, "42", "")
    assert (shipment.attempts, shipment.next_at, len(carrier.heard)) == (10, None, 10)
    assert {heard.key for heard in carrier.heard} == {shipment.key}
    assert all(heard.body == carrier.heard[0].body for heard in carrier.heard)
    assert errors[0].startswith("HTTP 500 Internal Server Error <h1>Oops</h1>")
    assert "timed out" in errors[3]
    assert "no whole answer" in errors[4]
    for n, wait in enumerate(waits[:6]):
        assert wait <= 1.25 * 10 * 3**n
        assert wait > 0.75 * 10 * 3**n - 60  # what a slow machine may have taken since
    assert 60 < waits[6] <= 132
    assert 540 < waits[7] <= 660
    assert waits[8] <= 1.1 * LONGEST_ASKED.total_seconds()
    assert not Delivery.objects.filter(listener__endswith="tell_shipping", done_at=None).exists()


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_what_is_refused_is_not_asked_again_until_somebody_says_so(
    shipped: Callable[[], Any], carrier: Carrier, work: Callable[[], int], status: int, settings: Any
) -> None:
    carrier.replies = [says(status, json.dumps({"detail": "Нет такого города"}).encode())]  # its letters escaped
    shipped()
    shipment = Shipment.objects.get()
    assert (shipment.status, shipment.attempts, shipment.next_at) == (ShipmentStatus.REFUSED, 1, None)
    assert "Нет такого города" in shipment.last_error
    assert not Delivery.objects.filter(listener__endswith="tell_shipping", done_at=None).exists()
    work()
    (alarm,) = alarms()
    assert alarm.to == [settings.ADMIN_EMAIL]
    assert "refused" in str(alarm.body)
    assert "Нет такого города" in str(alarm.body)
    shipments.send_again(shipment_id=shipment.pk)
    work()
    assert len(alarms()) == 1
    shipment.refresh_from_db()
    assert (shipment.status, shipment.attempts) == (ShipmentStatus.SENT, 1)
    assert {heard.key for heard in carrier.heard} == {shipment.key}


def test_it_is_given_up_after_many_attempts_and_begun_anew_by_hand(
    shipped: Callable[[], Any], carrier: Carrier, work: Callable[[], int], person: Any, settings: Any, client: Any
) -> None:
    carrier.replies = [says(500, Retry_After="1")] * (USUAL_ATTEMPTS + 2)
    began = timezone.now()
    order = shipped()
    for _ in range(USUAL_ATTEMPTS - 2):
        assert 0 < wait_of(go_on()) <= 1.1
    # The usual attempts are used up in a moment, as the service wished; from then on it is asked hourly, for hours.
    for attempts in (USUAL_ATTEMPTS, USUAL_ATTEMPTS + 1):
        shipment = go_on()
        assert (shipment.status, shipment.attempts) == (ShipmentStatus.WAITING, attempts)
        assert 0.7 * 3600 < wait_of(shipment) <= 1.25 * 3600
    assert (failed_shipments().table.lines, untold_now().values["waiting"]) == ((), 1)  # type: ignore[union-attr]
    assert [finding.level for finding in checks.shipments()] == ["well"]
    Shipment.objects.update(begun_at=began - PATIENCE)
    shipment = go_on()
    asked = USUAL_ATTEMPTS + 2
    assert (shipment.status, shipment.attempts, shipment.next_at) == (ShipmentStatus.GIVEN_UP, asked, None)
    assert len(carrier.heard) == asked
    work()
    (alarm,) = alarms()
    assert order["number"] in alarm.subject
    assert f"/admin/orders/shipment/{shipment.pk}/change/" in str(alarm.body)
    assert "14 attempts" in str(alarm.body)
    (line,) = failed_shipments().table.lines  # type: ignore[union-attr]
    assert len(line.cells) == 3  # a panel is a third of the page wide, and its cells do not wrap
    assert (line.cells[:2], line.link) == (
        (f"{order['number']} · {order['items'][0]['supplier']['name']}", "given up"),
        f"/admin/orders/shipment/{shipment.pk}/change/",
    )
    assert untold_now().values == {"waiting": 0, "refused": 0, "given_up": 1}
    assert [finding.level for finding in checks.shipments()] == ["wrong"]
    boss = person(is_staff=True, is_superuser=True)
    client.force_login(boss)
    page = reverse("admin:orders_shipment_change", args=[shipment.pk])
    for seen in (page, reverse("admin:orders_shipment_changelist"), f"/admin/orders/order/{order['id']}/change/"):
        assert "HTTP 500" in client.get(seen).content.decode()
    assert 'value="again"' in client.get(page).content.decode()
    listed = reverse("admin:orders_shipment_changelist")
    for search, found in ((order["number"], True), (shipment.key, True), ("T-999999999", False), ("nonsense", False)):
        assert (page in client.get(listed, {"q": search}).content.decode()) is found, search
    press = reverse("admin:orders_shipment_step", args=[shipment.pk])
    assert client.get(press).status_code == 405
    assert client.post(press, {"step": "again"}).status_code == 302
    again = Shipment.objects.get()
    assert (again.status, again.attempts, again.key) == (ShipmentStatus.WAITING, 0, shipment.key)
    assert again.begun_at >= began
    delivery = on_its_way()
    deliver(delivery.pk)
    assert Shipment.objects.get().status == ShipmentStatus.SENT
    assert "RA-1" in client.get(page).content.decode()
    assert 'value="again"' not in client.get(page).content.decode()
    client.post(press, {"step": "again"})  # pressed on a page that was opened earlier
    assert Shipment.objects.get().status == ShipmentStatus.SENT
    assert len(carrier.heard) == asked + 1
    assert not failed_shipments().table.lines  # type: ignore[union-attr]
    client.force_login(person(is_staff=True))
    assert client.post(press, {"step": "again"}).status_code == 403


def test_many_failures_are_one_letter_an_hour(
    shipped: Callable[[], Any], carrier: Carrier, work: Callable[[], int]
) -> None:
    orders = []
    for _ in range(3):
        carrier.replies = [says(400, "Нет такого города".encode())]
        orders.append(shipped())
        work()
    (first,) = alarms()
    assert orders[0]["number"] in first.subject
    waiting = Delivery.objects.filter(listener__endswith="shipping.raise_alarm", done_at=None)
    assert [one.due_at is not None and one.due_at > timezone.now() + APART * 0.8 for one in waiting] == [True, True]
    Shipment.objects.exclude(alarmed_at=None).update(alarmed_at=timezone.now() - APART)
    waiting.update(due_at=timezone.now())
    for delivery in list(waiting):
        deliver(delivery.pk)
    second = alarms()[-1]
    assert second.subject == "The shipping service was not told of 2 parts"
    for order in orders[1:]:
        assert f"{order['number']} · " in second.body
    assert orders[0]["number"] not in second.body
    assert second.body.count("Нет такого города") == 2
    assert (len(alarms()), waiting.all().exists()) == (2, False)
    last = Shipment.objects.latest("pk")
    again = claim(shipment_id=last.pk, round=1, letter=last.alarm)
    assert len(again) == 2  # a letter that could not be sent is tried again whole
    assert claim(shipment_id=last.pk, round=1, letter="another") == []


def test_two_workers_never_call_at_once_and_a_dead_one_is_replaced(
    shipped: Callable[[], Any], carrier: Carrier
) -> None:
    carrier.replies = [says(500)]
    shipped()
    row = Shipment.objects.get()
    with pytest.raises(NotYet):  # its time has not come
        shipments.claim(shipment_id=row.pk, round=1)
    Shipment.objects.update(next_at=timezone.now())
    held = shipments.claim(shipment_id=row.pk, round=1)
    assert held is not None
    with pytest.raises(NotYet):
        shipments.claim(shipment_id=row.pk, round=1)
    # Set going anew by hand meanwhile: the earlier announcement is void, and the new one waits for the call's end.
    shipments.send_again(shipment_id=row.pk)
    assert shipments.claim(shipment_id=row.pk, round=1) is None
    with pytest.raises(NotYet):
        shipments.claim(shipment_id=row.pk, round=2)
    # What the first worker says of its failure no longer counts; and it dies before it can say more.
    shipments.settle(held, CarrierAnswer(400, "late"))
    assert Shipment.objects.get().status == ShipmentStatus.WAITING
    Shipment.objects.update(busy_until=timezone.now() - timedelta(seconds=1))
    assert shipments.claim(shipment_id=row.pk, round=2) is not None
    # But that it was told counts, whoever told it.
    shipments.settle(held, CarrierAnswer(201, reference="RA-7"))
    assert (Shipment.objects.get().status, Shipment.objects.get().reference) == (ShipmentStatus.SENT, "RA-7")
    assert shipments.claim(shipment_id=row.pk, round=2) is None


def test_it_is_not_sent_away_to_another_host(shipped: Callable[[], Any], carrier: Carrier, settings: Any) -> None:
    other = Carrier()
    threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        carrier.replies = [says(307, Location=other.url)]
        shipped()
        shipment = Shipment.objects.get()
        assert (shipment.status, other.heard) == (ShipmentStatus.REFUSED, [])
        assert other.url in shipment.last_error
    finally:
        other.close()
    for reply in (
        says(302, Location="/v2"),
        says(303, Location="/v2"),
        says(308, Location="//evil.example/"),
        says(301),
    ):
        carrier.heard.clear()
        carrier.replies = [reply]
        answer = clients.announce_shipment(carrier.url, {}, key="k")
        assert (answer.status, len(carrier.heard)) == (reply.status, 1)
    carrier.heard.clear()
    carrier.replies = [says(308, Location="/v2/shipments"), says(307, Location=f"{carrier.url}&b=2")]
    assert clients.announce_shipment(carrier.url, {"a": 1}, key="k", token=TOKEN).status == 201
    assert [heard.path for heard in carrier.heard] == [
        "/shipments?shop=torg",
        "/v2/shipments",
        "/shipments?shop=torg&b=2",
    ]
    assert {(heard.key, heard.token, str(heard.body)) for heard in carrier.heard} == {
        ("k", f"Bearer {TOKEN}", "{'a': 1}")
    }
    carrier.replies = [says(307, Location="/round")] * 9
    assert clients.announce_shipment(carrier.url, {}, key="k").status == 307


@pytest.mark.parametrize(
    ("content", "reference"),
    [
        (b'{"reference": "RA 12\\n3", "id": 1}', "RA 12 3"),
        (b'{"tracking_number": "T\\u00001"}', "T1"),
        (b'{"id": true, "reference": null}', ""),
        (b'["RA"]', ""),
        (b"\xff\xfe", ""),
        (b"[" * 60_000, ""),
        (b'{"id": "RA\\ud800"}', "RA?"),
        (b'{"id": "' + b"9" * 500 + b'"}', "9" * 100),
        (b'{"id": "' + b"9" * 10_000_000, ""),
        (b"", ""),
    ],
)
def test_a_reference_is_taken_from_what_is_said(carrier: Carrier, content: bytes, reference: str) -> None:
    carrier.replies = [Reply(content=content)]
    answer = clients.announce_shipment(carrier.url, {}, key="k")
    assert (answer.status, answer.reference) == (201, reference)
    assert carrier.heard[0].token == ""


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://[bad", "http://127.0.0.1:99999999/", "ftp://", "nonsense"]
)
def test_an_address_that_leads_nowhere_is_an_answer_too(url: str) -> None:
    answer = clients.announce_shipment(url, {}, key="k")
    assert (answer.status, verdict(answer, attempts=1, lasted=timedelta(0))) == (None, ShipmentStatus.WAITING)
    assert answer.said


def test_nobody_is_told_where_nobody_is_to_be_told(shipped: Callable[[], Any], carrier: Carrier, settings: Any) -> None:
    settings.SHIPPING_API_URL = ""
    shipped()
    assert (Shipment.objects.count(), carrier.heard) == (0, [])


def test_waits_grow_vary_and_are_kept_to() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert asked_wait("120", now=now) == timedelta(seconds=120)
    assert asked_wait("Sat, 21 Nov 2026 12:05:00 GMT", now=now) == timedelta(minutes=5)
    assert asked_wait("Sat, 21 Nov 2026 11:00:00 GMT", now=now) == timedelta(0)
    assert asked_wait("9" * 400, now=now) == LONGEST_ASKED
    for nonsense in ("", "-1", "1.5", "soon", "١٢", "Sat, 99 Foo 2026", "Sat, 21 Nov 99999 11:00:00 GMT"):
        assert asked_wait(nonsense, now=now) is None
    plain = [wait_after(n, asked=None, spread=0.5) for n in range(1, 40)]
    assert plain == sorted(plain)
    assert (plain[0], plain[1], plain[-1]) == (timedelta(seconds=10), timedelta(seconds=30), LONGEST_WAIT)
    spread = {wait_after(3, asked=None, spread=random.random()) for _ in range(50)}
    assert len(spread) > 40
    for n in (1, 5):
        assert wait_after(n, asked=timedelta(seconds=90), spread=0) == timedelta(seconds=90)
        assert wait_after(n, asked=timedelta(seconds=90), spread=1) == timedelta(seconds=99)
        assert wait_after(n, asked=timedelta(0), spread=0) == timedelta(seconds=1)
        assert wait_after(n, asked=timedelta(days=9), spread=0) == LONGEST_ASKED
    assert wait_after(USUAL_ATTEMPTS, asked=timedelta(seconds=1), spread=0.5) == LONGEST_WAIT
    assert wait_after(USUAL_ATTEMPTS, asked=timedelta(hours=3), spread=0) == timedelta(hours=3)
    for status in (408, 409, 425, 429, 500, 502, 503, 504, None):
        for attempts, lasted in ((1, PATIENCE), (USUAL_ATTEMPTS, PATIENCE * 0.99), (USUAL_ATTEMPTS - 1, PATIENCE * 9)):
            assert judged(status, attempts, lasted) == ShipmentStatus.WAITING
        assert judged(status, USUAL_ATTEMPTS, PATIENCE) == ShipmentStatus.GIVEN_UP
    for status in (301, 307, 400, 401, 403, 404, 405, 410, 413, 422):
        assert judged(status, 1, timedelta(0)) == ShipmentStatus.REFUSED
    for status in (200, 201, 202, 204):
        assert judged(status, 1, timedelta(0)) == ShipmentStatus.SENT
