"""The rest of what wishlists promise: pages, refusals, privacy, nights, the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core import ports
from core.accounts.services import people
from tests.orders.shop import goods, order_body
from torg_wishlist import services
from torg_wishlist.models import Wish
from torg_wishlist.tasks import forget_old_wishes

pytestmark = pytest.mark.django_db(transaction=True)


def wish(person: Any, offer: Any) -> dict[str, Any]:
    answer = person.api.post("wishlist/", {"product_id": offer.product_id})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def listed(person: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.api.get("wishlist/").json()["items"]
    return items


def test_wishes_are_listed_newest_first_page_by_page(buyer: Any) -> None:
    names = ["Чайник", "Лампа", "Стол"]
    made = [wish(buyer, goods(name=name, price="199.90")) for name in names]
    page = buyer.api.get("wishlist/?limit=2&count=true").json()
    rest = buyer.api.get(f"wishlist/?limit=2&cursor={page['next']}").json()
    assert (page["items"] + rest["items"], rest["next"], page["count"]) == (made[::-1], None, 3)
    first = made[0]
    assert (first["price"], first["currency"], first["in_stock"]) == ("199.90", "RUB", True)
    assert first["bought_at"] is None


def test_a_wish_shows_what_holds_today(buyer: Any) -> None:
    kettle, gone = goods(price="100.00"), goods(name="Редкость")
    wish(buyer, kettle), wish(buyer, gone)
    type(kettle).objects.filter(pk=kettle.pk).update(price="90.00", quantity=0)
    type(gone).objects.filter(pk=gone.pk).delete()
    without, changed = listed(buyer)
    assert (changed["price"], changed["in_stock"]) == ("90.00", False)
    assert (without["name"], without["price"], without["in_stock"]) == ("Редкость", None, False)


def test_what_is_refused_says_why(buyer: Any, person: Any, api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, lamp = wish(buyer, goods()), goods()
    refused = buyer.api.post("wishlist/", {"product_id": 10**9})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_product")
    refused = buyer.api.post("wishlist/", {"product_id": "1", "note": "soon"})
    assert {error["code"] for error in refused.json()["errors"]} == {"int_type", "extra_forbidden"}
    monkeypatch.setattr(services, "MAX_WISHES", 1)
    refused = buyer.api.post("wishlist/", {"product_id": lamp.product_id}, headers={"Accept-Language": "ru"})
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "wishlist_full", 1)
    assert refused.json()["detail"] == "В списке не может быть больше 1 желаний."
    assert api.get("wishlist/").status_code == api.post("wishlist/", {"product_id": 1}).status_code == 401
    assert person().api.delete(f"wishlist/{mine['id']}/").status_code == 404
    assert listed(buyer) == [mine]


def test_the_same_key_wishes_once(buyer: Any) -> None:
    body, key = {"product_id": goods().product_id}, {"Idempotency-Key": "one-wish"}
    first, again = (buyer.api.post("wishlist/", body, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again["Idempotency-Replayed"] == "true"


def test_only_the_buyers_own_wishes_are_ticked_off(buyer: Any, person: Any, work: Any) -> None:
    kettle, other = goods(), person()
    wish(other, kettle)
    assert buyer.api.post("orders/", order_body((kettle, 1))).status_code == 201
    work()
    assert listed(other)[0]["bought_at"] is None


def test_a_person_sees_what_is_kept_and_takes_it_along(buyer: Any, person: Any) -> None:
    other = person()
    for who in (buyer, other):
        wish(who, goods(name="Чайник"))
    (row,) = ports.person(buyer.pk)["wishlist"]
    assert (row["name"], row["bought_at"]) == ("Чайник", None)
    people.erase(user_id=buyer.pk)
    assert [one.user_id for one in Wish.objects.all()] == [other.pk]


def test_every_night_what_is_old_is_forgotten(buyer: Any, person: Any, work: Any) -> None:
    left = person()
    old, fresh, living = (wish(buyer, goods())["id"] for _ in range(3))
    wish(left, goods())
    Wish.objects.filter(pk=old).update(bought_at=timezone.now() - services.KEPT - timedelta(minutes=1))
    Wish.objects.filter(pk=fresh).update(bought_at=timezone.now())
    type(left).objects.filter(pk=left.pk).update(erased_at=timezone.now())
    forget_old_wishes()
    work()
    assert set(Wish.objects.values_list("pk", flat=True)) == {fresh, living}


def test_the_staff_look_and_change_nothing(buyer: Any, person: Any) -> None:
    made = wish(buyer, goods(name="Чайник"))
    client = Client(headers={"Accept-Language": "ru"})
    client.force_login(person(is_staff=True, is_superuser=True))
    page = client.get("/admin/wishlist/wish/?q=Чайник").content.decode()
    assert "Чайник" in page
    assert buyer.email in page
    assert "Списки желаний" in page
    assert client.post(f"/admin/wishlist/wish/{made['id']}/change/", {"name": "Лампа"}).status_code == 403


def test_who_waits_is_told_what_was_ticked_off(buyer: Any, work: Any) -> None:
    kettle = goods(name="Чайник")
    made = wish(buyer, kettle)
    begun = buyer.api.get("wishlist/updates/").json()
    assert (begun["snapshot"], begun["events"]) == ({"open": 1}, [])
    assert buyer.api.post("orders/", order_body((kettle, 1))).status_code == 201
    work()
    (told,) = buyer.api.get(f"wishlist/updates/?timeout=0&cursor={begun['next_cursor']}").json()["events"]
    assert (told["type"], told["wish_id"], told["data"]) == ("wish.bought", made["id"], {"name": "Чайник"})
