"""A list meets the catalogue: all of it or nothing, each supplier by itself, and in the order of the versions."""

import threading
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DataError, OperationalError, connection

from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.models.suppliers import SupplierCategory
from modules.catalog.public import Applied
from modules.partners.errors import IllegalStep
from modules.partners.formats.checks import Checker
from modules.partners.models.price_lists import Feed, PriceList
from modules.partners.rules import STEPS, Status
from modules.partners.services import feeds, reading, running
from modules.partners.services.submitting import submit
from tests.partners.conftest import good, post_file, rows, yaml_list

# Real transactions: what is undone here must really be undone.
pytestmark = pytest.mark.django_db(transaction=True)


def status(user: Any, sent: Any) -> str:
    return str(user.api.get(sent["status_url"]).json()["status"])


def test_what_a_full_list_leaves_out_is_retired_and_may_come_back(
    api: Any, supplier: Any, send: Any, shelf: Any
) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    before = shelf(supplier)
    done = send(supplier, yaml_list(good(1)))
    assert (done["counts"]["same"], done["counts"]["retired"]) == (1, 1)
    assert set(shelf(supplier)) == {"1"}
    gone = api.get(f"products/{before['2']['product_id']}/")
    assert (gone.status_code, gone.json()["in_stock"]) == (200, False)
    back = send(supplier, yaml_list(good(1), good(2, price=120)))
    assert back["counts"]["retired"] == 0
    after = shelf(supplier)
    assert (after["2"]["id"], after["2"]["price"]) == (before["2"]["id"], "120.00")
    assert after["2"]["product_id"] == before["2"]["product_id"]


