import threading
from typing import Any

import psycopg
import pytest
from django.db import connection

from core.events.models import Delivery
from core.http import idempotency
from core.http.models import IdempotencyKey
from tests.conftest import Api
from tests.core import sample

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample")]
KEY = {"Idempotency-Key": "order-1"}


def test_the_same_again_is_answered_as_the_first_time(api: Any) -> None:
    first = api.post("orders/", {"name": "Чайник", "quantity": 2}, headers=KEY)
    again = api.post(
        "orders/", b'{"quantity": 2,\n "name": "\xd0\xa7\xd0\xb0\xd0\xb9\xd0\xbd\xd0\xb8\xd0\xba"}', headers=KEY
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert again["Content-Type"] == first["Content-Type"]
    assert Delivery.objects.count() == 1


def test_the_schema_says_who_takes_a_key() -> None:
    paths = sample.api.get_openapi_schema()["paths"]
    (header,) = [one for one in paths["/api/v1/orders/"]["post"]["parameters"] if one["in"] == "header"]
    assert (header["name"], header["required"]) == ("Idempotency-Key", False)
    assert "Idempotency-Key" not in str(paths["/api/v1/orders/"]["patch"])


def test_another_body_under_the_key_is_refused(api: Any) -> None:
    api.post("orders/", {"name": "a"}, headers=KEY)
    response = api.post("orders/", {"name": "b"}, headers=KEY)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_a_persons_own(api: Any, buyer: Any) -> None:
    api.post("orders/", {"name": "a"}, headers=KEY)
    assert buyer.api.post("orders/", {"name": "b"}, headers=KEY).status_code == 201


@pytest.mark.parametrize("name", ["refuse", "x" * 300])
def test_a_refused_request_is_judged_anew_and_leaves_nothing(api: Any, name: str) -> None:
    first = api.post("orders/", {"name": name}, headers=KEY)
    assert first.status_code in {409, 422}
    assert not IdempotencyKey.objects.exists()
    assert not Delivery.objects.exists()
    assert api.post("orders/", {"name": "a"}, headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "a\tb", "a\x7f", "a\x01b", "x" * 256, "ключ"])
def test_a_key_that_is_none(api: Any, key: str) -> None:
    response = api.post("orders/", {"name": "a"}, headers={"Idempotency-Key": key})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_invalid")


@pytest.mark.parametrize("key", ["", "order-1"])
def test_a_stranger_is_turned_away_before_key_and_body_are_looked_at(api: Any, buyer: Any, key: str) -> None:
    headers = {"Idempotency-Key": key}
    assert api.post("mine/", b"{", headers=headers).status_code == 401
    assert buyer.api.post("mine/", b"{", headers=headers).status_code == 403
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one(api: Any) -> None:
    answers: list[int] = []

    def post() -> None:
        try:
            answers.append(Api().post("orders/", {"name": "a"}, headers=KEY).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * 20
    assert Delivery.objects.count() == 1


@pytest.mark.profile("full")
@pytest.mark.django_db(transaction=True)
def test_who_has_waited_long_enough_is_told_so(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(idempotency.BOUNDED, "postgresql", "set_config('lock_timeout', '50ms', true) <> ''")
    api.post("orders/", {"name": "a"}, headers=KEY)
    kept = IdempotencyKey.objects.get()
    with psycopg.connect(**connection.get_connection_params()) as first:
        first.execute(
            """INSERT INTO http_idempotencykey (owner, operation, key, fingerprint, status, headers, body, created_at)
               SELECT owner, operation, 'order-2', fingerprint, status, headers, body, now() FROM http_idempotencykey"""
        )
        waiting = api.post("orders/", {"name": "a"}, headers={"Idempotency-Key": "order-2"})
        assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_in_progress")
        assert Delivery.objects.count() == 1
    replayed = api.post("orders/", {"name": "a"}, headers={"Idempotency-Key": "order-2"})
    assert (replayed.content, replayed["Idempotency-Replayed"]) == (bytes(kept.body), "true")
