from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.orders import ports
from modules.orders.models.orders import Order
from tests.orders.shop import ADDRESS, goods, order_body, refusing, supplier

pytestmark = pytest.mark.django_db


def queries(api: Any, path: str) -> tuple[int, list[str], dict[str, Any]]:
    with CaptureQueriesContext(connection) as seen:
        answer = api.get(path)
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    return answer.status_code, [query["sql"].split("WHERE")[0] for query in seen], body


@pytest.mark.parametrize("path", ["orders/{}/", "orders/{}/history/", "orders/{}/invoice.pdf"])
def test_somebody_elses_is_like_none(placed: Any, person: Any, path: str) -> None:
    order, stranger = placed(), person()
    stranger.api.get("orders/")  # whatever is looked up about a person once is looked up now
    theirs = queries(stranger.api, path.format(order["id"]))
    missing = queries(stranger.api, path.format(10**9))
    assert theirs[0] == 404
    assert theirs == missing


@refusing
@pytest.mark.parametrize(("method", "body"), [("PATCH", {"status": "cancelled"}), ("DELETE", None)])
def test_somebody_elses_cannot_be_moved(placed: Any, person: Any, method: str, body: Any) -> None:
    order, stranger = placed(), person()
    answers = [stranger.api(method, f"orders/{id}/", body) for id in (order["id"], 10**9)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert stranger.api.post(f"orders/{order['id']}/reorder/").status_code == 404
    assert Order.objects.get().status == "pending"


def test_nobody_sees_nothing(api: Any, placed: Any) -> None:
    id = placed()["id"]
    for path in ("orders/", f"orders/{id}/", f"orders/{id}/history/", f"orders/{id}/invoice.pdf", "admin/orders/"):
        assert api.get(path).status_code == 401
    assert api.patch(f"orders/{id}/", {"status": "bad"}).status_code == 401


def test_staff_read_any_order(placed: Any, clerk: Any) -> None:
    order = placed()
    assert clerk.api.get(f"orders/{order['id']}/").json() == order
    assert len(clerk.api.get(f"orders/{order['id']}/history/").json()) == 1
    assert clerk.api.get(f"orders/{order['id']}/invoice.pdf").status_code == 202
    assert clerk.api.get("orders/").json()["items"] == []


def test_the_list_is_a_page(placed: Any, buyer: Any) -> None:
    ids = [placed()["id"] for _ in range(3)]
    page = buyer.api.get("orders/?limit=2&count=true").json()
    assert [order["id"] for order in page["items"]] == ids[:0:-1]
    assert page["count"] == 3
    rest = buyer.api.get(f"orders/?limit=2&cursor={page['next']}").json()
    assert ([order["id"] for order in rest["items"]], rest["next"]) == (ids[:1], None)


def test_a_list_costs_the_same_whatever_its_length(placed: Any, buyer: Any) -> None:
    placed()
    short = queries(buyer.api, "orders/")[1]
    for _ in range(5):
        placed()
    assert len(queries(buyer.api, "orders/")[1]) == len(short)


def test_answers_are_kept_for_their_viewer_until_a_write(placed: Any, buyer: Any, clerk: Any, person: Any) -> None:
    path = f"orders/{placed()['id']}/"
    assert [buyer.api.get(path)["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    assert clerk.api.get(path)["X-Cache"] == "MISS"
    assert person().api.get(path).status_code == 404
    etag = buyer.api.get(path)["ETag"]
    same = buyer.api.get(path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert "private" in same["Cache-Control"]
    assert [buyer.api.get("orders/")["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    assert [clerk.api.get("admin/orders/")["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    clerk.api.patch(path, {"status": "confirmed"})
    for api, shown in ((buyer.api, path), (buyer.api, "orders/"), (clerk.api, "admin/orders/"), (clerk.api, path)):
        answer = api.get(shown, headers={"If-None-Match": etag})
        assert (answer.status_code, answer["X-Cache"]) == (200, "MISS"), shown
        assert "confirmed" in answer.content.decode()


def test_staff_narrow_the_list(person: Any, clerk: Any) -> None:
    anna, boris = person(), person()
    vector = supplier("Вектор")
    mine = anna.api.post("orders/", order_body((goods(supplier_id=vector), 1))).json()
    body = order_body((goods(), 1), address={**ADDRESS, "recipient": "Борис 100%", "phone": "8-800-555"})
    his = boris.api.post("orders/", body).json()
    Order.objects.filter(pk=his["id"]).update(created_at="2026-02-03T23:30:00Z", status="confirmed")

    def found(query: str) -> set[int]:
        answer = clerk.api.get(f"admin/orders/?{query}")
        assert answer.status_code == 200, answer.content
        return {order["id"] for order in answer.json()["items"]}

    both = {mine["id"], his["id"]}
    assert found("") == both
    assert found("status=confirmed") == {his["id"]}
    assert found(f"user_id={anna.pk}") == {mine["id"]}
    assert found(f"supplier={vector}") == {mine["id"]}
    assert found("created_from=2026-02-03&created_to=2026-02-03") == {his["id"]}
    assert found("created_to=2026-02-03T23:30:00Z") == set()
    assert found("created_from=2026-02-04T02:30:00%2B03:00&created_to=2026-02-04") == {his["id"]}
    assert found(f"search={his['number']}") == {his["id"]}
    assert found(f"search={his['number'].lower().replace('t-', '')}") == {his["id"]}
    assert found("search=ПЕТР ёл") == {mine["id"]}
    assert found("search=79001112233") == {mine["id"]}
    assert found("search=%25") == {his["id"]}
    assert found("search=_") == set()


@pytest.mark.parametrize(
    "query",
    [
        "status=lost",
        "user_id=0",
        "user_id=1.0",
        "supplier=x",
        "created_from=yesterday",
        "created_from=2026-02-30",
        "created_from=2026-02-03T10:00:00",
        "created_from=20260203",
        "created_to=9999-12-31",
        "search=%00",
        "search=" + "x" * 101,
        "limit=0",
        "limit=101",
    ],
)
def test_hostile_filters(clerk: Any, query: str) -> None:
    assert clerk.api.get(f"admin/orders/?{query}").status_code == 422


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-22T05:44:00", "Must be a date, or a time with its zone, such as 2026-01-31T10:00:00Z."),
        ("2026-02-30", "There is no such date or time."),
    ],
)
def test_a_moment_is_refused_for_what_it_lacks(clerk: Any, moment: str, said: str) -> None:
    refused = clerk.api.get(f"admin/orders/?created_from={moment}", headers={"Accept-Language": "en"})
    assert [error["msg"] for error in refused.json()["errors"]] == [said]


def test_the_list_of_all_is_for_the_staff(buyer: Any) -> None:
    assert buyer.api.get("admin/orders/?status=bad").status_code == 403


@pytest.mark.parametrize("id", ["0", "-1", "x", "1e3", "9" * 30])
def test_paths_that_do_not_exist(buyer: Any, id: str) -> None:
    assert buyer.api.get(f"orders/{id}/").status_code == 404


def test_a_shop_without_carts(placed: Any, buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports.refill_basket, "_answer", None)
    answer = buyer.api.post(f"orders/{placed()['id']}/reorder/")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_cart")
