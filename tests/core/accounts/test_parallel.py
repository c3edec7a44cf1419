"""What must hold when many come at once: real threads, real commits."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from core.accounts.models import Attempts, Contact, Session, User
from core.accounts.services.sessions import open_session
from tests.conftest import Api
from tests.core.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """Run the call in so many threads that start together, and return the answers."""
    answers: list[Any] = []
    gate = threading.Barrier(count)

    def run() -> None:
        gate.wait()
        try:
            answers.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def post(path: str, body: Any, token: str = "") -> Callable[[], int]:
    return lambda: int(Api(token).post(path, body).status_code)


def test_of_twenty_refreshes_with_one_token_at_most_one_succeeds(buyer: Any) -> None:
    tokens = open_session(user=buyer)
    answers = Counter(at_once(20, post("auth/refresh/", {"refresh": tokens.refresh})))
    assert answers == {200: 1, 401: 19}
    assert Session.objects.exclude(revoked_at=None).count() == 1  # the reuse has ended the family
    assert post("auth/logout/", {}, tokens.access)() == 401
    assert buyer.api.get("auth/profile/").status_code == 200


def test_fifty_wrong_passwords_at_once_get_five_tries(buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: (tried.append(raw or ""), check(user, raw))[1])
    answers = Counter(at_once(50, post("auth/login/", {"email": buyer.email, "password": "wrong"})))
    assert answers == {401: 5, 429: 45}
    assert len(tried) == 5
    assert Attempts.objects.get(name=f"account:{buyer.pk}").failures == 5


def test_an_address_gets_thirty_tries_of_forty_names_at_once(settings: Any) -> None:
    numbers = iter(range(40))

    def guess() -> int:
        return post("auth/login/", {"email": f"a{next(numbers)}@shop.example", "password": "wrong"})()

    assert Counter(at_once(40, guess)) == {401: 30, 429: 10}


def test_ten_registrations_at_once_make_one_account() -> None:
    body = {"email": "anna@shop.example", "password": PASSWORD, "username": "anna.k"}
    assert at_once(10, post("auth/register/", body)) == [201] * 10
    assert User.objects.filter(email="anna@shop.example").count() == 1


def test_ten_confirmations_at_once_confirm_once() -> None:
    from core.accounts.services.registration import confirmation_token

    user = User.objects.create_user("anna@shop.example", PASSWORD)
    body = {"email": user.email, "token": confirmation_token(user)}
    assert Counter(at_once(10, post("auth/register/confirm/", body))) == {200: 1, 422: 9}


def test_a_reset_token_used_ten_times_at_once_sets_one_password(buyer: Any) -> None:
    from core.accounts.services.passwords import reset_token

    body = {"email": buyer.email, "token": reset_token(buyer), "password": "Another-lamp-8"}
    assert Counter(at_once(10, post("auth/password/reset/confirm/", body))) == {200: 1, 422: 9}
    assert User.objects.get(pk=buyer.pk).epoch == 1


def test_ten_contacts_at_once_make_five(buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = open_session(user=buyer).access
    create = Contact.objects.create
    # Time between the count and the row, in which another thread would count the same.
    monkeypatch.setattr(Contact.objects, "create", lambda **fields: (time.sleep(0.05), create(**fields))[1])
    body = {"city": "Тверь", "street": "Советская", "phone": "+7 900"}
    assert Counter(at_once(10, post("auth/contacts/", body, token))) == {201: 5, 409: 5}
    assert Contact.objects.filter(user=buyer).count() == 5


def test_signing_out_everywhere_beside_refreshes_leaves_no_session(buyer: Any) -> None:
    held = [open_session(user=buyer) for _ in range(8)]
    calls = iter(
        [post("auth/logout-all/", {}, held[0].access)] + [post("auth/refresh/", {"refresh": t.refresh}) for t in held]
    )
    answers = at_once(9, lambda: next(calls)())
    assert set(answers) <= {200, 204, 401}
    assert 204 in answers
    assert not Session.objects.filter(user=buyer, revoked_at=None).exists()
