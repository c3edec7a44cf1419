"""API keys: shown once, kept as a digest, opening what their scopes say and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import cache
from core.accounts.models import ApiKey
from core.accounts.services import api_keys, people, sessions
from core.http import scopes
from tests.conftest import Api

pytestmark = pytest.mark.django_db
KEYS = "auth/api-keys/"


@pytest.fixture(autouse=True)
def two_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever modules are on."""
    for name in ("prices:read", "prices:write"):
        monkeypatch.setitem(scopes.known, name, name)


def make(user: Any, *names: str, **more: Any) -> Any:
    return user.api.post(KEYS, {"name": "Склад", "scopes": list(names or ["prices:write"])} | more)


def test_a_key_is_shown_once_and_kept_as_a_digest(buyer: Any) -> None:
    answer = make(buyer, "prices:write", "prices:read")
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    made = answer.json()
    key = made.pop("key")
    assert key.startswith(made["prefix"])
    assert len(key) == len("torg_") + 64
    assert len(made["prefix"]) == 13
    assert (made["name"], made["scopes"], made["expires"]) == ("Склад", ["prices:read", "prices:write"], None)
    row = ApiKey.objects.get()
    assert key not in str(vars(row))
    assert key.removeprefix("torg_") not in str(vars(row))
    assert buyer.api.get(KEYS).json()["items"] == [made]
    assert answer["Location"] == f"/api/v1/auth/api-keys/{made['id']}/"


def test_a_key_opens_nothing_of_a_persons_own(buyer: Any) -> None:
    robot = Api(make(buyer).json()["key"])
    calls = [
        ("GET", "auth/profile/"),
        ("POST", KEYS),
        ("GET", KEYS),
        ("DELETE", "auth/profile/"),
        ("POST", "auth/logout/"),
    ]
    for method, path in calls:
        answer = robot(method, path, {"name": "x", "scopes": ["prices:read"]} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("token", ["torg_", "torg_" + "0" * 64, "torg_" + "0" * 63, "torg_" + "Z" * 64, "torg_\u00e9"])
def test_what_is_no_key_is_nobody(api: Any, token: str) -> None:
    answer = api.get("auth/profile/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_revoked_key_is_dead_at_once_wherever_its_standing_is_kept(buyer: Any, person: Any) -> None:
    made = make(buyer).json()
    robot = Api(made["key"])
    assert robot.get("auth/profile/").status_code == 403
    assert person().api.delete(f"{KEYS}{made['id']}/").status_code == 404
    assert robot.get("auth/profile/").status_code == 403
    assert buyer.api.delete(f"{KEYS}{made['id']}/").status_code == 204
    assert robot.get("auth/profile/").status_code == 401
    assert buyer.api.delete(f"{KEYS}{made['id']}/").status_code == 404
    assert buyer.api.get(KEYS).json()["items"] == []


def test_a_key_ends_by_its_date_also_while_it_is_kept(buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = timezone.now() + timedelta(hours=1)
    made = make(buyer, expires=soon.isoformat()).json()
    robot = Api(made["key"])
    assert robot.get("auth/profile/").status_code == 403
    monkeypatch.setattr("core.accounts.selectors.timezone.now", lambda: soon)
    assert robot.get("auth/profile/").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_keys_end_with_their_person_and_not_with_the_password(buyer: Any, person: Any) -> None:
    first, second = make(buyer).json()["key"], make(other := person()).json()["key"]
    sessions.end_all(user_id=buyer.pk)
    buyer.refresh_from_db()
    buyer.set_password("another-Password-1")
    buyer.save()
    assert Api(first).get("auth/profile/").status_code == 403
    people.set_active(user_id=buyer.pk, active=False)
    assert Api(first).get("auth/profile/").status_code == 401
    people.set_active(user_id=buyer.pk, active=True)
    assert Api(first).get("auth/profile/").status_code == 401
    people.erase(user_id=other.pk)
    assert Api(second).get("auth/profile/").status_code == 401
    assert not ApiKey.objects.filter(user_id=other.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_looking_a_key_up_is_kept_and_its_use_is_noted_rarely(
    buyer: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(buyer).json()
    robot = Api(made["key"])
    robot.get("auth/profile/")
    used = ApiKey.objects.get().used_at
    assert used is not None
    assert buyer.api.get(KEYS).json()["items"][0]["used_at"]
    with django_assert_num_queries(0):
        robot.get("auth/profile/")
    cache.bump(f"key:{ApiKey.objects.get().digest[:40]}")
    robot.get("auth/profile/")
    assert ApiKey.objects.get().used_at == used


BAD: list[tuple[dict[str, Any], str]] = [
    ({"scopes": []}, "too_short"),
    ({"scopes": ["prices:steal"]}, "scope_unknown"),
    ({"scopes": "prices:read"}, "list_type"),
    ({"name": " "}, "blank"),
    ({"expires": "2020-01-01T00:00:00Z"}, "in_the_past"),
    ({"expires": "2999-01-01T00:00:00"}, "timezone_aware"),
    ({"expires": 4102444800}, "datetime_type"),
    ({"staff": True}, "extra_forbidden"),
]


@pytest.mark.parametrize(("change", "code"), BAD)
def test_what_makes_no_key(buyer: Any, change: dict[str, Any], code: str) -> None:
    answer = buyer.api.post(KEYS, {"name": "Склад", "scopes": ["prices:read"]} | change)
    assert answer.status_code == 422
    told = answer.json()
    assert code in {told["code"], *(error["code"] for error in told.get("errors", []))}
    assert not ApiKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_so_many_keys_a_person(buyer: Any) -> None:
    for _ in range(20):
        last = api_keys.make(user_id=buyer.pk, name="x", scopes=["prices:read"])
    refused = make(buyer)
    assert (refused.status_code, refused.json()["code"], refused.json()["limit"]) == (409, "too_many_api_keys", 20)
    api_keys.revoke(key_id=last.row.pk)
    assert make(buyer).status_code == 201


def test_whoever_may_write_may_read() -> None:
    assert scopes.covers({"prices:write"}, "prices:read")
    assert scopes.covers({"prices:read"}, "prices:read")
    assert not scopes.covers({"prices:read"}, "prices:write")
    assert not scopes.covers({"orders:write"}, "prices:read")


def test_old_ends_are_forgotten(buyer: Any) -> None:
    made = api_keys.make(user_id=buyer.pk, name="x", scopes=["prices:read"])
    api_keys.revoke(key_id=made.row.pk)
    assert api_keys.forget_ended() == 0
    ApiKey.objects.update(revoked_at=timezone.now() - timedelta(days=91))
    assert api_keys.forget_ended() == 1


def test_staff_see_the_keys_and_revoke_one(buyer: Any, person: Any, client: Any) -> None:
    made = make(buyer).json()
    client.force_login(person(is_staff=True, is_superuser=True))
    shown = client.get("/admin/accounts/apikey/").content.decode()
    assert made["prefix"] in shown
    assert made["key"] not in shown
    assert client.get(f"/admin/accounts/apikey/{made['id']}/change/").status_code == 200
    assert client.post(f"/admin/accounts/apikey/{made['id']}/step/", {"step": "revoke"}).status_code == 302
    assert Api(made["key"]).get("auth/profile/").status_code == 401
