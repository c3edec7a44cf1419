"""Who is signed in where: listed by its owner, and ended one by one or all but the one that asks."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)  # what is bumped is bumped by a commit
PATH = "/api/v1/auth/sessions/"
PASSWORD = "Kettle-and-lamp-7"


def _bearer(client, user, agent: str) -> dict[str, str]:
    pair = client.post(
        "/api/v1/auth/login/",
        {"email": user.email, "password": PASSWORD},
        content_type="application/json",
        headers={"User-Agent": agent},
    ).json()
    return {"Authorization": f"Bearer {pair['access']}"}


def _open(client, headers) -> bool:
    return client.get("/api/v1/auth/profile/", headers=headers).status_code == 200


def test_sessions_are_listed_and_ended(client, person):
    user, other = person(password=PASSWORD), person(password=PASSWORD)
    user.sessions.all().delete()
    phone, desk, third = (_bearer(client, user, agent) for agent in ("Phone", "Desk", "Third"))
    foreign = _bearer(client, other, "Foreign")
    listed = client.get(PATH, headers=desk).json()["items"]
    assert [one["user_agent"] for one in listed] == ["Third", "Desk", "Phone"]
    assert [one["current"] for one in listed] == [False, True, False]
    of_phone = listed[2]["id"]
    assert client.delete(f"{PATH}{of_phone}/", headers=foreign).status_code == 404
    assert _open(client, phone)
    assert client.delete(f"{PATH}{of_phone}/", headers=desk).status_code == 204
    assert not _open(client, phone)
    assert client.delete(f"{PATH}{of_phone}/", headers=desk).status_code == 404
    assert client.delete(PATH, headers=desk).status_code == 204
    assert [_open(client, headers) for headers in (desk, third, foreign)] == [True, False, True]
    assert client.get(f"{PATH}?limit=1&count=true", headers=desk).json()["count"] == 1


def test_they_are_nobody_elses_business(client):
    assert client.get(PATH).status_code == 401
    assert client.delete(f"{PATH}not-a-uuid/").status_code == 404
