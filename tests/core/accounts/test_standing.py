"""Every door by which a person's rights change is seen at once by the tokens that are out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts import public
from core.accounts.models import Session, User
from core.accounts.services.sessions import refresh
from core.cache import bump
from core.errors import DomainError, NotFound
from core.http.auth import Viewer, viewer_of

pytestmark = pytest.mark.django_db


def viewer(person: Any) -> Viewer | None:
    headers = {"HTTP_AUTHORIZATION": person.api.headers["Authorization"]}
    return viewer_of(RequestFactory().get("/", **headers))


def committed(change: Callable[[], Any]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        change()


def test_a_warm_standing_costs_no_query_of_the_person(buyer: Any) -> None:
    assert viewer(buyer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = viewer(buyer)
    assert found == Viewer(buyer.pk, "buyer", found.session if found else "", False, False)
    # The embedded profile keeps the versions of its cache in the database file: that one, and no other.
    assert len(queries) == (1 if django_settings.EMBEDDED else 0)
    assert all("accounts_" not in query["sql"] for query in queries.captured_queries)


def set_and_save(user: User, **values: Any) -> None:
    for name, value in values.items():
        setattr(user, name, value)
    user.save()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"role": "agent"}, ("agent", False, False)),
        ({"is_staff": True}, ("buyer", True, False)),
        ({"is_superuser": True}, ("buyer", False, True)),
    ],
)
def test_a_change_of_rights_is_seen_at_once(buyer: Any, values: dict[str, Any], expected: Any) -> None:
    assert viewer(buyer)
    committed(lambda: set_and_save(User.objects.get(pk=buyer.pk), **values))
    now = viewer(buyer)
    assert now
    assert (now.role, now.is_staff, now.is_superuser) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda user: set_and_save(user, is_active=False),
        lambda user: (user.set_password("another-lamp-8"), user.save()),
        lambda user: (user.set_password("another-lamp-8"), user.save(update_fields=["password"])),
        lambda user: (user.set_unusable_password(), user.save()),
        lambda user: user.delete(),
        lambda user: User.objects.filter(pk=user.pk).delete(),
    ],
    ids=["switched off", "password", "password alone", "no password", "deleted", "deleted as a set"],
)
def test_what_ends_an_account_or_its_password_ends_its_sessions(buyer: Any, change: Callable[[User], Any]) -> None:
    from core.accounts.services.sessions import open_session

    tokens = open_session(user=buyer)
    assert viewer(buyer)
    committed(lambda: change(User.objects.get(pk=buyer.pk)))
    assert viewer(buyer) is None
    with pytest.raises(DomainError):
        refresh(token=tokens.refresh)
    assert not Session.objects.filter(user_id=buyer.pk, revoked_at=None).exists()


def test_what_goes_past_the_door_counts_when_the_standing_is_read_anew(buyer: Any) -> None:
    for change in ({"is_active": False}, {"is_active": True, "erased_at": timezone.now()}):
        User.objects.filter(pk=buyer.pk).update(**change)
        committed(lambda: bump(f"user:{buyer.pk}"))
        assert viewer(buyer) is None


def test_switching_on_again_revives_no_session(buyer: Any) -> None:
    for active in (False, True):
        committed(lambda active=active: set_and_save(User.objects.get(pk=buyer.pk), is_active=active))
    assert viewer(buyer) is None


def test_the_command_changepassword_signs_out(buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda **prompt: "another-lamp-8")
    assert viewer(buyer)
    committed(lambda: call_command("changepassword", buyer.email, verbosity=0))
    assert viewer(buyer) is None


def test_a_stale_form_brings_nothing_old_back(buyer: Any) -> None:
    opened_an_hour_ago = User.objects.get(pk=buyer.pk)
    committed(lambda: set_and_save(User.objects.get(pk=buyer.pk), role="agent", password="new-hash"))
    committed(lambda: set_and_save(opened_an_hour_ago, first_name="Анна", phone="1"))
    stored = User.objects.get(pk=buyer.pk)
    assert (stored.role, stored.password, stored.phone, stored.epoch) == ("agent", "new-hash", "1", 1)


def test_saving_without_a_change_signs_nobody_out(buyer: Any) -> None:
    user = User.objects.get(pk=buyer.pk)
    committed(user.save)
    user.refresh_from_db()
    committed(user.save)
    set_and_save(user, first_name="Анна")
    assert User.objects.get(pk=buyer.pk).epoch == 0
    assert viewer(buyer)


def test_a_change_goes_through_the_public_door(buyer: Any) -> None:
    committed(lambda: public.set_role(buyer.pk, "supplier"))
    now = viewer(buyer)
    assert now
    assert now.role == "supplier"
    with pytest.raises(NotFound):
        public.set_role(10**9, "agent")
    with pytest.raises(ValueError, match="boss"):
        public.set_role(buyer.pk, "boss")


def test_others_know_a_person_by_plain_values(buyer: Any) -> None:
    known = public.person(buyer.pk)
    assert (known.email, known.full_name, known.is_active) == (buyer.email, "Анна Покупатель", True)
    with pytest.raises(NotFound):
        public.person(10**9)


def test_a_password_changed_while_it_was_verified_opens_nothing(buyer: Any) -> None:
    from core.accounts.services.sessions import open_session

    verified = User.objects.get(pk=buyer.pk)
    committed(lambda: set_and_save(User.objects.get(pk=buyer.pk), password="new-hash"))
    with pytest.raises(DomainError):
        open_session(user=verified)
