"""From a registration to a supplier that is let in, and what staff may change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from core.accounts.events import UserConfirmed
from core.events.bus import publish
from modules.catalog import public as catalog
from modules.partners.models.members import SupplierMember


def confirm(user: Any, company: str, work: Callable[[], int]) -> None:
    with transaction.atomic():
        publish(UserConfirmed(user_id=user.pk, email=user.email, role=user.role, company=company))
    work()


@pytest.fixture
def newcomer(person: Any, work: Any, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    def make(company: str = "ООО Ромашка", **fields: Any) -> Any:
        user = person(**{"role": "supplier", "company": company} | fields)
        with django_capture_on_commit_callbacks(execute=True):
            confirm(user, company, lambda: 0)
        work()
        return user

    return make


def test_a_confirmed_supplier_waits_for_approval(newcomer: Any, clerk: Any) -> None:
    user = newcomer()
    (waiting,) = clerk.api.get("admin/suppliers/?status=pending").json()["items"]
    assert (waiting["name"], waiting["approved"]) == ("ООО Ромашка", False)
    assert clerk.api.get("admin/suppliers/?status=approved").json()["items"] == []
    assert user.api.get("partner/state/").status_code == 403


def test_staff_let_a_supplier_in_once_and_it_is_told_once(newcomer: Any, clerk: Any, work: Any) -> None:
    user = newcomer(language="ru")
    mail.outbox.clear()
    id = clerk.api.get("admin/suppliers/?status=pending").json()["items"][0]["id"]
    for _ in range(2):
        answer = clerk.api.post(f"admin/suppliers/{id}/approve/")
        assert (answer.status_code, answer.json()["approved"]) == (200, True)
        work()
    assert user.api.get("partner/state/").json() == {"accepting_orders": True}
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "ООО Ромашка: можно продавать"


def test_two_companies_of_one_name_are_two_suppliers(newcomer: Any) -> None:
    first, second = newcomer("Заря"), newcomer("Заря")
    ids = SupplierMember.objects.filter(user__in=[first, second]).values_list("supplier_id", flat=True)
    assert len(set(ids)) == 2


def test_being_told_twice_makes_one_supplier(person: Any, work: Any, django_capture_on_commit_callbacks: Any) -> None:
    user = person(role="supplier")
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            confirm(user, "Заря", lambda: 0)
        work()
    assert SupplierMember.objects.filter(user=user).count() == 1
    assert len(catalog.suppliers(status=None)) == 1


def test_a_buyer_with_a_company_is_no_supplier(newcomer: Any) -> None:
    newcomer(role="buyer")
    assert catalog.suppliers(status=None) == []


def test_staff_set_the_terms(supplier: Any, clerk: Any) -> None:
    path = f"admin/suppliers/{supplier.supplier_id}/"
    before = clerk.api.get(path).json()
    change = {"delivery": "300.00", "free_from": "5000.00", "minimum": "1000.00", "name": "Новое имя"}
    after = clerk.api.patch(path, change).json()
    assert after == before | change
    assert clerk.api.patch(path, {"free_from": None}).json() == after | {"free_from": None}
    assert clerk.api.get(path).json() == after | {"free_from": None}


BAD_TERMS: list[Any] = [
    {"delivery": "-1"},
    {"delivery": 1e400},
    {"delivery": None},
    {"minimum": "12.345"},
    {"name": " "},
    {"name": "x" * 256},
    {"approved": True},
    [],
    b'"text"',
]


@pytest.mark.parametrize("change", BAD_TERMS)
def test_terms_that_make_no_sense_are_refused(supplier: Any, clerk: Any, change: Any) -> None:
    path = f"admin/suppliers/{supplier.supplier_id}/"
    before = clerk.api.get(path).json()
    answer = clerk.api.patch(path, b'{"delivery": 1e400}' if change == {"delivery": 1e400} else change)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert clerk.api.get(path).json() == before


@pytest.mark.parametrize("number", ["999999", "0", "-1", "x", "9" * 30])
def test_a_supplier_that_is_not_there(clerk: Any, number: str) -> None:
    assert clerk.api.get(f"admin/suppliers/{number}/").status_code == 404
    assert clerk.api.patch(f"admin/suppliers/{number}/", {"name": "X"}).status_code == 404
    assert clerk.api.post(f"admin/suppliers/{number}/approve/").status_code == 404


def test_a_supplier_opens_and_closes_its_own_counter(supplier: Any, trader: Any) -> None:
    other = trader()
    assert supplier.api.patch("partner/state/", {"accepting_orders": False}).json() == {"accepting_orders": False}
    assert supplier.api.get("partner/state/").json() == {"accepting_orders": False}
    assert other.api.get("partner/state/").json() == {"accepting_orders": True}
    for bad in ({}, {"accepting_orders": "false"}, {"accepting_orders": None}, {"accepting_orders": 0}, {"x": 1}):
        assert supplier.api.patch("partner/state/", bad).status_code == 422
    assert supplier.api.get("partner/state/").json() == {"accepting_orders": False}
