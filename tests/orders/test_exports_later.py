"""Exports of many orders: a CSV that is sent while it is made, a workbook that is made in the background."""

from collections.abc import Callable
from datetime import timedelta
from itertools import batched
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import files
from modules.orders import resources
from modules.orders.models.exports import OrderExport
from modules.orders.models.orders import Order
from modules.orders.rules.states import Status
from modules.orders.services import exporting, steps
from modules.orders.tasks import forget_order_exports
from tests.orders.shop import goods, order_body
from tests.orders.test_exports import desk, records_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["desk"]
EXPORTS = "admin/orders/exports/"


def ask(clerk: Any, **body: Any) -> dict[str, Any]:
    answer = clerk.api.post(EXPORTS, {"format": "xlsx", **body})
    assert answer.status_code == 202, answer.content
    asked: dict[str, Any] = answer.json()
    assert answer["Location"] == f"/api/v1/{EXPORTS}{asked['id']}/"
    return asked


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_it_is_made_late_of_what_was_there_when_it_was_asked_for(
    placed: Any, buyer: Any, person: Any, clerk: Any, work: Callable[[], int], ending: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(resources, "AT_ONCE", 2)
    orders = [placed() for _ in range(3)]
    person().api.post("orders/", order_body((goods(), 1)))
    asked = ask(clerk, format=ending, user_id=buyer.pk)
    assert (asked["status"], asked["orders"], asked["file_url"]) == ("queued", 3, None)
    path = f"{EXPORTS}{asked['id']}/"
    assert clerk.api.get(f"{path}file/").status_code == 404
    placed()
    steps.move_order(order_id=orders[0]["id"], status=Status.CONFIRMED, by=None)
    work()
    made = clerk.api.get(path).json()
    assert (made["status"], made["file_url"]) == ("ready", f"/api/v1/{path}file/")
    file = clerk.api.get(made["file_url"])
    assert file["Content-Type"] == resources.FORMATS[ending].content_type
    assert f'filename="orders-{timezone.localdate():%Y-%m-%d}.{ending}"' in file["Content-Disposition"]
    assert len(file.getvalue()) == made["size"]
    rows = records_of(clerk.api.get(made["file_url"]), ending)
    assert [row["number"] for row in rows] == [order["number"] for order in reversed(orders)]
    assert [row["status"] for row in rows] == ["pending", "pending", "confirmed"]
    assert [one["id"] for one in clerk.api.get(EXPORTS).json()["items"]] == [asked["id"]]
    assert OrderExport.objects.get().order_ids == []


def test_it_speaks_the_language_of_whoever_asked(placed: Any, clerk: Any, work: Callable[[], int]) -> None:
    placed()
    answer = clerk.api.post(EXPORTS, {"format": "csv"}, headers={"Accept-Language": "ru"})
    work()
    text = text_of(clerk.api.get(f"{EXPORTS}{answer.json()['id']}/file/", headers={"Accept-Language": "en"}))
    assert ";100,00;" in text
    assert "ожидает" in text


def test_it_is_for_the_staff_and_has_its_bounds(
    placed: Any, clerk: Any, buyer: Any, api: Any, work: Callable[[], int], monkeypatch: Any
) -> None:
    placed()
    asked = ask(clerk)
    work()
    path = f"{EXPORTS}{asked['id']}/"
    for one in (EXPORTS, path, f"{path}file/"):
        assert (api.get(one).status_code, buyer.api.get(one).status_code) == (401, 403)
    assert buyer.api.post(EXPORTS, {"format": "csv"}).status_code == 403
    for odd in ({}, {"format": "pdf"}, {"format": "csv", "status": "zzz"}, {"format": "csv", "x": 1}):
        assert clerk.api.post(EXPORTS, odd).status_code == 422
    assert clerk.api.get(f"{EXPORTS}999999/").status_code == 404
    monkeypatch.setattr(exporting, "MOST", 0)
    refused = clerk.api.post(EXPORTS, {"format": "csv"})
    assert (refused.status_code, refused.json()["code"]) == (413, "export_too_large")
    assert OrderExport.objects.count() == 1


def test_what_cannot_be_made_says_so_and_its_days_end(
    placed: Any, clerk: Any, work: Callable[[], int], monkeypatch: Any, tmp_path: Path
) -> None:
    placed()
    failed = ask(clerk)
    with monkeypatch.context() as broken:
        broken.setattr(files, "keep", lambda *args: 1 / 0)
        work()
    assert clerk.api.get(f"{EXPORTS}{failed['id']}/").json()["status"] == "failed"
    assert OrderExport.objects.get(pk=failed["id"]).order_ids == []
    asked = ask(clerk)
    work()
    assert len(list((tmp_path / "documents").rglob("*.xlsx"))) == 1
    OrderExport.objects.filter(pk=asked["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    forget_order_exports.call_local()
    over = clerk.api.get(f"{EXPORTS}{asked['id']}/").json()
    assert (over["status"], over["file_url"]) == ("expired", None)
    assert clerk.api.get(f"{EXPORTS}{asked['id']}/file/").status_code == 404
    assert list((tmp_path / "documents").rglob("*.xlsx")) == []


def test_a_workbook_of_many_is_made_in_the_background(
    placed: Any, clerk: Any, desk: Client, work: Callable[[], int], monkeypatch: Any
) -> None:
    placed(), placed()
    monkeypatch.setattr(resources, "AT_HAND", 1)
    refused = clerk.api.get("admin/orders/export.xlsx")
    assert (refused.status_code, refused.json()["limit"]) == (413, 1)
    asked = desk.get("/admin/orders/order/export/xlsx/", follow=True)
    ((path, _status),) = asked.redirect_chain
    assert path == f"/admin/orders/orderexport/{OrderExport.objects.get().pk}/change/"
    assert "The file is being made" in asked.content.decode()
    assert asked["Refresh"] == "2"
    assert desk.get(path.replace("change", "file")).status_code == 404
    work()
    ready = desk.get(path)
    assert not ready.has_header("Refresh")
    assert path.replace("change", "file") in ready.content.decode()
    assert len(records_of(desk.get(path.replace("change", "file")), "xlsx")) == 2
    assert len(records_of(desk.get("/admin/orders/order/export/csv/"), "csv")) == 2, "CSV is sent as it is made"
    listed = desk.get("/admin/orders/orderexport/").content.decode()
    assert path.replace("change", "file") in listed
    assert ("column-id" in listed, "column-pk" in listed) == (True, False)  # headed "ID", not "Pk"


def test_a_file_asks_the_database_as_often_as_there_are_batches(placed: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(resources, "AT_ONCE", 4)
    for _ in range(8):
        placed(goods(), 1)
    for read in (_streamed, _by_ids):
        with CaptureQueriesContext(connection) as asked:
            read()
        assert len(asked) <= 1 + 3 * 3, [one["sql"][:80] for one in asked]


def _streamed() -> None:
    assert len(b"".join(resources.sent(Order.objects.all(), "csv")).splitlines()) == 9


def _by_ids() -> None:
    ids = Order.objects.order_by("-pk").values_list("pk", flat=True)
    resources.file_of(resources.orders_of(batched(ids, 4)), "xlsx").close()
