"""What clerks do with orders: find them, correct them on their page, read their story."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modules.orders.models.documents import Document
from modules.orders.models.orders import Step
from modules.orders.models.revisions import OrderRevision
from tests.orders.shop import ADDRESS, goods, order_body, refusing, shelf

pytestmark = pytest.mark.django_db
FORMULA = "=HYPERLINK(1)"
CHANGED = "The order has changed since you opened it."


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def page_of(order: dict[str, Any]) -> str:
    return f"/admin/orders/order/{order['id']}/correct/"


def typed(order: dict[str, Any], *quantities: int, **more: Any) -> dict[str, Any]:
    """Return the form of the page as it stands, with these quantities and fields typed over."""
    lines = {f"line-{line['id']}": line["quantity"] for line in order["items"]}
    lines |= {f"line-{line['id']}": n for line, n in zip(order["items"], quantities, strict=False)}
    texts = {**order["address"], "comment": order["comment"], "reason": "", "revision": order["revision"]}
    return lines | texts | more


@refusing
def test_an_order_is_corrected_on_its_page(desk: Client, placed: Any, clerk: Any) -> None:
    kettle = goods(quantity=10, name="Чайник <b>")
    order = placed(kettle, 5)
    assert f'href="{page_of(order)}"' in desk.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    shown = desk.get(page_of(order)).content.decode()
    assert f'name="line-{order["items"][0]["id"]}" value="5"' in shown
    assert "Чайник &lt;b&gt;" in shown
    assert "changes nothing" in desk.post(page_of(order), typed(order)).content.decode()
    refused = desk.post(page_of(order), typed(order, 50, reason="More")).content.decode()
    assert "10" in refused
    assert 'value="50"' in refused, "what was typed stays"
    assert desk.post(page_of(order), typed(order, -1)).status_code == 200
    assert desk.post(page_of(order), typed(order, city="")).status_code == 200
    assert (OrderRevision.objects.count(), shelf(kettle)) == (0, (10, 5))
    answer = desk.post(page_of(order), typed(order, 2, city="Уфа", reason="Broken <i>"), follow=True)
    assert answer.redirect_chain == [(f"/admin/orders/order/{order['id']}/change/", 302)]
    story = answer.content.decode()
    for said in (
        "Correction 1",
        "Чайник &lt;b&gt;: 5 → 2",
        "Broken &lt;i&gt;",
        "Казань",
        "Уфа",
        "500.00\xa0RUB → 200.00\xa0RUB",
    ):
        assert said in story, said
    assert shelf(kettle) == (10, 2)
    late = desk.post(page_of(order), typed(order, 1)).content.decode()
    assert CHANGED in late
    assert clerk.api.get(f"admin/orders/{order['id']}/revisions/").json()[0]["after"]["address"]["city"] == "Уфа"


@refusing
def test_a_text_on_the_page_is_a_text_and_what_nobody_touched_stays(desk: Client, placed: Any, clerk: Any) -> None:
    comment = "  Позвоните\n\nзаранее  \n"
    order = placed(goods(quantity=10), 5, comment=comment)
    long = ("a\r\n" * 200 + "b" * 100)[:600]  # five hundred characters, its lines ended as browsers end them
    sent = typed(order, 4, comment=comment.replace("\n", "\r\n"), street="a\x07b\u202e", reason=long)
    assert desk.post(page_of(order), sent).status_code == 302
    kept = clerk.api.get(f"admin/orders/{order['id']}/revisions/").json()[0]
    assert kept["reason"] == long.replace("\r\n", "\n").strip()
    assert (kept["after"]["comment"], kept["after"]["address"]["street"]) == (order["comment"], "ab")
    assert desk.post(page_of(order), typed(order, 3, revision=1, comment="x\x0by", city="Уфа")).status_code == 302
    assert clerk.api.get(f"orders/{order['id']}/").json()["comment"] == "x\ny"


def boxes(page: str) -> dict[str, str]:
    """Return the form of the page as a browser would send it."""
    found = re.findall(r'<input[^>]* name="([^"]+)"(?: value="([^"]*)")?', page)
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page)
    return {name: value for name, value in found + texts if name != "csrfmiddlewaretoken"}


def test_each_field_says_beside_it_and_on_top_what_is_wrong(desk: Client, placed: Any) -> None:
    order = placed(goods(), 5)
    line = f"line-{order['items'][0]['id']}"
    wrong = typed(order, -1, city="", comment="к" * 2001, reason="п" * 501)
    page = desk.post(page_of(order), wrong).content.decode()
    top = page[page.index('role="alert"') : page.index("<table")]
    for field in (line, "city", "comment", "reason"):
        assert f'href="#id_{field}"' in top, field
        assert f'id="id_{field}_error"' in page, field
    assert "at most 500 characters (it has 501)" in top
    assert "Nothing is saved yet." in top
    assert 'role="alert"' not in desk.get(page_of(order)).content.decode()
    assert OrderRevision.objects.count() == 0


@refusing
def test_two_clerks_at_one_order_lose_nothing(desk: Client, buyer: Any, clerk: Any) -> None:
    """The second is told, sees what holds now beside what they had typed, and can save just that."""
    kettle, cup, spoon = (goods(name=name) for name in ("Чайник", "Чашка", "Ложка"))
    order = buyer.api.post("orders/", order_body((kettle, 5), (cup, 5), (spoon, 5))).json()
    one, two, three = (f"line-{line['id']}" for line in order["items"])
    mine = boxes(desk.get(page_of(order)).content.decode()) | {two: "4", three: "3", "comment": "Звоните"}
    theirs = boxes(desk.get(page_of(order)).content.decode()) | {one: "2", three: "0", "city": "Уфа"}
    assert desk.post(page_of(order), theirs).status_code == 302
    page = desk.post(page_of(order), mine).content.decode()
    assert CHANGED in page
    assert "“Ложка” can no longer be corrected; you had typed 3." in page
    again = boxes(page)
    assert (again["revision"], again[one], again[two], three in again) == ("1", "2", "4", False)
    assert (again["city"], again["comment"]) == ("Уфа", "Звоните")
    assert [text in page for text in ("now: 5", "now: 2", "now: –")] == [True, False, True]
    assert OrderRevision.objects.count() == 1
    assert desk.post(page_of(order), again).status_code == 302
    after = clerk.api.get(f"orders/{order['id']}/").json()
    assert [(line["name"], line["quantity"]) for line in after["items"]] == [("Чайник", 2), ("Чашка", 4)]
    assert (after["address"]["city"], after["comment"], after["revision"]) == ("Уфа", "Звоните", 2)


@refusing
def test_what_left_while_it_was_typed_over_is_said(desk: Client, placed_of_two: Any) -> None:
    one, two = (f"line-{line['id']}" for line in placed_of_two["items"])
    mine = boxes(desk.get(page_of(placed_of_two)).content.decode()) | {one: "1", two: "1"}
    part = placed_of_two["parts"][0]["id"]
    for status in ("confirmed", "assembled", "shipped"):
        desk.post(f"/admin/orders/order/{placed_of_two['id']}/step/", {"step": f"{part}:{status}"})
    page = desk.post(page_of(placed_of_two), mine).content.decode()
    assert "“Чайник” can no longer be corrected; you had typed 1." in page
    assert OrderRevision.objects.count() == 0
    assert desk.post(page_of(placed_of_two), boxes(page)).status_code == 302
    assert [line["quantity"] for line in OrderRevision.objects.get().after["items"]] == [2, 1]


def test_a_form_of_no_revision_is_no_crash(desk: Client, placed: Any) -> None:
    order = placed(quantity=3)
    for odd in ("", "x", "-1", "9" * 30, "7", "²"):
        page = desk.post(page_of(order), typed(order, 2, revision=odd)).content.decode()
        assert CHANGED in page
        assert boxes(page)[f"line-{order['items'][0]['id']}"] == "2"


@refusing
def test_an_orders_page_tells_goods_before_the_story(desk: Client, placed_of_two: Any, work: Callable[[], int]) -> None:
    work()
    path = f"/admin/orders/order/{placed_of_two['id']}/"
    part = placed_of_two["parts"][0]["id"]
    desk.post(f"{path}step/", {"step": f"{part}:cancelled"})
    page = desk.get(f"{path}change/").content.decode()
    assert page.index("Чайник") < page.index('class="story"')
    assert "as it should be" in page
    assert "icon-no" not in page
    assert "/history/" not in page  # the story is told here
    assert page.count("400.00\xa0RUB") == 0
    due = desk.get(f"{path}invoice.pdf", follow=True)
    assert "is being made: try in a moment" in due.content.decode()
    work()
    assert desk.get(f"{path}invoice.pdf").content.startswith(b"%PDF")
    Document.objects.update(plain=True)
    assert "plainly" in desk.get(f"{path}change/").content.decode()


def test_the_page_is_for_those_who_may_change_orders(placed: Any, person: Any, desk: Client) -> None:
    order, clerk, reader = placed(), person(is_staff=True), Client()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_order", "view_part"]))
    reader.force_login(clerk)
    assert reader.get(page_of(order)).status_code == 403
    assert page_of(order) not in reader.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    for status in ("confirmed", "assembled", "shipped"):
        desk.post(f"/admin/orders/order/{order['id']}/step/", {"step": status})
    assert page_of(order) not in desk.get(f"/admin/orders/order/{order['id']}/change/").content.decode()
    for answer in (desk.get(page_of(order), follow=True), desk.post(page_of(order), typed(order), follow=True)):
        assert answer.redirect_chain == [(f"/admin/orders/order/{order['id']}/change/", 302)]
        assert "Nothing of this order can be corrected any more." in answer.content.decode()


@refusing
def test_a_reason_is_given_with_a_step(desk: Client, placed: Any) -> None:
    order = placed()
    desk.post(f"/admin/orders/order/{order['id']}/step/", {"step": "cancelled", "said": "Nobody <answers>"})
    assert set(Step.objects.filter(to_status="cancelled").values_list("reason", "actor")) == {
        ("Nobody <answers>", "staff")
    }
    assert "Nobody &lt;answers&gt;" in desk.get(f"/admin/orders/order/{order['id']}/change/").content.decode()


def test_a_search_by_mail_phone_and_number(person: Any, clerk: Any, desk: Client) -> None:
    anna, boris = person(), person()
    mine = anna.api.post("orders/", order_body((goods(), 1))).json()
    his = boris.api.post("orders/", order_body((goods(), 1), address={**ADDRESS, "phone": "8 800 555"})).json()
    for search, found in ((anna.email, mine), (anna.email.upper(), mine), (his["number"], his), ("8800555", his)):
        assert [one["id"] for one in clerk.api.get(f"admin/orders/?search={search}").json()["items"]] == [found["id"]]
        listed = desk.get(f"/admin/orders/order/?q={search}").content.decode()
        assert [one["number"] in listed for one in (mine, his)] == [found is mine, found is his]


def test_a_page_of_all_orders_takes_three_questions(placed: Any, clerk: Any) -> None:
    for _ in range(5):
        placed()
    clerk.api.get("admin/orders/?limit=1")
    for query in ("", "status=pending&", "supplier=1&", "search=a@&", "search=T-100001&", "created_from=2026-01-01&"):
        with CaptureQueriesContext(connection) as seen:
            assert clerk.api.get(f"admin/orders/?{query}limit=50").status_code == 200
        asked = [one["sql"] for one in seen if "orders_" in one["sql"]]
        assert len(asked) <= 3, asked
