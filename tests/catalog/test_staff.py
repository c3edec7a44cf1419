"""What staff do over the API: categories, products, offers."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog.models.categories import Category
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import Supplier
from modules.catalog.services.pictures import add_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones(clerk: Any) -> dict[str, Any]:
    answer: dict[str, Any] = clerk.api.post("categories/", {"name": "Телефоны"}).json()
    return answer


@pytest.fixture
def phone(clerk: Any, phones: Any) -> dict[str, Any]:
    body = {
        "name": "Ёж-фон",
        "description": "Первая строка\nвторая",
        "category": phones["slug"],
        "price": "1499.00",
        "stock": 7,
        "attributes": {"Диагональ": 5.50, "Память": 64, "5G": True, "Цвет": "чёрный"},
        "brand": "Ёж",
        "model": "F-1",
        "gtin": "4601234567893",
        "vat_rate": "10",
    }
    answer = clerk.api.post("products/", body)
    assert answer.status_code == 201, answer.json()
    assert answer["Location"] == f"/api/v1/products/{answer.json()['id']}/"
    made: dict[str, Any] = answer.json()
    return made


def test_a_product_is_answered_as_it_was_sent(api: Any, phones: Any, phone: Any) -> None:
    assert api.get(f"products/{phone['id']}/").json() == phone
    offer = Offer.objects.get()
    assert phone == {
        "id": phone["id"],
        "name": "Ёж-фон",
        "slug": f"ezh-fon-{phone['id']}",
        "category": {"id": phones["id"], "name": "Телефоны", "slug": "telefony"},
        "price": "1499.00",
        "currency": "RUB",
        "in_stock": True,
        "stock": 7,
        "rating": 0.0,
        "reviews_count": 0,
        "image": None,
        "image_srcset": [],
        "images": [],
        "pictures": [],
        "description": "Первая строка\nвторая",
        "brand": "Ёж",
        "model": "F-1",
        "gtin": "4601234567893",
        "vat_rate": "10.00",
        "is_active": True,
        "attributes": [
            {"name": "Диагональ", "type": "number", "value": 5.5},
            {"name": "Память", "type": "number", "value": 64},
            {"name": "5G", "type": "boolean", "value": True},
            {"name": "Цвет", "type": "text", "value": "чёрный"},
        ],
        "offers": [
            {
                "id": offer.pk,
                "supplier": {"id": offer.supplier_id, "name": "Torg", "slug": "torg-house"},
                "price": "1499.00",
                "price_rrp": None,
                "currency": "RUB",
                "stock": 7,
                "external_id": f"product-{phone['id']}",
                "model": "",
                "available": True,
            }
        ],
    }


def test_a_detail_costs_one_query(api: Any, phone: Any) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert api.get(f"products/{phone['id']}/").status_code == 200
    assert len([query for query in seen.captured_queries if "catalog_" in query["sql"]]) == 1


def test_pictures_stand_in_their_order(api: Any, phone: Any) -> None:
    for content in (b"one", b"two", b"three"):
        add_image(product_id=phone["id"], content=content, ending="png")
    detail = api.get(f"products/{phone['id']}/").json()
    assert [api.get(url).getvalue() for url in detail["images"]] == [b"one", b"two", b"three"]
    assert detail["image"] == detail["images"][0]
    assert api.get("products/").json()["items"][0]["image"] == detail["image"]


def test_price_and_stock_change_the_houses_own_offer(api: Any, clerk: Any, phone: Any) -> None:
    answer = clerk.api.patch(f"products/{phone['id']}/", {"price": "1000.00", "stock": 3}).json()
    assert (answer["price"], answer["stock"], len(answer["offers"])) == ("1000.00", 3, 1)
    clerk.api.patch(f"products/{phone['id']}/", {"stock": 0})
    sold_out = api.get(f"products/{phone['id']}/").json()
    assert (sold_out["price"], sold_out["stock"], sold_out["in_stock"]) == ("1000.00", 0, False)


def test_stock_is_the_shelf_and_reserved_pieces_stay_reserved(clerk: Any, phone: Any) -> None:
    from modules.catalog import public as catalog

    catalog.reserve([catalog.Ask(5, product_id=phone["id"])])
    assert clerk.api.patch(f"products/{phone['id']}/", {"stock": 6}).json()["stock"] == 1
    offer = Offer.objects.get()
    assert (offer.quantity, offer.reserved) == (6, 5)


def test_absent_fields_stay_and_attributes_are_all_of_them(clerk: Any, phone: Any) -> None:
    changed = clerk.api.patch(f"products/{phone['id']}/", {"attributes": {"Память": 128}}).json()
    assert changed["attributes"] == [{"name": "Память", "type": "number", "value": 128}]
    assert {**phone, "attributes": []} == {**changed, "attributes": []}
    assert clerk.api.patch(f"products/{phone['id']}/", {}).json() == changed


@pytest.mark.parametrize("value", [0.1, -0.0, 1e-7, 123456789012345, -5, 1.5e3, 0, True, False, "5.5", "true", "Ω≈ç"])
def test_an_attribute_comes_back_as_it_went_in(clerk: Any, phones: Any, value: Any) -> None:
    body = {"name": "П", "category": phones["id"], "price": "1", "attributes": {"А": value}}
    found = clerk.api.post("products/", body).json()["attributes"][0]["value"]
    assert found == value
    assert isinstance(found, bool) == isinstance(value, bool)


@pytest.mark.django_db(transaction=True)
def test_an_attribute_keeps_its_type(clerk: Any, phone: Any) -> None:
    for name, value in (("Диагональ", "5.5"), ("5G", 1), ("Цвет", True), ("Память", "много")):
        refused = clerk.api.patch(f"products/{phone['id']}/", {"name": "Новое имя", "attributes": {name: value}})
        assert (refused.status_code, refused.json()["code"]) == (422, "attribute_type")
    assert Product.objects.get().name == "Ёж-фон"


def test_a_hidden_product_is_gone_for_buyers_and_comes_back(api: Any, clerk: Any, phone: Any) -> None:
    assert api.get(f"products/{phone['id']}/").status_code == 200
    assert clerk.api.delete(f"products/{phone['id']}/").status_code == 204
    assert api.get(f"products/{phone['id']}/").status_code == 404
    assert clerk.api.patch(f"products/{phone['id']}/", {"is_active": True}).status_code == 200
    assert api.get(f"products/{phone['id']}/").status_code == 200


def test_an_idempotent_post_makes_one_product(clerk: Any, phones: Any) -> None:
    body = {"name": "П", "category": phones["id"], "price": "1"}
    first, second = (clerk.api.post("products/", body, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert first["Location"] == second["Location"]
    assert Product.objects.count() == 1


def test_a_product_with_retired_offers_only_stays_by_its_address(api: Any, clerk: Any, phone: Any) -> None:
    offer = phone["offers"][0]["id"]
    assert clerk.api.patch(f"admin/offers/{offer}/", {"retired": True}).json()["available"] is False
    detail = api.get(f"products/{phone['id']}/").json()
    assert (detail["price"], detail["in_stock"], detail["stock"], detail["offers"]) == ("1499.00", False, 0, [])
    assert api.get("products/").json()["items"] == []
    clerk.api.patch(f"admin/offers/{offer}/", {"retired": False})
    assert api.get(f"products/{phone['id']}/").json() == phone


@pytest.mark.django_db(transaction=True)
def test_staff_change_any_offer(clerk: Any, phone: Any) -> None:
    offer = phone["offers"][0]["id"]
    body = {"price": "10.50", "price_rrp": "12.00", "quantity": 2}
    assert clerk.api.patch(f"admin/offers/{offer}/", body).json() == {
        **phone["offers"][0],
        "price": "10.50",
        "price_rrp": "12.00",
        "stock": 2,
    }
    assert clerk.api.patch(f"admin/offers/{offer}/", {"price_rrp": None}).json()["price_rrp"] is None
    assert clerk.api.patch("admin/offers/999999/", body).status_code == 404


def test_a_category_is_answered_as_it_was_sent(api: Any, clerk: Any, phones: Any) -> None:
    body = {"name": "Смартфоны", "slug": "smart", "parent": phones["id"], "position": 3, "is_active": True}
    made = clerk.api.post("categories/", body)
    assert made.status_code == 201
    assert made.json() == {"id": made.json()["id"], **body}
    assert api.get(made["Location"]).json() == made.json()
    assert api.get("categories/").json()["items"] == [phones, made.json()]
    assert api.get("categories/?search=СМАРТ").json()["items"] == [made.json()]
    assert api.get("categories/?search=%25").json()["items"] == []


def test_what_hangs_under_a_hidden_category_is_hidden(api: Any, clerk: Any, phones: Any, phone: Any) -> None:
    top = clerk.api.post("categories/", {"name": "Техника"}).json()
    clerk.api.patch(f"categories/{phones['id']}/", {"parent": top["id"]})
    assert clerk.api.delete(f"categories/{top['id']}/").status_code == 204
    for path in (f"categories/{top['id']}/", f"categories/{phones['id']}/", f"products/{phone['id']}/"):
        assert api.get(path).status_code == 404
    assert api.get("categories/").json()["items"] == []
    clerk.api.patch(f"categories/{phones['id']}/", {"parent": None})
    assert api.get(f"products/{phone['id']}/").status_code == 200
    clerk.api.patch(f"categories/{top['id']}/", {"is_active": True})
    assert len(api.get("categories/").json()["items"]) == 2


@pytest.mark.django_db(transaction=True)
def test_categories_make_no_circle(clerk: Any) -> None:
    ids = [clerk.api.post("categories/", {"name": str(n) + "й"}).json()["id"] for n in range(3)]
    for child, parent in ((1, 0), (2, 1)):
        assert clerk.api.patch(f"categories/{ids[child]}/", {"parent": ids[parent]}).status_code == 200
    for child, parent in ((0, 0), (0, 1), (0, 2), (1, 2)):
        refused = clerk.api.patch(f"categories/{ids[child]}/", {"parent": ids[parent]})
        assert (refused.status_code, refused.json()["code"]) == (422, "category_circle")
    refused = clerk.api.patch(f"categories/{ids[0]}/", {"parent": 999999})
    assert (refused.status_code, refused.json()["code"]) == (422, "category_unknown")


@pytest.mark.django_db(transaction=True)
def test_a_category_with_products_is_not_deleted(clerk: Any, phones: Any, phone: Any) -> None:
    top = clerk.api.post("categories/", {"name": "Техника"}).json()
    empty = clerk.api.post("categories/", {"name": "Пусто", "parent": top["id"]}).json()
    clerk.api.patch(f"categories/{phones['id']}/", {"parent": empty["id"]})
    refused = clerk.api.delete(f"categories/{top['id']}/?hard=true")
    assert (refused.status_code, refused.json()["code"]) == (409, "category_in_use")
    clerk.api.patch(f"categories/{phones['id']}/", {"parent": None})
    assert clerk.api.delete(f"categories/{top['id']}/?hard=true").status_code == 204
    assert list(Category.objects.values_list("id", flat=True)) == [phones["id"]]
    assert clerk.api.delete(f"categories/{top['id']}/?hard=true").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_addresses_are_made_and_nobody_elses(clerk: Any) -> None:
    slugs = [clerk.api.post("categories/", {"name": name}).json()["slug"] for name in ("Щука", "Щука", "2024", "☃")]
    assert slugs == ["shchuka", "shchuka-2", "n-2024", "n-"]
    refused = clerk.api.post("categories/", {"name": "Ещё", "slug": "shchuka"})
    assert (refused.status_code, refused.json()["code"]) == (409, "slug_taken")


WRITES = [
    ("POST", "categories/"),
    ("PATCH", "categories/1/"),
    ("DELETE", "categories/1/"),
    ("POST", "products/"),
    ("PATCH", "products/1/"),
    ("DELETE", "products/1/"),
    ("PATCH", "admin/offers/1/"),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_only_staff_write_and_that_is_said_before_anything_else(api: Any, buyer: Any, method: str, path: str) -> None:
    assert api(method, path, {"name": 5}).status_code == 401
    assert buyer.api(method, path, {"name": 5}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_404(clerk: Any, phones: Any) -> None:
    assert clerk.api.patch("products/999/", {"name": "П"}).status_code == 404
    assert clerk.api.delete("products/999/").status_code == 404
    assert clerk.api.patch("categories/999/", {"name": "К"}).status_code == 404
    assert clerk.api.get("products/999/").status_code == 404
    assert clerk.api.get("categories/999/").status_code == 404
    for strange in ("0", "-1", "1.5", "abc", "9" * 30, "%00"):
        assert clerk.api.get(f"products/{strange}/").status_code == 404


GOOD: dict[str, Any] = {"name": "П", "category": "telefony", "price": "10.00"}
HOSTILE: list[dict[str, Any]] = [
    *({"name": name} for name in (None, 5, True, "", "  ", "\u200b", "a\x00b", "a\nb", "x" * 256, [], {})),
    *({"price": price} for price in ("0", "-1", "0.001", "1e3", "NaN", "", None, True, [], "1" * 11, "١")),
    *({"stock": stock} for stock in (-1, 2**31, 1.0, "5", True, None, 10**30)),
    *({"category": it} for it in ("", 0, -1, 2**63, 10**30, None, [], True, "a\x00", "x" * 300)),
    *({"description": text} for text in (None, 5, "x" * 10_001, "a\x00b", "a\x07b")),
    *({"vat_rate": rate} for rate in ("", "-1", "100", "5.555", "NaN", True, "٢")),
    *({"brand": text} for text in (None, 5, "x" * 256, "a\nb")),
    *({"gtin": gtin} for gtin in (None, 5, "46", "4" * 15, "46012345678 3", "４６０１２３４５６７８９３")),
    *({"attributes": those} for those in (None, [], "a", {"": 1}, {" ": 1}, {"a": None}, {"a": []}, {"a": {}})),
    *({"attributes": {"a": value}} for value in ("", "\u200b", "a\x00", "x" * 256, 1e300, 10**30, 0.12345678901234567)),
    {"attributes": {str(n): n for n in range(101)}},
    {"attributes": {"x" * 256: 1}},
    {"unknown": 1},
    {"slug": "mine"},
    {"is_active": 1},
]


@pytest.mark.parametrize("change", HOSTILE, ids=lambda value: str(value)[:40])
def test_a_bad_value_is_a_problem_and_changes_nothing(clerk: Any, phones: Any, change: Any) -> None:
    made = clerk.api.post("products/", GOOD).json()
    for method, path, body in (("POST", "products/", GOOD | change), ("PATCH", f"products/{made['id']}/", change)):
        refused = clerk.api(method, path, body)
        assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), refused.content
        assert refused.json()["code"]
    assert Product.objects.count() == 1
    assert clerk.api.get(f"products/{made['id']}/").json() == made


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("category", ["нет", 999999, "999999", 2**63 - 1])
def test_an_unknown_category_is_refused(clerk: Any, phones: Any, category: Any) -> None:
    made = clerk.api.post("products/", GOOD).json()
    for method, path in (("POST", "products/"), ("PATCH", f"products/{made['id']}/")):
        refused = clerk.api(method, path, GOOD | {"name": "Другое", "category": category})
        assert (refused.status_code, refused.json()["code"]) == (422, "category_unknown")
    assert clerk.api.get(f"products/{made['id']}/").json() == made


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b"5", 422),
        (b'{"name": NaN}', 422),
        (b'{"name": "x", "category": 1, "price": 1e400}', 422),
        (b'{"name": "\\ud800", "category": "telefony", "price": "1"}', 422),
        (b'{"name": "\xff"}', 400),
        (b'{"name": "x", "category": 1, "price": "1", "attributes": {"a": 1e400}}', 422),
    ],
)
def test_a_bad_body_is_a_problem(clerk: Any, phones: Any, body: bytes, status: int) -> None:
    refused = clerk.api("POST", "products/", body)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json"), refused.content


@pytest.mark.parametrize(
    "change",
    [
        *({"name": name} for name in (None, 5, "", "\u3164", "a\x00b", "x" * 256)),
        *({"slug": slug} for slug in ("", "123", "Ящик", "A", "a b", "a--b", "-a", "x" * 81, 5, "a\n", "²")),
        *({"parent": parent} for parent in (0, -1, "1", 1.0, True, 2**63)),
        *({"position": it} for it in (-1, 2**31, "1", None, 1.5)),
        *({"is_active": it} for it in (1, "true", None)),
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_bad_category_is_a_problem_and_changes_nothing(clerk: Any, phones: Any, change: Any) -> None:
    for method, path, body in (
        ("POST", "categories/", {"name": "К"} | change),
        ("PATCH", f"categories/{phones['id']}/", change),
    ):
        if method == "POST" and change == {"slug": None}:
            continue
        refused = clerk.api(method, path, body)
        assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), refused.content
    assert clerk.api.get("categories/").json()["items"] == [phones]


@pytest.mark.parametrize(
    "change",
    [
        *({"price": price} for price in ("0", "-1", None, "1e3", 10**30, True)),
        *({"price_rrp": price} for price in ("0", "-1", "x", True)),
        *({"quantity": pieces} for pieces in (-1, 2**31, None, "1", 1.0)),
        *({"retired": it} for it in (None, 1, "true")),
        {"reserved": 0},
        {"supplier": 1},
    ],
    ids=str,
)
def test_a_bad_offer_is_a_problem_and_changes_nothing(clerk: Any, phone: Any, change: Any) -> None:
    before = Offer.objects.values().get()
    refused = clerk.api.patch(f"admin/offers/{before['id']}/", change)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), refused.content
    assert Offer.objects.values().get() == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((f"products/?{query}", 422) for query in (
            "ordering=", "ordering=id", "ordering=price,name", "ordering=-relevance", "ordering=price%00",
            "price_min=-1", "price_min=1e400", "price_min=NaN", "price_min=", "price_min=1e3", "price_max=%00",
            "price_max=99999999999", "price_min=0.001", "in_stock=", "in_stock=maybe", "in_stock=2",
            "rating_min=5.01", "rating_min=-1", "rating_min=x", "limit=0", "limit=101", "limit=1.0", "limit=",
            "limit=x",
            "limit=99999999999999999999", "count=perhaps", "search=%00", f"search={'x' * 10_001}", "category=%00",
            f"category={'x' * 10_001}", "supplier=%00", "attr.x=%00", "attr.=1", "attr.%00=1", f"attr.{'x' * 256}=1",
            f"attr.x={'x' * 10_001}", "&".join(f"attr.{n}=1" for n in range(21)),
        )),
        *((f"products/?cursor={cursor}", 400) for cursor in ("x", "a.b", "%00x", "..", "x" * 500)),
        *((f"categories/?{query}", 422) for query in ("search=%00", f"search={'x' * 10_001}", "limit=0")),
        ("products/?search=%FF%FE", 422),
        ("categories/?search=%ED%A0%80", 422),
        ("suppliers/?limit=0", 422),
        ("categories/?cursor=x", 400),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_bad_question_is_a_problem(api: Any, path: str, status: int) -> None:
    refused = api.get(path)
    expected = 422 if "cursor=%00" in path else status
    assert (refused.status_code, refused["Content-Type"]) == (expected, "application/problem+json"), refused.content


ODD = ["x" * 10_000, "я" * 10_000, "😀" * 10_000, "%25" * 10_000, "a+" * 5_000, "'\"`;" * 2_000, "\\" * 10_000]
ODD += ["+".join(str(n) for n in range(2_000)), "%5C%25%5F" * 3_000]


@pytest.mark.parametrize("search", ODD, ids=lambda text: text[:12])
def test_any_text_may_be_searched_for(api: Any, phone: Any, search: str) -> None:
    for path in ("products/", "categories/"):
        for more in ("", "&ordering=relevance", "&count=true"):
            answer = api.get(f"{path}?search={search}{more}")
            assert (answer.status_code, answer.json()["items"]) == (200, []), search[:50]


def test_the_house_is_a_supplier_once(clerk: Any, phone: Any, phones: Any) -> None:
    clerk.api.post("products/", GOOD | {"price": str(Decimal(5))})
    assert Supplier.objects.get().is_own