def test_a_retired_offer_does_not_retire_again(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    send(supplier, yaml_list(good(1)))
    assert send(supplier, yaml_list(good(1, price=7)))["counts"] == {
        "new": 0, "changed": 1, "same": 0, "retired": 0, "errors": 0
    }  # fmt: skip


def test_other_suppliers_are_left_alone(supplier: Any, trader: Any, send: Any, shelf: Any) -> None:
    other = trader()
    send(other, yaml_list(good(1), good(2), shop="Другой", categories=[{"id": 1, "name": "Чайники"}]))
    before = shelf(other)
    send(supplier, yaml_list(good(1, price=9), good(3)))
    send(supplier, yaml_list(good(3)))
    assert shelf(other) == before
    assert set(shelf(supplier)) == {"3"}


def test_a_row_that_is_wrong_today_does_not_lose_the_offer(supplier: Any, send: Any, shelf: Any) -> None:
    """The supplier still names it: only its new price cannot be read."""
    send(supplier, yaml_list(good(1), good(2)))
    done = send(supplier, yaml_list(good(1, price="дорого"), good(2, price=120)))
    assert (done["counts"]["errors"], done["counts"]["retired"]) == (1, 0)
    assert {id: one["price"] for id, one in shelf(supplier).items()} == {"1": "100.00", "2": "120.00"}


@pytest.mark.parametrize("stumble", [OverflowError, ValueError, KeyError, RecursionError])
def test_who_stumbles_over_a_file_says_so_at_once(
    supplier: Any, send: Any, monkeypatch: pytest.MonkeyPatch, stumble: type[Exception]
) -> None:
    monkeypatch.setattr(Checker, "check", Mock(side_effect=stumble))
    done = send(supplier, yaml_list(good(1), good(2)))
    assert (done["status"], done["error"]["code"]) == ("failed", "internal_error")


def test_a_failure_in_the_middle_leaves_the_catalogue_as_it_was(
    supplier: Any, send: Any, shelf: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    before = shelf(supplier)
    whole = catalog.apply_price_list

    def broken(**values: Any) -> Applied:
        def then(applied: Applied) -> None:
            values["then"](applied)
            raise DataError("the disk is full")

        return whole(**values | {"then": then})

    monkeypatch.setattr(catalog, "apply_price_list", broken)
    done = send(supplier, yaml_list(good(1, price=50), good(3)))
    assert (done["status"], done["error"]["code"]) == ("failed", "internal_error")
    assert shelf(supplier) == before
    monkeypatch.undo()
    assert send(supplier, yaml_list(good(1, price=50), good(3)))["status"] == "applied"
    assert set(shelf(supplier)) == {"1", "3"}


def test_a_lost_connection_is_tried_again_by_the_outbox(
    supplier: Any, send: Any, shelf: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(**values: Any) -> Applied:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(catalog, "apply_price_list", lost)
    done = send(supplier, yaml_list(good(1)))
    assert done["status"] == "parsing"
    monkeypatch.undo()
    delivery = Delivery.objects.get(event="partners.PriceListQueued")
    assert (delivery.done_at, delivery.attempts, delivery.last_error[:16]) == (None, 1, "OperationalError")
    running.work_off(supplier_id=supplier.supplier_id, worker=f"delivery-{delivery.pk}")
    assert supplier.api.get(f"partner/price-lists/{done['id']}/").json()["counts"]["new"] == 1
    assert set(shelf(supplier)) == {"1"}


def test_a_file_that_kills_every_worker_is_given_up(supplier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    job = submit(supplier_id=supplier.supplier_id, user_id=None, name="x", chunks=[yaml_list(good(1))])

    def killed(*args: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(running, "apply", killed)
    for _ in range(running.MAX_RUNS):
        with pytest.raises(SystemExit):
            running.work_off(supplier_id=supplier.supplier_id, worker="a")
    running.work_off(supplier_id=supplier.supplier_id, worker="a")
    job.refresh_from_db()
    assert (job.status, job.error_code) == (Status.FAILED, "gave_up")


def test_a_run_that_was_cut_off_starts_again_from_the_beginning(supplier: Any, shelf: Any) -> None:
    content = yaml_list(good(1, price="?"), good(2))
    job = submit(supplier_id=supplier.supplier_id, user_id=None, name="x", chunks=[content])
    feeds.claim(supplier_id=supplier.supplier_id, worker="a")
    cut_off = PriceList.objects.get(pk=job.pk)
    begun = reading.Reading(cut_off)
    begun.open()
    assert len(list(begun.rows())) == 1
    assert cut_off.rows.count() == 1
    running.work_off(supplier_id=supplier.supplier_id, worker="a")
    job.refresh_from_db()
    assert (job.status, job.runs, job.errors, job.rows.count()) == (Status.APPLIED, 2, 1, 2)
    assert set(shelf(supplier)) == {"2"}


def test_a_newer_full_list_supersedes_those_that_wait(supplier: Any, work: Any, shelf: Any) -> None:
    old = post_file(supplier.api, yaml_list(good(1))).json()
    asked = post_file(supplier.api, yaml_list(good(1)), dry_run="true").json()
    update = post_file(supplier.api, yaml_list(good(2)), mode="update").json()
    new = post_file(supplier.api, yaml_list(good(3))).json()
    assert [status(supplier, one) for one in (old, asked, update, new)] == [
        "superseded",
        "queued",
        "superseded",
        "queued",
    ]
    work()
    assert [status(supplier, one) for one in (asked, new)] == ["superseded", "applied"]
    assert set(shelf(supplier)) == {"3"}


def test_an_update_waits_for_the_list_before_it(supplier: Any, work: Any, shelf: Any) -> None:
    whole = post_file(supplier.api, yaml_list(good(1), good(2))).json()
    update = post_file(supplier.api, yaml_list(good(2, price=50)), mode="update").json()
    work()
    assert [status(supplier, one) for one in (whole, update)] == ["applied", "applied"]
    assert {id: one["price"] for id, one in shelf(supplier).items()} == {"1": "100.00", "2": "50.00"}


def test_one_job_at_a_time_and_none_is_forgotten(supplier: Any, shelf: Any) -> None:
    id = supplier.supplier_id
    first = submit(supplier_id=id, user_id=None, name="x", chunks=[yaml_list(good(1))], mode="update")
    assert feeds.claim(supplier_id=id, worker="a") == first
    submit(supplier_id=id, user_id=None, name="x", chunks=[yaml_list(good(2))], mode="update")
    running.work_off(supplier_id=id, worker="b")  # finds the feed taken, and leaves
    assert set(PriceList.objects.values_list("status", flat=True)) == {"parsing", "queued"}
    running.work_off(supplier_id=id, worker="a")
    assert set(PriceList.objects.values_list("status", flat=True)) == {"applied"}
    assert set(shelf(supplier)) == {"1", "2"}
    assert Feed.objects.get().worker == ""


def test_a_worker_that_shows_no_life_is_replaced(supplier: Any, shelf: Any) -> None:
    id = supplier.supplier_id
    submit(supplier_id=id, user_id=None, name="x", chunks=[yaml_list(good(1))])
    feeds.claim(supplier_id=id, worker="dead")
    running.work_off(supplier_id=id, worker="b")
    assert not shelf(supplier)
    Feed.objects.update(worker_until="2020-01-01T00:00Z")
    running.work_off(supplier_id=id, worker="b")
    assert set(shelf(supplier)) == {"1"}


def test_an_older_list_that_ends_last_does_not_win(supplier: Any, shelf: Any) -> None:
    id = supplier.supplier_id
    old = submit(supplier_id=id, user_id=None, name="x", chunks=[yaml_list(good(1))])
    feeds.claim(supplier_id=id, worker="slow")
    old.refresh_from_db()
    Feed.objects.filter(pk=id).update(applied_version=5)
    running.work_off(supplier_id=id, worker="slow")
    old.refresh_from_db()
    assert (old.status, shelf(supplier)) == (Status.SUPERSEDED, {})


def test_a_worker_that_was_thought_dead_cannot_end_the_others_run(supplier: Any) -> None:
    submit(supplier_id=supplier.supplier_id, user_id=None, name="x", chunks=[yaml_list(good(1))])
    slow = feeds.claim(supplier_id=supplier.supplier_id, worker="slow")
    assert slow
    Feed.objects.update(worker_until="2020-01-01T00:00Z")
    running.work_off(supplier_id=supplier.supplier_id, worker="quick")
    with pytest.raises(IllegalStep):
        running.apply(slow)


def test_the_end_is_announced_with_its_counts(supplier: Any, send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("modules.partners.services.applying.publish", heard.append)
    done = send(supplier, yaml_list(good(1), good(2, price="?")))
    (event,) = heard
    assert (event.price_list_id, event.supplier_id) == (done["id"], supplier.supplier_id)
    assert {name: getattr(event, name) for name in done["counts"]} == done["counts"]


def test_every_status_has_its_steps() -> None:
    assert set(STEPS) == set(Status)
    assert not any(then in (Status.QUEUED,) for after in STEPS.values() for then in after)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_EVERY_ROWS", 10)


def test_progress_is_seen_from_outside_while_the_file_is_read(
    supplier: Any, small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another connection sees rows read and errors grow before anything is applied."""
    seen: list[dict[str, Any]] = []

    def look() -> None:
        seen.append(PriceList.objects.values("status", "rows_read", "rows_total", "errors").get())
        connection.close()

    def reported(supplier_id: int) -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(timeout=10)

    goods = [good(id, price="?" if id % 2 else 5) for id in range(40)]
    submit(supplier_id=supplier.supplier_id, user_id=None, name="x", chunks=[yaml_list(*goods)])
    monkeypatch.setattr(
        "modules.partners.services.feeds.show_life", lambda id: connection.on_commit(lambda: reported(id))
    )
    running.work_off(supplier_id=supplier.supplier_id, worker="a")
    assert [(one["rows_read"], one["errors"]) for one in seen[:4]] == [(10, 5), (20, 10), (30, 15), (40, 20)]
    assert {one["status"] for one in seen} == {"parsing"}
    assert all(one["rows_total"] >= one["rows_read"] for one in seen)


def stated(user: Any, *fields: str) -> dict[str, Any]:
    found = Offer.objects.filter(supplier_id=user.supplier_id, retired_at=None)
    return {external_id: tuple(rest) for external_id, *rest in found.values_list("external_id", *fields)}


def test_a_list_without_columns_leaves_what_stands(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1, model="ZX-1", price_rrc=150, brand="Заря"), good(2, model="ZX-2")))
    kept = ("model", "price_rrp", "filed_under", "product__category__name", "product__brand")
    before = stated(supplier, *kept)
    done = send(supplier, "id,name,price,quantity\n1,Товар 1,90,3\n2,Товар 2,100,5\n".encode())
    assert (done["status"], done["counts"]["changed"], done["counts"]["same"]) == ("applied", 1, 1)
    assert stated(supplier, "price", "quantity")["1"] == (Decimal("90.00"), 3)
    assert stated(supplier, *kept) == before
    assert before["1"][:2] == ("ZX-1", Decimal("150.00"))


@pytest.mark.parametrize("mode", ["full", "update"])
def test_prices_alone_of_known_goods_and_unknown_ones_refused(supplier: Any, send: Any, mode: str) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    done = send(supplier, b"id;quantity\n1;3\n2;4\n9;1\n", mode=mode)
    assert (done["status"], done["counts"]["changed"], done["counts"]["errors"]) == ("applied", 2, 1)
    assert stated(supplier, "quantity") == {"1": (3,), "2": (4,)}
    (refused,) = rows(supplier, done, status="error")
    assert [one["code"] for one in refused["errors"]] == ["missing_name", "missing_price"]
    assert send(supplier, b"id;price\n7;30\n", mode=mode)["status"] == "failed"


def test_a_category_by_its_id_alone_keeps_its_name_and_rollback_gives_one_back(supplier: Any, send: Any) -> None:
    def called() -> str:
        return str(SupplierCategory.objects.get(supplier=supplier.supplier_id, key="1").name)

    send(supplier, yaml_list(good(1)))
    bare = send(supplier, yaml_list(good(1, price=90), categories=[]))
    assert (bare["status"], called()) == ("applied", "Смартфоны")
    assert "category_renamed" not in {one["code"] for one in bare["warnings"]}
    renaming = send(supplier, yaml_list(good(1, price=80), categories=[{"id": 1, "name": "Чайники"}]))
    assert (renaming["status"], called()) == ("review", "Смартфоны")
    assert [one["code"] for one in renaming["warnings"] if one["hold"]] == ["category_renamed"]
    assert supplier.api.post(f"partner/price-lists/{renaming['id']}/approve/").status_code == 202
    running.work_off(supplier_id=supplier.supplier_id, worker="")
    assert called() == "Чайники"
    assert supplier.api.post(f"partner/price-lists/{renaming['id']}/rollback/").status_code == 200
    kept = SupplierCategory.objects.get(supplier=supplier.supplier_id, key="1")
    assert (kept.name, kept.former_name) == ("Смартфоны", "")
