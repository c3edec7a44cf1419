"""Signing in on a page: a cookie for the person, and from it a token for the page's script."""

import pytest
from django.test import Client

from core.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)  # what is bumped is bumped by a commit
PASSWORD = "Kettle-and-lamp-7"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def _csrf(browser: Client, path: str = "/account/sign-in/") -> str:
    browser.get(path)
    return browser.cookies["csrftoken"].value


def _sign_in(browser: Client, person, **form: str):
    user = person(password=PASSWORD)
    form = {"username": user.email, "password": PASSWORD, "csrfmiddlewaretoken": _csrf(browser)} | form
    return user, browser.post("/account/sign-in/", form)


def test_a_page_exchanges_its_cookie_for_a_token_that_dies_with_it(browser, person, client):
    user, answer = _sign_in(browser, person)
    assert answer.status_code == 302
    before = user.sessions.count()
    first, second = (_access(browser) for _ in range(2))
    profile = client.get("/api/v1/auth/profile/", headers={"Authorization": f"Bearer {first}"})
    assert profile.json()["email"] == user.email
    assert user.sessions.count() == before + 1, "one session a page, however often it asks"
    browser.post("/account/sign-out/", headers={"X-CSRFToken": browser.cookies["csrftoken"].value})
    for token in (first, second):
        assert client.get("/api/v1/auth/profile/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    refused = browser.post("/account/access/", headers={"X-CSRFToken": _csrf(browser)})
    assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
    assert (refused.json()["code"], refused.json()["status"]) == ("unauthenticated", 401)


def test_a_page_whose_session_was_ended_elsewhere_is_signed_out(browser, person, client):
    bearer = {"Authorization": f"Bearer {_access_of(browser, person)}"}
    (page,) = [one for one in client.get("/api/v1/auth/sessions/", headers=bearer).json()["items"] if one["current"]]
    client.delete(f"/api/v1/auth/sessions/{page['id']}/", headers=bearer)
    asked = [browser.post("/account/access/", headers={"X-CSRFToken": _csrf(browser)}) for _ in range(2)]
    assert [one.status_code for one in asked] == [401, 401], "nor is another session begun by the same cookie"


@pytest.mark.parametrize("page", ["/account/access/", "/admin/"])
def test_signing_out_everywhere_ends_cookies_that_never_asked_for_a_token(browser, person, client, page):
    user, _ = _sign_in(browser, person)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    asked = {"/account/access/": browser.post, "/admin/": browser.get}[page]
    tokens = client.post(
        "/api/v1/auth/login/", {"email": user.email, "password": PASSWORD}, content_type="application/json"
    ).json()
    assert browser.get("/admin/").status_code == 200
    client.post("/api/v1/auth/logout-all/", headers={"Authorization": f"Bearer {tokens['access']}"})
    assert asked(page, headers={"X-CSRFToken": _csrf(browser)}).status_code == {"/admin/": 302}.get(page, 401)


def test_another_site_gets_no_token(browser, person):
    _sign_in(browser, person)
    assert browser.post("/account/access/").status_code == 403
    assert browser.get("/account/access/").status_code == 405


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(browser, person, next):
    assert _sign_in(browser, person, next=next)[1]["Location"] == "/"


LANDINGS = [
    ({"role": "supplier"}, "partners", "/partner/"),
    ({"role": "agent"}, "support_chat", "/support/console/"),
    ({"role": "agent", "is_staff": True}, "support_chat", "/support/console/"),
    ({"is_staff": True}, "", "/admin/"),
    ({}, "", "/"),
]


@pytest.mark.parametrize(("who", "module", "page"), LANDINGS)
def test_it_leads_everybody_to_the_page_that_is_theirs(browser, person, settings, who, module, page):
    user = person(password=PASSWORD, **who)
    form = {"username": user.email, "password": PASSWORD, "csrfmiddlewaretoken": _csrf(browser)}
    elsewhere = browser.post("/account/sign-in/", form | {"next": "/healthz"})
    assert elsewhere["Location"] == "/healthz"
    is_on = not module or f"modules.{module}" in settings.MODULE_PACKAGES
    otherwise = "/admin/" if who.get("is_staff") else "/"
    form["csrfmiddlewaretoken"] = _csrf(browser)
    assert browser.post("/account/sign-in/", form)["Location"] == (page if is_on else otherwise)


def test_failures_bring_waits_and_say_so(browser, person, settings):
    settings.LOGIN_FAILURES_PER_ACCOUNT = 3
    user = person(password=PASSWORD)
    form = {"username": user.email, "password": "wrong", "csrfmiddlewaretoken": _csrf(browser)}
    said = [browser.post("/account/sign-in/", form).content.decode() for _ in range(5)]
    assert "wrong" in said[0]
    form["password"] = PASSWORD
    assert browser.post("/account/sign-in/", form).status_code == 200, "locked even for the right one"


def _access_of(browser: Client, person) -> str:
    _sign_in(browser, person)
    return _access(browser)


def _access(browser: Client) -> str:
    answer = browser.post("/account/access/", headers={"X-CSRFToken": browser.cookies["csrftoken"].value})
    assert answer.status_code == 200, answer.content
    assert "no-store" in answer["Cache-Control"]
    return answer.json()["access"]
