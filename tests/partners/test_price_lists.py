"""A file goes in over the API and the shop shows it; a bad row stops nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from modules.partners.models.price_lists import PriceList
from tests.partners.conftest import good, post_file, rows, yaml_list

CSV = "id;name;category;price;quantity\nA1;Чайник;Кухня;1 499,90;3\nA2;Тостер;Кухня;дорого;4\nA3;Миксер;Кухня;990;0\n"


def test_a_sent_list_is_taken_at_once_and_read_later(supplier: Any, work: Callable[[], int]) -> None:
    answer = post_file(supplier.api, yaml_list(good(1)))
    assert answer.status_code == 202
    url = answer.json()["status_url"]
    assert answer["Location"] == url == f"/api/v1/partner/price-lists/{answer.json()['id']}/"
    assert supplier.api.get(url).json()["status"] == "queued"
    work()
    assert supplier.api.get(url).json()["status"] == "applied"


def test_yaml_becomes_offers(supplier: Any, send: Callable[..., Any], shelf: Callable[..., Any]) -> None:
    phone = good(4216292, name="Смартфон “Ё”", price="110000.50", price_rrc=116990, quantity=14, model="apple/xs")
    done = send(supplier, yaml_list(phone | {"parameters": {"Диагональ (дюйм)": 6.5, "Цвет": "золотой"}}))
    assert done["status"] == "applied"
    assert done["counts"] == {"new": 1, "changed": 0, "same": 0, "retired": 0, "errors": 0}
    assert done["progress"] == {"read": 1, "total": 1}
    assert (done["format"], done["mode"], done["version"]) == ("yaml", "full", 1)
    assert done["applied_at"] > done["created_at"]
    offer = shelf(supplier)["4216292"]
    assert (offer["name"], offer["price"], offer["price_rrp"]) == ("Смартфон “Ё”", "110000.50", "116990.00")
    assert (offer["stock"], offer["model"], offer["currency"]) == (14, "apple/xs", "RUB")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_csv_in_any_encoding(supplier: Any, send: Any, shelf: Any, encoding: str) -> None:
    done = send(supplier, CSV.encode(encoding), name="list.csv")
    assert (done["status"], done["format"]) == ("applied", "csv")
    found = shelf(supplier)
    assert {id: (one["name"], one["price"], one["stock"]) for id, one in found.items()} == {
        "A1": ("Чайник", "1499.90", 3),
        "A3": ("Миксер", "990.00", 0),
    }


def test_a_bad_row_is_reported_with_its_line_and_stops_nothing(supplier: Any, send: Any, shelf: Any) -> None:
    done = send(supplier, CSV.encode())
    assert done["counts"] == {"new": 2, "changed": 0, "same": 0, "retired": 0, "errors": 1}
    (bad,) = rows(supplier, done, status="error")
    assert (bad["line"], bad["status"], bad["external_id"], bad["name"]) == (3, "error", "A2", "Тостер")
    assert [(error["field"], error["code"]) for error in bad["errors"]] == [("price", "bad_price")]
    assert [row["external_id"] for row in rows(supplier, done)] == ["A1", "A2", "A3"]
    assert [row["external_id"] for row in rows(supplier, done, status="new")] == ["A1", "A3"]


def test_a_price_in_another_currency_is_an_error_of_its_row(supplier: Any, send: Any, shelf: Any) -> None:
    done = send(supplier, yaml_list(good(1, currency="USD"), good(2, currency="RUB"), good(3)))
    assert done["counts"]["errors"] == 1
    (bad,) = rows(supplier, done, status="error")
    assert [(error["field"], error["code"]) for error in bad["errors"]] == [("currency", "currency_mismatch")]
    assert set(shelf(supplier)) == {"2", "3"}


def test_what_was_taken_with_a_grain_of_salt_is_said_in_the_readers_language(supplier: Any, send: Any) -> None:
    done = send(supplier, yaml_list(good(1, price=10.005)))
    (warning,) = [one for one in done["warnings"] if one["code"] == "price_rounded"]
    assert (warning["rows"], warning["detail"][:7]) == (1, "A price")
    russian = supplier.api.get(f"partner/price-lists/{done['id']}/", headers={"Accept-Language": "ru"}).json()
    (warning,) = [one for one in russian["warnings"] if one["code"] == "price_rounded"]
    assert warning["detail"].startswith("Цена")


def test_a_file_that_cannot_be_read_fails_and_touches_nothing(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(good(1)))
    before = shelf(supplier)
    broken = yaml_list(good(2), good(3)) + b"  - [unclosed\n"
    done = send(supplier, broken)
    assert done["status"] == "failed"
    assert done["error"]["code"] == "bad_yaml"
    assert "Line " in done["error"]["detail"]
    assert shelf(supplier) == before


def test_a_list_without_one_usable_row_retires_nothing(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(good(1)))
    done = send(supplier, yaml_list(good(1, price="?"), good(2, price="?")))
    assert (done["status"], done["error"]["code"], done["counts"]["errors"]) == ("failed", "no_usable_rows", 2)
    assert set(shelf(supplier)) == {"1"}


def test_a_dry_run_counts_and_changes_nothing(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(good(1), good(2), good(3)))
    before = shelf(supplier)
    done = send(supplier, yaml_list(good(1), good(2, price=200), good(4)), dry_run="true")
    assert (done["status"], done["dry_run"], done["applied_at"]) == ("review", True, None)
    assert done["counts"] == {"new": 1, "changed": 1, "same": 1, "retired": 1, "errors": 0}
    assert shelf(supplier) == before


def test_an_update_leaves_the_other_offers_alone(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    done = send(supplier, yaml_list(good(2, price=250)), mode="update")
    assert done["counts"] == {"new": 0, "changed": 1, "same": 0, "retired": 0, "errors": 0}
    assert {id: one["price"] for id, one in shelf(supplier).items()} == {"1": "100.00", "2": "250.00"}


def test_the_same_file_again_is_the_same_job(
    supplier: Any, trader: Any, work: Callable[[], int], tmp_path: Path
) -> None:
    first = post_file(supplier.api, yaml_list(good(1))).json()
    assert post_file(supplier.api, yaml_list(good(1))).json() == first
    work()
    assert post_file(supplier.api, yaml_list(good(1)), name="other.yml").json() == first
    assert post_file(supplier.api, yaml_list(good(1)), mode="update").json() != first
    assert post_file(trader().api, yaml_list(good(1))).json() != first
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == PriceList.objects.count() == 3
    # By now it is not the newest any more: sent again, it is meant again.
    assert post_file(supplier.api, yaml_list(good(1))).json() != first


def test_a_list_that_failed_may_be_sent_again(supplier: Any, send: Any) -> None:
    assert send(supplier, b"shop: [")["version"] == 1
    assert send(supplier, b"shop: [")["version"] == 2


def test_an_idempotency_key_answers_the_first_answer(supplier: Any) -> None:
    key = {"Idempotency-Key": "list-of-monday"}
    first = post_file(supplier.api, yaml_list(good(1)), headers=key)
    again = post_file(supplier.api, yaml_list(good(1)), headers=key)
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    other = post_file(supplier.api, yaml_list(good(2)), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert PriceList.objects.count() == 1


def test_a_file_over_the_limit_is_refused_and_not_kept(supplier: Any, settings: Any, tmp_path: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    answer = post_file(supplier.api, b"#" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert post_file(supplier.api, b"#" * 1000).status_code == 202


def test_the_file_is_kept_as_it_was_sent(supplier: Any, send: Any) -> None:
    content = CSV.encode("windows-1251")
    done = send(supplier, content, name="прайс.csv")
    kept = PriceList.objects.get(pk=done["id"])
    assert (kept.path.read_bytes(), kept.size, done["file_name"]) == (content, len(content), "прайс.csv")
    assert not list(kept.path.parent.parent.glob(".incoming*"))


def test_lists_are_paged_newest_first(supplier: Any, work: Callable[[], int]) -> None:
    sent = [post_file(supplier.api, yaml_list(good(number))).json()["id"] for number in range(3)]
    page = supplier.api.get("partner/price-lists/?limit=2&count=true").json()
    assert ([one["id"] for one in page["items"]], page["count"]) == (sent[:0:-1], 3)
    rest = supplier.api.get(f"partner/price-lists/?limit=2&cursor={page['next']}").json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (sent[:1], None)


@pytest.mark.parametrize("number", [3, 30])
def test_pages_cost_the_same_whatever_they_hold(
    supplier: Any, send: Any, number: int, django_assert_max_num_queries: Any
) -> None:
    done = send(supplier, yaml_list(*(good(id, price="?") for id in range(number)), good("ok")))
    with django_assert_max_num_queries(6):
        assert len(rows(supplier, done, limit=100)) == number + 1
    for id in range(number):
        PriceList.objects.create(supplier_id=supplier.supplier_id, version=id + 10, sha256="", size=0)
    with django_assert_max_num_queries(5):
        assert len(supplier.api.get("partner/price-lists/?limit=100").json()["items"]) == number + 1


BAD_FORMS: list[tuple[dict[str, Any], int]] = [
    ({}, 422),
    ({"file": "text"}, 422),
    ({"file": SimpleUploadedFile("a", b"x"), "mode": "all"}, 422),
    ({"file": SimpleUploadedFile("a", b"x"), "dry_run": "maybe"}, 422),
]


@pytest.mark.parametrize(("form", "status"), BAD_FORMS)
def test_a_form_that_makes_no_sense(supplier: Any, form: dict[str, Any], status: int) -> None:
    from django.test.client import MULTIPART_CONTENT

    answer = supplier.api.post("partner/price-lists/", form, content_type=MULTIPART_CONTENT)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert not PriceList.objects.exists()


@pytest.mark.parametrize(
    "body", [{"link": "http://shop.example/list.yaml"}, b"\xff", b"{", b""], ids=["link", "bytes", "cut", "none"]
)
def test_a_body_that_is_no_form(supplier: Any, body: Any) -> None:
    answer = supplier.api.post("partner/price-lists/", body)
    assert answer.status_code in {400, 415, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_rows_of_an_unknown_status_are_refused(supplier: Any, send: Any) -> None:
    done = send(supplier, yaml_list(good(1)))
    assert supplier.api.get(f"partner/price-lists/{done['id']}/rows/?status=odd").status_code == 422


def test_a_form_has_one_file_and_nothing_unknown(supplier: Any) -> None:
    content = yaml_list(good(1))
    refused = post_file(supplier.api, content, mod="update")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    twice = {"file": [SimpleUploadedFile("a.yaml", content), SimpleUploadedFile("b.yaml", content)]}
    several = supplier.api.post("partner/price-lists/", twice, content_type=MULTIPART_CONTENT)
    (said,) = several.json()["errors"]
    assert (several.status_code, said["code"], said["loc"]) == (422, "several_files", ["file", "file"])
    assert said["msg"] == "Several files at once are taken only as the parts of one CommerceML exchange."
    both = post_file(supplier.api, content, url="https://shop.example/list.yaml")
    json = supplier.api.post("partner/price-lists/", {"url": "https://shop.example/list.yaml", "file": "list.yaml"})
    for one in (both, json):
        (said,) = one.json()["errors"]
        assert (one.status_code, said["code"]) == (422, "file_and_address")
        assert said["msg"] == "Give a file or an address, not both."
    taken = post_file(supplier.api, content, format="yaml")
    assert taken.status_code == 202
    assert supplier.api.get(taken.json()["status_url"]).json()["url"] == ""
