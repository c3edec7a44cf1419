import base64
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings as django_settings

from core.accounts.models import Session, User
from tests.conftest import Api

pytestmark = pytest.mark.django_db


def claims(user: User, **other: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    session = Session.objects.filter(user=user).latest("created_at")
    about = {"sub": str(user.pk), "sid": session.pk.hex, "type": "access", "epoch": user.epoch}
    return {**about, "iat": now, "exp": now + timedelta(minutes=5), **other}


def signed(body: dict[str, Any], key: str | None = None, algorithm: str = "HS256") -> str:
    body = {name: value for name, value in body.items() if value is not ...}
    return jwt.encode(body, key or django_settings.JWT_SIGNING_KEY, algorithm)


def profile(token: str) -> Any:
    return Api(token).get("auth/profile/")


def refresh(token: Any) -> Any:
    return Api().post("auth/refresh/", {"refresh": token})


def _part(value: str | bytes) -> str:
    raw = value.encode() if isinstance(value, str) else value
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_our_own_claims_hold(buyer: Any) -> None:
    assert profile(signed(claims(buyer))).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": "me"},
        {"sub": "0"},
        {"sub": "-1"},
        {"sub": "٣"},
        {"sub": "9" * 40},
        {"sub": "1 or 1=1"},
        {"sub": 5},
        {"sub": None},
        {"sub": ...},
        {"sub": "999999999"},
        {"sid": "nonsense"},
        {"sid": str(uuid.uuid4())},
        {"sid": ...},
        {"epoch": "0"},
        {"epoch": 1},
        {"epoch": -1},
        {"epoch": 0.0},
        {"epoch": False},
        {"epoch": ...},
        {"type": "refresh"},
        {"type": "ACCESS"},
        {"type": ...},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": [1]},
        {"exp": ...},
        {"iat": ...},
        {"iat": "now"},
        {"nbf": 2**60},
        {"aud": "another"},
    ],
)
def test_a_claim_that_does_not_fit_is_401(buyer: Any, wrong: dict[str, Any]) -> None:
    answer = profile(_unchecked(claims(buyer, **wrong)))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def _unchecked(body: dict[str, Any]) -> str:
    # The library refuses to sign some of these; a thief of the key would not.
    plain = {name: int(v.timestamp()) if isinstance(v, datetime) else v for name, v in body.items() if v is not ...}
    head, payload = (_part(json.dumps(part)) for part in ({"alg": "HS256", "typ": "JWT"}, plain))
    algorithm = jwt.get_algorithm_by_name("HS256")
    key = algorithm.prepare_key(django_settings.JWT_SIGNING_KEY.encode())
    return f"{head}.{payload}.{_part(algorithm.sign(f'{head}.{payload}'.encode(), key))}"


def test_the_hand_made_signature_is_right(buyer: Any) -> None:
    assert profile(_unchecked(claims(buyer))).status_code == 200


def test_another_key_and_other_algorithms_are_401(buyer: Any) -> None:
    good = signed(claims(buyer))
    head, payload, signature = good.split(".")
    forged = [
        signed(claims(buyer), key="x" * 50),
        signed(claims(buyer), algorithm="HS512"),
        jwt.encode(claims(buyer), None, "none"),
        f"{_part(json.dumps({'alg': 'none'}))}.{payload}.",
        f"{_part(json.dumps({'alg': 'HS256', 'crit': ['x']}))}.{payload}.{signature}",
        f"{head}.{payload}.",
        f"{head}.{payload}",
        f"{head}.{_part('[' * 300)}.{signature}",
        f"{_part('[' * 500)}.{payload}.{signature}",
        f"{_part('[' * 50_000)}.{payload}.{signature}",
        f"{_part('[]')}.{payload}.{signature}",
        good + "x" * 2000,
        "...",
        "é",
        "null",
        "\x00",
    ]
    assert [profile(token).status_code for token in forged] == [401] * len(forged)


def test_an_expired_token_is_401(buyer: Any, settings: Any) -> None:
    from core.accounts.services.sessions import open_session

    settings.ACCESS_TTL = timedelta(seconds=-1)
    settings.REFRESH_TTL = timedelta(seconds=-1)
    tokens = open_session(user=buyer)
    assert profile(tokens.access).status_code == 401
    assert refresh(tokens.refresh).json()["code"] == "refresh_invalid"


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "Token x", "bearer nonsense"])
def test_other_credentials_are_401(api: Api, header: str) -> None:
    assert api.get("auth/profile/", headers={"Authorization": header}).status_code == 401


def test_an_access_token_refreshes_nothing_and_the_reverse(signed_in: dict[str, str]) -> None:
    assert refresh(signed_in["access"]).status_code == 401
    assert profile(signed_in["refresh"]).status_code == 401


def test_a_refresh_gives_a_new_pair_and_the_old_access_lives_on(signed_in: dict[str, str]) -> None:
    answer = refresh(signed_in["refresh"])
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["refresh"] != signed_in["refresh"]
    assert profile(answer.json()["access"]).status_code == profile(signed_in["access"]).status_code == 200
    assert refresh(answer.json()["refresh"]).status_code == 200


def test_a_reused_refresh_token_ends_its_family_and_no_other(api: Api, signed_in: dict[str, str], email: str) -> None:
    from tests.core.accounts.conftest import PASSWORD

    other = api.post("auth/login/", {"email": email, "password": PASSWORD}).json()
    rotated = refresh(signed_in["refresh"]).json()
    reused = refresh(signed_in["refresh"])
    assert (reused.status_code, reused.json()["code"]) == (401, "token_reused")
    assert refresh(rotated["refresh"]).json()["code"] == "refresh_invalid"
    assert profile(rotated["access"]).status_code == profile(signed_in["access"]).status_code == 401
    assert profile(other["access"]).status_code == refresh(other["refresh"]).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ф" * 40, "x" * 9000, _part("[" * 7000) + ".x.x"])
def test_a_refresh_token_that_is_none_is_401(api: Api, token: str) -> None:
    assert refresh(token).status_code == 401


@pytest.mark.parametrize("body", [{}, {"refresh": 5}, {"refresh": None}, {"refresh": "a\x00"}, {"token": "a"}, []])
def test_a_bad_refresh_request_is_422(api: Api, body: Any) -> None:
    answer = api.post("auth/refresh/", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_signing_out_ends_this_session_at_once(api: Api, signed_in: dict[str, str], email: str) -> None:
    from tests.core.accounts.conftest import PASSWORD

    other = api.post("auth/login/", {"email": email, "password": PASSWORD}).json()
    assert profile(signed_in["access"]).status_code == 200
    answer = Api(signed_in["access"]).post("auth/logout/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert profile(signed_in["access"]).status_code == refresh(signed_in["refresh"]).status_code == 401
    assert profile(other["access"]).status_code == 200


def test_signing_out_everywhere_ends_all(api: Api, signed_in: dict[str, str], email: str) -> None:
    from tests.core.accounts.conftest import PASSWORD

    other = api.post("auth/login/", {"email": email, "password": PASSWORD}).json()
    assert profile(other["access"]).status_code == 200
    assert Api(signed_in["access"]).post("auth/logout-all/").status_code == 204
    for tokens in (signed_in, other):
        assert profile(tokens["access"]).status_code == refresh(tokens["refresh"]).status_code == 401
    assert api.post("auth/login/", {"email": email, "password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("path", ["auth/logout/", "auth/logout-all/", "auth/password/change/", "auth/contacts/"])
def test_nobody_is_signed_out_by_nobody(api: Api, path: str) -> None:
    assert api.post(path, {}).status_code == 401
