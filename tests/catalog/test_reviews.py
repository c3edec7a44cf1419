"""Who got a product says what it is like, once; what is said is seen, counted and averaged, and can be taken back."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from core.ports import erase_person, person
from modules.catalog import public as catalog
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Receipt, Review
from modules.catalog.services.rating import mean

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kettle(clerk: Any) -> int:
    category = clerk.api.post("categories/", {"name": "Чайники"}).json()["id"]
    return clerk.api.post("products/", {"name": "Чайник", "category": category, "price": "10.00"}).json()["id"]


@pytest.fixture
def place(kettle: int) -> str:
    return f"products/{kettle}/reviews/"


@pytest.fixture
def owner(person: Callable[..., Any], kettle: int) -> Callable[..., Any]:
    """Make somebody who got the kettle."""

    def make(**fields: Any) -> Any:
        user = person(**fields)
        catalog.record_receipt(user_id=user.pk, product_ids=[kettle])
        return user

    return make


def rated(api: Any, kettle: int) -> tuple[float, int]:
    detail, listed = api.get(f"products/{kettle}/").json(), api.get("products/").json()["items"][0]
    assert (detail["rating"], detail["reviews_count"]) == (listed["rating"], listed["reviews_count"])
    return detail["rating"], detail["reviews_count"]


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_review_is_seen_at_once_and_counted_soon_after(
    api: Any, owner: Any, place: str, kettle: int, work: Any
) -> None:
    anna, nameless = owner(first_name="Анна", last_name="Каренина"), owner()
    assert (api.get(place).json()["items"], rated(api, kettle)) == ([], (0.0, 0))
    written = anna.api.post(place, {"rating": 5, "text": " Закипает быстро. "})
    assert written.status_code == 201
    assert (written.json()["status"], written.json()["text"]) == ("published", "Закипает быстро.")
    assert anna.api.get(written["Location"]).json() == written.json()
    assert nameless.api.post(place, {"rating": 2}).status_code == 201

    items = api.get(place, headers={"Accept-Language": "ru"}).json()["items"]
    assert [(one["author"], one["rating"], one["text"]) for one in items] == [
        ("Покупатель", 2, ""),
        ("Анна", 5, "Закипает быстро."),
    ]
    assert set(items[0]) == {"id", "rating", "text", "author", "created_at", "edited_at"}
    assert api.get(place, headers={"Accept-Language": "en"}).json()["items"][0]["author"] == "Buyer"
    work()
    assert rated(api, kettle) == (3.5, 2)
    assert len(api.get("products/?rating_min=3.5").json()["items"]) == 1
    assert api.get("products/?rating_min=3.51").json()["items"] == []


def test_one_who_has_not_received_it_has_no_word(api: Any, buyer: Any, owner: Any, place: str, clerk: Any) -> None:
    assert refused(api.post(place, {"rating": 5})) == (401, "unauthenticated")
    assert refused(buyer.api.post(place, {"rating": 5})) == (403, "not_received")
    assert refused(clerk.api.post(place, {"rating": 5})) == (403, "not_received")
    assert refused(buyer.api.post("products/999999/reviews/", {"rating": 5})) == (404, "not_found")
    assert refused(api.get("products/999999/reviews/")) == (404, "not_found")
    anna = owner()
    assert anna.api.post(place, {"rating": 5}).status_code == 201
    assert refused(anna.api.post(place, {"rating": 4})) == (409, "already_reviewed")
    for wrong in ({}, {"rating": 0}, {"rating": 6}, {"rating": 4.5}, {"rating": True}, {"rating": "5"}):
        assert anna.api.post(place, wrong).status_code == 422
    assert anna.api.post(place, {"rating": 5, "text": "x" * 5001}).status_code == 422
    assert anna.api.post(place, {"rating": 5, "status": "published"}).status_code == 422


def test_two_at_once_are_one_review(owner: Any, place: str) -> None:
    anna, answers, at_once = owner(), list[Any](), Barrier(2)

    def write(stars: int) -> None:
        at_once.wait()
        answer = anna.api.post(place, {"rating": stars})
        answers.append((answer.status_code, answer.json().get("code")))
        connection.close()

    threads = [Thread(target=write, args=(stars,)) for stars in (1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(201, None), (409, "already_reviewed")]
    assert Review.objects.count() == 1


def test_ones_own_review_is_changed_and_taken_back(api: Any, owner: Any, place: str, kettle: int, work: Any) -> None:
    anna, boris = owner(), owner()
    mine = anna.api.post(place, {"rating": 5, "text": "Хорош"}).json()["id"]
    assert boris.api.post(place, {"rating": 4}).status_code == 201
    assert refused(boris.api.patch(f"{place}{mine}/", {"rating": 1})) == (404, "not_found")
    assert refused(boris.api.delete(f"{place}{mine}/")) == (404, "not_found")
    assert refused(api.delete(f"{place}{mine}/")) == (401, "unauthenticated")

    for same in ({}, {"rating": 5, "text": "Хорош"}):
        assert anna.api.patch(f"{place}{mine}/", same).json()["edited_at"] is None
    changed = anna.api.patch(f"{place}{mine}/", {"rating": 1})
    assert (changed.json()["rating"], changed.json()["text"]) == (1, "Хорош")
    assert changed.json()["edited_at"] is not None
    assert [one["rating"] for one in api.get(place).json()["items"]] == [4, 1]
    work()
    assert rated(api, kettle) == (2.5, 2)

    assert anna.api.delete(f"{place}{mine}/").status_code == 204
    assert [one["rating"] for one in api.get(place).json()["items"]] == [4]
    assert refused(anna.api.get(f"{place}mine/")) == (404, "not_found")
    work()
    assert rated(api, kettle) == (4.0, 1)
    assert anna.api.post(place, {"rating": 3}).status_code == 201


def test_pages_are_by_keyset_newest_first(api: Any, owner: Any, place: str) -> None:
    for stars in (1, 2, 3, 4, 5):
        owner().api.post(place, {"rating": stars})
    page = api.get(f"{place}?limit=2&count=true").json()
    assert ([one["rating"] for one in page["items"]], page["count"]) == ([5, 4], 5)
    rest = api.get(f"{place}?limit=3&cursor={page['next']}").json()
    assert ([one["rating"] for one in rest["items"]], rest["next"]) == ([3, 2, 1], None)


def test_where_the_staff_read_first_nothing_is_seen_before(
    api: Any, owner: Any, place: str, kettle: int, work: Any, settings: Any, boss: Client
) -> None:
    settings.REVIEWS_MODERATED = True
    anna = owner(first_name="Анна")
    mine = anna.api.post(place, {"rating": 5, "text": "Хорош"}).json()
    work()
    assert (mine["status"], api.get(place).json()["items"], rated(api, kettle)) == ("pending", [], (0.0, 0))

    assert press(boss, mine["id"], "published") == "published"
    work()
    assert (len(api.get(place).json()["items"]), rated(api, kettle)) == (1, (5.0, 1))
    assert anna.api.patch(f"{place}{mine['id']}/", {"rating": 4}).json()["status"] == "pending"
    work()
    assert (api.get(place).json()["items"], rated(api, kettle)) == ([], (0.0, 0))


def test_what_is_rejected_is_not_published_by_writing_it_again(
    api: Any, owner: Any, place: str, kettle: int, work: Any, boss: Client
) -> None:
    anna = owner()
    mine = anna.api.post(place, {"rating": 1, "text": "Реклама"}).json()["id"]
    work()
    assert press(boss, mine, "rejected") == "published"  # without a reason nothing happens
    assert press(boss, mine, "rejected", said="Это реклама") == "rejected"
    work()
    assert (api.get(place).json()["items"], rated(api, kettle)) == ([], (0.0, 0))
    told = anna.api.get(f"{place}mine/").json()
    assert (told["status"], told["reason"]) == ("rejected", "Это реклама")
    assert refused(anna.api.delete(f"{place}{mine}/")) == (409, "review_held_back")
    assert anna.api.patch(f"{place}{mine}/", {"text": "Течёт"}).json()["status"] == "pending"
    assert refused(anna.api.delete(f"{place}{mine}/")) == (409, "review_held_back")
    assert api.get(place).json()["items"] == []
    assert press(boss, mine, "published") == "published"
    work()
    assert rated(api, kettle) == (1.0, 1)


@pytest.fixture
def boss(person: Callable[..., Any]) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def press(boss: Client, review_id: int, step: str, **form: str) -> str:
    answer = boss.post(f"/admin/catalog/review/{review_id}/step/", {"step": step, **form})
    assert answer.status_code == 302
    return Review.objects.get(pk=review_id).status


def test_the_staff_read_and_publish_reviews_in_the_admin(
    owner: Any, place: str, settings: Any, boss: Client, person: Callable[..., Any]
) -> None:
    settings.REVIEWS_MODERATED = True
    one, two = (owner().api.post(place, {"rating": 3, "text": "<b>Хорош</b>"}).json()["id"] for _ in range(2))
    listed = boss.get("/admin/catalog/review/?status__exact=pending")
    assert listed.status_code == 200
    assert "&lt;b&gt;Хорош" in listed.text
    assert "<b>Хорош" not in listed.text
    page = boss.get(f"/admin/catalog/review/{one}/change/").text
    assert 'name="said"' in page
    assert 'value="published"' in page
    chosen = {"action": "publish", "_selected_action": [one, two]}
    assert boss.post("/admin/catalog/review/", chosen).status_code == 302
    assert set(Review.objects.values_list("status", flat=True)) == {"published"}
    assert boss.get(f"/admin/catalog/review/{one}/step/").status_code == 405
    assert boss.post(f"/admin/catalog/review/{one}/step/", {"step": "pending"}).status_code == 404
    clerk = Client()
    clerk.force_login(person(is_staff=True))
    assert clerk.post(f"/admin/catalog/review/{one}/step/", {"step": "rejected", "said": "x"}).status_code == 403


def test_a_person_gets_what_they_said_and_is_forgotten(
    api: Any, owner: Any, place: str, kettle: int, work: Any
) -> None:
    anna, boris = owner(first_name="Анна"), owner(first_name="Борис")
    anna.api.post(place, {"rating": 5, "text": "Хорош"})
    boris.api.post(place, {"rating": 3})
    Review.objects.filter(author_id=boris.pk).update(status="rejected")
    (row,) = person(anna.pk)["catalog"]
    assert (row["product"], row["rating"], row["text"], row["name"]) == ("Чайник", 5, "Хорош", "Анна")
    assert [one["author"] for one in api.get(place).json()["items"]] == ["Анна"]
    for user in (anna, boris):
        assert user.api.delete("auth/profile/").status_code == 204
    (left,) = api.get(place).json()["items"]
    assert (left["author"], left["text"]) == ("Buyer", "Хорош")
    assert not Receipt.objects.exists()
    assert Review.objects.get().author_id is None
    work()
    assert rated(api, kettle) == (5.0, 1)
    erase_person(anna.pk)  # again, it is the same
    assert Review.objects.count() == 1


def test_receipts_are_told_twice_and_of_goods_that_are_gone_or_merged(
    buyer: Any, clerk: Any, kettle: int, place: str
) -> None:
    other = clerk.api.post("products/", {"name": "Чайник 2", "category": "chayniki", "price": "9.00"}).json()["id"]
    catalog.record_receipt(user_id=buyer.pk, product_ids=[])
    merged = clerk.api.post(f"admin/products/{kettle}/merge/", {"product_ids": [other]})
    assert merged.status_code == 200, merged.content
    for _ in range(2):
        catalog.record_receipt(user_id=buyer.pk, product_ids=[other, 999_999, other])
    assert list(Receipt.objects.values_list("user_id", "product_id")) == [(buyer.pk, kettle)]
    assert buyer.api.post(place, {"rating": 5}).status_code == 201


def test_a_merged_products_reviews_count_for_the_one_that_stays(
    api: Any, owner: Any, clerk: Any, kettle: int, place: str, work: Any
) -> None:
    other = clerk.api.post("products/", {"name": "Чайник 2", "category": "chayniki", "price": "9.00"}).json()["id"]
    anna, boris = owner(), owner()
    catalog.record_receipt(user_id=anna.pk, product_ids=[other])
    anna.api.post(place, {"rating": 5})
    boris.api.post(place, {"rating": 4})
    anna.api.post(f"products/{other}/reviews/", {"rating": 1})
    work()
    assert clerk.api.post(f"admin/products/{kettle}/merge/", {"product_ids": [other]}).status_code == 200
    work()
    assert rated(api, kettle) == (4.5, 2)


def test_the_average_is_reckoned_anew_and_drifts_nowhere(
    owner: Any, place: str, kettle: int, work: Any, api: Any
) -> None:
    for stars in (5, 5, 4):
        owner().api.post(place, {"rating": stars})
    Product.objects.filter(pk=kettle).update(rating=1, reviews_count=77)  # what a wrong sum would have left
    work()
    assert rated(api, kettle) == (4.67, 3)
    assert mean(0, 0) == Decimal(0)
