from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, TestCase
from django.utils import timezone

from core.accounts.events import UserConfirmed
from core.accounts.models import Session, User
from core.accounts.services.sessions import open_session
from core.events.models import Delivery
from core.events.registry import listeners_of
from tests.core.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss@shop.example", PASSWORD, username="boss")


@pytest.fixture
def office(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def save(office: Client, user: User, **fields: Any) -> Any:
    stored = User.objects.filter(pk=user.pk).values().get()
    names = ("email", "username", "first_name", "last_name", "company", "position", "phone", "language", "role")
    form = {name: stored[name] or "" for name in names} | {"is_active": "on"} | fields
    for prefix in ("sessions", "contacts"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = office.post(
            f"/admin/accounts/user/{user.pk}/change/", {k: v for k, v in form.items() if v is not None}
        )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return answer


def test_a_change_of_role_counts_at_once(office: Client, buyer: Any) -> None:
    assert buyer.api.get("auth/profile/").json()["role"] == "buyer"
    save(office, buyer, role="agent", is_staff="on")
    shown = buyer.api.get("auth/profile/").json()
    assert (shown["role"], shown["is_staff"]) == ("agent", True)


def test_switching_off_ends_every_session(office: Client, buyer: Any, api: Any) -> None:
    refresh = open_session(user=buyer).refresh
    assert buyer.api.get("auth/profile/").status_code == 200
    save(office, buyer, is_active=None)
    assert buyer.api.get("auth/profile/").status_code == 401
    assert api.post("auth/refresh/", {"refresh": refresh}).status_code == 401
    assert not Session.objects.filter(user=buyer, revoked_at=None).exists()


def test_taking_staff_away_counts_in_the_admin_and_the_api(office: Client, person: Any) -> None:
    from core.http.auth import viewer_by_token

    clerk = person(is_staff=True)
    token = clerk.api.headers["Authorization"].removeprefix("Bearer ")
    before = viewer_by_token(token)
    assert before
    assert before.is_staff
    save(office, clerk)
    after = viewer_by_token(token)
    assert after
    assert not after.is_staff


def test_a_password_set_in_the_admin_ends_every_session(office: Client, buyer: Any, api: Any) -> None:
    body = {"password1": "Another-lamp-8", "password2": "Another-lamp-8", "usable_password": "true"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = office.post(f"/admin/accounts/user/{buyer.pk}/password/", body)
    assert answer.status_code == 302
    assert buyer.api.get("auth/profile/").status_code == 401
    assert api.post("auth/login/", {"email": buyer.email, "password": "Another-lamp-8"}).status_code == 200


def test_an_account_made_in_the_admin_is_confirmed(office: Client, api: Any) -> None:
    body = {"email": "New@shop.example", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert office.post("/admin/accounts/user/add/", body).status_code == 302
    assert api.post("auth/login/", {"email": "new@shop.example", "password": PASSWORD}).status_code == 200


def test_signing_people_out(office: Client, buyer: Any) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        body = {"action": "sign_out_everywhere", "_selected_action": [buyer.pk]}
        assert office.post("/admin/accounts/user/", body).status_code == 302
    assert buyer.api.get("auth/profile/").status_code == 401


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_pages_open_in_both_languages(office: Client, buyer: Any, language: str) -> None:
    headers = {"Accept-Language": language}
    for path in ("", "?q=anna", "?confirmed=no", "?role__exact=agent", "add/", f"{buyer.pk}/change/"):
        answer = office.get(f"/admin/accounts/user/{path}", headers=headers)
        assert answer.status_code == 200, path
    page = office.get(f"/admin/accounts/user/{buyer.pk}/change/", headers=headers).content.decode()
    assert {"ru": "роль", "en": "Role"}[language].lower() in page.lower()
    assert {"ru": "Права", "en": "Rights"}[language] in page


def test_nobody_is_deleted_in_the_admin(office: Client, buyer: Any) -> None:
    assert office.get(f"/admin/accounts/user/{buyer.pk}/delete/").status_code == 403


@pytest.fixture
def clerks_office(person: Any) -> Client:
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client = Client()
    client.force_login(clerk)
    return client


def test_a_clerk_raises_nobodys_rights(clerks_office: Client, buyer: Any) -> None:
    save(clerks_office, buyer, is_staff="on", is_superuser="on", phone="+7 900")
    stored = User.objects.get(pk=buyer.pk)
    assert (stored.phone, stored.is_staff, stored.is_superuser) == ("+7 900", False, False)


def test_a_clerk_cannot_touch_a_superuser(clerks_office: Client, boss: User) -> None:
    body = {"password1": "Another-lamp-8", "password2": "Another-lamp-8", "usable_password": "true"}
    assert clerks_office.post(f"/admin/accounts/user/{boss.pk}/password/", body).status_code == 403
    assert clerks_office.post(f"/admin/accounts/user/{boss.pk}/change/", {"email": "x@shop.example"}).status_code == 403
    clerks_office.post("/admin/accounts/user/", {"action": "sign_out_everywhere", "_selected_action": [boss.pk]})
    assert User.objects.get(pk=boss.pk).epoch == 0


@pytest.mark.parametrize("name", ["boss@shop.example", "boss"])
def test_the_door_of_the_admin(boss: User, name: str) -> None:
    client = Client()
    client.post("/admin/login/", {"username": name, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200


def test_the_door_of_the_admin_waits_after_failures_too(boss: User, api: Any) -> None:
    client = Client()
    for _ in range(5):
        client.post("/admin/login/", {"username": "boss", "password": "wrong"})
    assert client.post("/admin/login/", {"username": "boss", "password": PASSWORD}).status_code == 200
    assert client.get("/admin/").status_code == 302
    assert api.post("auth/login/", {"username": "boss", "password": PASSWORD}).status_code == 429


def test_the_admin_is_closed_to_buyers_and_to_the_unconfirmed(db: None) -> None:
    User.objects.create_user("buyer@shop.example", PASSWORD, confirmed_at=timezone.now())
    User.objects.create_user("new@shop.example", PASSWORD, is_staff=True)
    client = Client()
    for email in ("buyer@shop.example", "new@shop.example"):
        client.post("/admin/login/", {"username": email, "password": PASSWORD})
        assert client.get("/admin/").status_code == 302


def press(client: Client, user: User, step: str) -> int:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(f"/admin/accounts/user/{user.pk}/step/", {"step": step}).status_code


def test_an_account_is_confirmed_by_a_button(office: Client, api: Any) -> None:
    user = User.objects.create_user("new@shop.example", PASSWORD)
    assert "Confirm the e-mail" in office.get(f"/admin/accounts/user/{user.pk}/change/").content.decode()
    assert press(office, user, "confirm") == 302
    assert api.post("auth/login/", {"email": user.email, "password": PASSWORD}).status_code == 200
    assert Delivery.objects.filter(event="accounts.UserConfirmed").count() == len(listeners_of(UserConfirmed))
    before = User.objects.get(pk=user.pk).confirmed_at
    office.post("/admin/accounts/user/", {"action": "confirm", "_selected_action": [user.pk]})
    assert User.objects.get(pk=user.pk).confirmed_at == before


def test_an_account_is_switched_off_and_on_by_a_button(office: Client, buyer: Any, boss: User) -> None:
    assert press(office, buyer, "switch_off") == 302
    assert buyer.api.get("auth/profile/").status_code == 401
    assert press(office, buyer, "switch_on") == 302
    assert User.objects.get(pk=buyer.pk).is_active
    assert press(office, boss, "switch_off") == 403  # nobody shuts themselves out
    assert press(office, buyer, "promote") == 404
    office.post("/admin/accounts/user/", {"action": "switch_off", "_selected_action": [buyer.pk, boss.pk]})
    assert list(User.objects.filter(is_active=True)) == [boss]


def test_who_may_only_look_is_shown_a_person_without_buttons(person: Any, buyer: Any) -> None:
    reader = person(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_user"))
    client = Client()
    client.force_login(reader)
    page = client.get(f"/admin/accounts/user/{buyer.pk}/change/")
    assert page.status_code == 200
    assert 'name="step"' not in page.content.decode()
    assert "argon2" not in page.content.decode()
    assert press(client, buyer, "switch_off") == 403


def test_a_clerk_cannot_switch_a_superuser_off(clerks_office: Client, boss: User) -> None:
    assert press(clerks_office, boss, "switch_off") == 403
    assert User.objects.get(pk=boss.pk).is_active
