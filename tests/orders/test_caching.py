"""What is kept of an order's answer is given to nobody who may not see the order now, however warm the cache is."""

from typing import Any

import pytest
from django.test import TestCase

from modules.orders.models.orders import Order
from tests.orders.shop import goods

pytestmark = pytest.mark.django_db
READ = ("orders/{}/", "orders/{}/history/")


def warm(api: Any, path: str) -> None:
    assert [api.get(path)["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]


def no_more_staff(clerk: Any) -> None:
    clerk.is_staff = False
    with TestCase.captureOnCommitCallbacks(execute=True):
        clerk.save()


@pytest.mark.parametrize("path", READ)
def test_a_stranger_gets_nothing_of_the_owners(placed: Any, buyer: Any, person: Any, path: str) -> None:
    order = placed()["id"]
    warm(buyer.api, path.format(order))
    stranger = person()
    etag = buyer.api.get(path.format(order))["ETag"]
    for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}):
        answer = stranger.api.get(path.format(order), headers=headers)
        assert (answer.status_code, answer.get("X-Cache"), answer.get("ETag")) == (404, None, None)


@pytest.mark.parametrize("path", READ)
def test_who_is_staff_no_more_is_given_nothing_kept(placed: Any, clerk: Any, path: str) -> None:
    address = path.format(placed()["id"])
    warm(clerk.api, address)
    etag = clerk.api.get(address)["ETag"]
    no_more_staff(clerk)
    for headers in ({}, {"If-None-Match": etag}):
        assert clerk.api.get(address, headers=headers).status_code == 404


def test_the_list_of_all_is_given_to_nobody_who_is_staff_no_more(placed: Any, clerk: Any) -> None:
    placed()
    warm(clerk.api, "admin/orders/")
    no_more_staff(clerk)
    assert clerk.api.get("admin/orders/").status_code == 403


@pytest.mark.parametrize("path", READ)
def test_an_order_that_changed_hands(placed: Any, buyer: Any, person: Any, path: str) -> None:
    order = placed()["id"]
    warm(buyer.api, path.format(order))
    heir = person()
    Order.objects.filter(pk=order).update(user_id=heir.pk)
    assert buyer.api.get(path.format(order)).status_code == 404
    assert heir.api.get(path.format(order)).status_code == 200


def test_who_signed_out_is_given_nothing_kept(placed: Any, buyer: Any) -> None:
    path = f"orders/{placed()['id']}/"
    warm(buyer.api, path)
    warm(buyer.api, "orders/")
    assert buyer.api.post("auth/logout-all/").status_code in {200, 204}
    for address in (path, "orders/"):
        assert buyer.api.get(address).status_code == 401


def test_a_write_makes_all_that_is_kept_old(placed: Any, buyer: Any, clerk: Any) -> None:
    kettle = goods()
    order = placed(kettle, 1)["id"]
    for api, path in ((buyer.api, "orders/"), (clerk.api, "admin/orders/"), (buyer.api, f"orders/{order}/")):
        warm(api, path)
    placed(kettle, 2)
    for api, path in ((buyer.api, "orders/"), (clerk.api, "admin/orders/")):
        assert len(api.get(path).json()["items"]) == 2
    assert buyer.api.get(f"orders/{order}/")["X-Cache"] == "HIT"
    buyer.api.delete(f"orders/{order}/")
    assert buyer.api.get(f"orders/{order}/").json()["status"] == "cancelled"
