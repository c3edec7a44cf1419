"""What holds for every endpoint: strict values, problem documents, slashes, ids, languages, limits."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import TestCase, override_settings

from core.http.auth import viewer_by_token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample")]


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(response.content)
    assert document["code"] == code, document
    assert document["status"] == status
    assert document["request_id"] == response["X-Request-ID"]
    assert {"type", "title", "detail"} <= document.keys()
    return document


def test_what_is_answered_is_what_was_sent(api: Any) -> None:
    response = api.post("orders/", {"name": "  Чайник «Ёлка»  ", "price": "1499.5"})
    assert response.status_code == 201
    assert response.content.decode() == '{"name":"Чайник «Ёлка»","price":"1499.50"}'


@pytest.mark.parametrize(
    "field",
    [
        {"name": "x\x00y"},
        {"name": "a\u0007b"},
        {"name": " \u200b\u2800\u3164 "},
        {"name": "x" * 256},
        {"name": 5},
        {"name": None},
        {"name": "two\nlines"},
        {"quantity": 1.0},
        {"quantity": True},
        {"quantity": "1"},
        {"quantity": 0},
        {"quantity": 2**31},
        {"quantity": 10**30},
        {"pieces": -1},
        {"price": "0"},
        {"price": "1.001"},
        {"price": "NaN"},
        {"price": "1e3"},
        {"price": "١"},
        {"price": True},
        {"price": "12345678901"},
        {"discount": "-1"},
        {"comment": "x" * 10_001},
        {"email": "nobody"},
        {"email": "a@b@c.example"},
        {"email": "a@b\u202e.example"},
        {"name": "\u202e\u2066\ufeff"},
        {"gift": 1},
        {"gift": "true"},
        {"ref": 2**63},
        {"surprise": 1},
    ],
    ids=lambda field: json.dumps(field)[:40],
)
def test_a_value_that_cannot_be_stored_as_sent_is_refused(api: Any, field: dict[str, Any]) -> None:
    response = api.post("orders/", {"name": "Чайник"} | field)
    document = assert_problem(response, 422, "invalid")
    assert document["errors"][0]["loc"] == ["body", next(iter(field))]
    assert document["errors"][0]["code"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"name": NaN}', 422),
        (b'{"name": "x", "price": 1e400}', 422),
        (b'{"name": "\\ud800"}', 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"", 422),
    ],
)
def test_a_body_that_is_no_order_is_refused(api: Any, body: bytes, status: int) -> None:
    response = api.post("orders/", body)
    assert_problem(response, status, "bad_request" if status == 400 else response.json()["code"])


def test_a_form_is_not_json(api: Any) -> None:
    assert_problem(
        api.post("orders/", b"name=x", content_type="application/x-www-form-urlencoded"), 415, "unsupported_media_type"
    )


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_over_the_limit_is_refused(api: Any) -> None:
    assert_problem(api.post("orders/", {"name": "x" * 2000}), 413, "too_large")


def test_a_patch_keeps_what_was_not_sent_and_takes_no_null(api: Any) -> None:
    assert api.patch("orders/", {"quantity": 2}).json() == {"quantity": 2}
    assert api.patch("orders/", {}).json() == {}
    assert_problem(api.patch("orders/", {"name": None}), 422, "invalid")


@pytest.mark.parametrize("value", ["abc", " 5 ", "1_000", "1.0", "٣", "0", "-1", "9" * 40, "1e3", ""])
def test_a_number_in_the_query_is_read_as_strictly(api: Any, value: str) -> None:
    assert_problem(api.get("filtered/", data={"ref": value}), 422, "invalid")


@pytest.mark.parametrize("thing", ["2", "9" * 18])
def test_a_missing_object_and_an_impossible_one(api: Any, thing: str) -> None:
    assert_problem(api.get(f"things/{thing}/"), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["things/0/", "things/abc/", f"things/{'9' * 30}/", "things/-1/", "nowhere/", "things/1/x/"]
)
def test_an_address_that_does_not_exist(api: Any, path: str) -> None:
    assert_problem(api.get(path), 404, "not_found")


def test_a_method_that_does_not_exist(api: Any) -> None:
    response = api.delete("things/1/")
    assert_problem(response, 405, "method_not_allowed")
    assert "GET" in response["Allow"]


def test_the_path_without_its_slash_keeps_the_body(api: Any) -> None:
    assert api.post("orders", {"name": "Чайник"}).status_code == 201
    assert api.get("things/1").json() == {"id": 1}


def test_a_refusal_brings_its_facts(api: Any) -> None:
    document = assert_problem(api.post("fail/stock/"), 400, "out_of_stock")
    assert document["detail"] == "Only 2 left."
    assert document["details"] == [{"offer_id": 1}]
    document = assert_problem(api.post("fail/field/"), 422, "invalid")
    assert document["errors"][0]["loc"] == ["body", "items", "0", "quantity"]


def test_a_bug_tells_the_client_nothing(api: Any) -> None:
    response = api.post("fail/bug/")
    assert_problem(response, 500, "internal_error")
    assert b"SELECT" not in response.content
    assert b"/srv/" not in response.content


def test_the_detail_is_in_the_readers_language_and_the_code_is_not(api: Any) -> None:
    english = assert_problem(api.get("things/2/", headers={"Accept-Language": "en"}), 404, "not_found")
    russian = assert_problem(api.get("things/2/", headers={"Accept-Language": "ru"}), 404, "not_found")
    assert english["detail"] == "There is no such object."
    assert russian["detail"] != english["detail"]


def test_a_request_id_is_taken_if_it_looks_like_one(api: Any) -> None:
    assert api.get("things/1/", headers={"X-Request-ID": "trace-12345678"})["X-Request-ID"] == "trace-12345678"
    assert api.get("things/1/", headers={"X-Request-ID": "a b\tc{}" * 40})["X-Request-ID"] != "a b\tc{}" * 40


def test_nobody_is_told_401_and_somebody_403_before_values_are_read(api: Any, buyer: Any) -> None:
    assert_problem(api.post("mine/", b"{"), 401, "unauthenticated")
    assert api.post("mine/", b"{")["WWW-Authenticate"] == "Bearer"
    assert_problem(buyer.api.post("mine/", b"{"), 403, "forbidden")
    assert_problem(api.get("mine/", headers={"Authorization": "Bearer x.y.z"}), 401, "unauthenticated")


def test_a_database_that_is_down_is_503_wherever_it_is_noticed(
    api: Any, buyer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(token: str) -> None:
        raise OperationalError("server closed the connection unexpectedly at 10.0.0.5")

    monkeypatch.setattr(viewer_by_token, "_answer", down)
    for response in (
        buyer.api.get("mine/"),
        buyer.api.post("orders/", {"name": "a"}, headers={"Idempotency-Key": "k"}),
    ):
        assert_problem(response, 503, "unavailable_now")
        assert response["Retry-After"]
        assert b"10.0.0.5" not in response.content


def test_head_is_get_without_its_body(api: Any) -> None:
    whole, bare = api.get("things/1/"), api("HEAD", "things/1/")
    assert (bare.status_code, bare.content) == (200, b"")
    assert bare["Content-Length"] == str(len(whole.content))
    assert bare["Content-Type"] == whole["Content-Type"]
    assert api("HEAD", "things/2/").status_code == 404


def test_who_names_no_language_is_answered_in_the_one_of_their_profile(person: Any) -> None:
    anna = person(language="ru")
    assert anna.api.get("things/2/").json()["detail"] == "Такого объекта нет."
    assert anna.api.get("things/2/", headers={"Accept-Language": "en"}).json()["detail"] == "There is no such object."
    anna.language = "en"
    with TestCase.captureOnCommitCallbacks(execute=True):
        anna.save()
    assert anna.api.get("things/2/").json()["detail"] == "There is no such object."
