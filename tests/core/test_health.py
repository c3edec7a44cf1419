"""The addresses beside the API."""

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


def test_the_process_and_what_it_leans_on(api: Any) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    ready = api.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    assert set(ready.json()["checks"]) == {"database", "cache", "queue"}


def test_the_apis_own_address_says_where_its_pages_are(api: Any) -> None:
    found = api.get("/api/v1/").json()
    for page in ("docs", "redoc", "openapi"):
        answer = api.get(found[page])
        assert answer.status_code == 200, page
        assert b"https://" not in answer.content or page == "openapi"
    assert api.get("/")["Location"] == found["docs"]


@pytest.mark.parametrize("name", ["../secrets.json", "%2e%2e/secrets.json", "nothing.png", "", "a\x00b"])
def test_media_gives_nothing_from_elsewhere(api: Any, name: str) -> None:
    assert api.get(f"/media/{name}").status_code == 404
