import uuid
from typing import Any

import pytest

from core import ports
from core.accounts import public
from core.accounts.models import Attempts, Contact, Session, User
from core.accounts.rules import is_tax_id
from core.accounts.services.sessions import open_session
from core.errors import NotFound
from tests.conftest import Api

pytestmark = pytest.mark.django_db
ADDRESS = {"city": "Тверь", "street": "Советская", "house": "7", "phone": "+7 900", "recipient": "Анна Ёлкина"}
SHOWN = {
    "id", "email", "username", "first_name", "last_name", "company", "tax_id", "position", "phone", "language", "role",
    "is_staff", "confirmed_at", "created_at",
}  # fmt: skip


def test_a_profile_shows_and_takes(buyer: Any) -> None:
    assert set(buyer.api.get("auth/profile/").json()) == SHOWN
    change = {"first_name": " Анна ", "phone": "+7 900 000-00-00", "language": "ru", "position": "закупщик"}
    answer = buyer.api.patch("auth/profile/", change)
    assert answer.status_code == 200
    stored = change | {"first_name": "Анна"}
    assert {name: answer.json()[name] for name in stored} == stored
    assert buyer.api.get("auth/profile/").json() == answer.json()
    assert buyer.api.patch("auth/profile/", {}).json() == answer.json()
    assert buyer.api.patch("auth/profile/", {"phone": ""}).json()["phone"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"email": "new@shop.example"},
        {"role": "agent"},
        {"is_staff": True},
        {"is_active": False},
        {"epoch": 5},
        {"first_name": None},
        {"first_name": "\u2800"},
        {"first_name": "x" * 151},
        {"first_name": "a\x00b"},
        {"first_name": ["a"]},
        {"phone": 5},
        {"tax_id": "7707083894"},
        {"tax_id": "7707083893 1"},
        {"tax_id": 7707083893},
        {"tax_id": None},
        {"language": "de"},
        {"language": ""},
        [],
    ],
)
def test_a_profile_refuses_what_is_not_its_own_to_change(buyer: Any, change: Any) -> None:
    before = buyer.api.get("auth/profile/").json()
    answer = buyer.api.patch("auth/profile/", change)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert buyer.api.get("auth/profile/").json() == before


def test_a_profile_takes_a_tax_number(buyer: Any) -> None:
    for number in ("7707083893", "500100732259", ""):
        answer = buyer.api.patch("auth/profile/", {"tax_id": f" {number} "})
        assert (answer.status_code, answer.json()["tax_id"]) == (200, number)
        assert public.person(buyer.pk).tax_id == number
    refused = buyer.api.patch("auth/profile/", {"tax_id": "7707083894"}, headers={"Accept-Language": "ru"}).json()
    assert [(error["code"], error["msg"]) for error in refused["errors"]] == [
        ("bad_tax_id", "Нужен ИНН из 10 или 12 цифр")
    ]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("7707083893", True), ("7830002293", True), ("500100732259", True), ("7743880975", True),
        ("7707083892", False), ("500100732258", False), ("500100732269", False), ("0000000000", False),
        ("000000000000", False), ("77070838933", False), ("", False), ("770708389a", False),
        ("７７０７０８３８９３", False),
    ],
)  # fmt: skip
def test_a_tax_number_has_its_check_digits(text: str, is_one: bool) -> None:
    assert is_tax_id(text) is is_one


def test_who_is_asked_comes_before_what_is_sent(api: Api, db: None) -> None:
    assert api.patch("auth/profile/", {"role": "agent"}).status_code == 401
    assert api.get("auth/profile/").status_code == 401


def test_an_erased_person_leaves_nothing_behind_but_the_books(
    api: Api, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setitem(ports._erasures._answers, "books", asked.append)
    anna = person(
        email="anna.elkina@shop.example",
        username="anna.k",
        password="Kettle-and-lamp-7",
        first_name="Анна",
        last_name="Ёлкина",
        company="Лампы",
        tax_id="7707083893",
        position="закупщик",
        phone="+7 900",
        language="ru",
        is_staff=True,
    )
    refresh = open_session(user=anna, address="203.0.113.9", user_agent="Kettle/1.0").refresh
    anna.api.post("auth/contacts/", ADDRESS)
    api.post("auth/login/", {"email": anna.email, "password": "wrong"})
    answer = anna.api.delete("auth/profile/")
    assert (answer.status_code, answer.content) == (204, b"")

    assert asked == [anna.pk]
    row = User.objects.filter(pk=anna.pk).values().get()
    assert row["email"] == f"erased-{anna.pk}@erased.invalid"
    told = {str(value) for name, value in row.items()}
    assert not told & {"anna.k", "Анна", "Ёлкина", "Лампы", "7707083893", "закупщик", "+7 900", "ru"}
    assert (row["is_active"], row["is_staff"], row["username"], row["last_login"]) == (False, False, None, None)
    assert row["erased_at"]
    assert not Contact.objects.filter(user=anna).exists()
    assert not Attempts.objects.filter(name=f"account:{anna.pk}").exists()
    assert set(Session.objects.filter(user=anna).values_list("address", "user_agent")) == {("", "")}

    assert anna.api.get("auth/profile/").status_code == 401
    assert api.post("auth/refresh/", {"refresh": refresh}).status_code == 401
    assert api.post("auth/login/", {"email": anna.email, "password": "Kettle-and-lamp-7"}).status_code == 401
    again = api.post("auth/register/", {"email": anna.email, "password": "Kettle-and-lamp-7", "username": "anna.k"})
    assert again.status_code == 201
    assert User.objects.filter(email=anna.email).exists()


def test_an_erasure_that_a_module_cannot_do_undoes_all(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(user_id: int) -> None:
        raise RuntimeError

    monkeypatch.setitem(ports._erasures._answers, "books", broken)
    anna = person(first_name="Анна")
    assert anna.api.delete("auth/profile/").status_code == 500
    assert User.objects.get(pk=anna.pk).first_name == "Анна"
    assert anna.api.get("auth/profile/").status_code == 200


def test_contacts_are_kept_changed_and_deleted(buyer: Any) -> None:
    made = buyer.api.post("auth/contacts/", ADDRESS)
    assert made.status_code == 201
    blank = {"structure": "", "building": "", "apartment": ""}
    assert made.json() == ADDRESS | blank | {"id": made.json()["id"]}
    assert made["Location"] == f"/api/v1/auth/contacts/{made.json()['id']}/"
    assert buyer.api.get(made["Location"]).json() == made.json()
    changed = buyer.api.patch(made["Location"], {"house": "9", "apartment": "12"})
    assert changed.json() == made.json() | {"house": "9", "apartment": "12"}
    page = buyer.api.get("auth/contacts/?count=true").json()
    assert page == {"items": [changed.json()], "next": None, "count": 1, "count_exact": True}
    answer = buyer.api.delete(made["Location"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert buyer.api.get(made["Location"]).status_code == 404
    assert buyer.api.get("auth/contacts/").json()["items"] == []


def test_pages_of_contacts(buyer: Any) -> None:
    made = [buyer.api.post("auth/contacts/", ADDRESS).json()["id"] for _ in range(3)]
    first = buyer.api.get("auth/contacts/?limit=2").json()
    second = buyer.api.get(f"auth/contacts/?limit=2&cursor={first['next']}").json()
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None


def test_a_sixth_contact_is_too_many(buyer: Any) -> None:
    answers = [buyer.api.post("auth/contacts/", ADDRESS) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [409]
    assert answers[5].json()["code"] == "too_many_contacts"
    assert answers[5].json()["limit"] == 5
    buyer.api.delete(answers[0]["Location"])
    assert buyer.api.post("auth/contacts/", ADDRESS).status_code == 201


def test_a_repeated_contact_is_one(buyer: Any) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (buyer.api.post("auth/contacts/", ADDRESS, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert again["Location"] == first["Location"]
    assert Contact.objects.count() == 1


def test_somebody_elses_contact_looks_like_none(buyer: Any, person: Any, clerk: Any) -> None:
    path = person().api.post("auth/contacts/", ADDRESS)["Location"]
    for viewer in (buyer, clerk):
        for answer in (
            viewer.api.get(path),
            viewer.api.patch(path, {"house": "9"}),
            viewer.api.delete(path),
        ):
            missing = viewer.api.get("auth/contacts/987654321/")
            assert answer.status_code == missing.status_code == 404
            assert answer.json() | {"request_id": ""} == missing.json() | {"request_id": ""}
    assert Contact.objects.get().house == "7"


def test_others_get_a_contact_of_its_owner_only(buyer: Any) -> None:
    id = buyer.api.post("auth/contacts/", ADDRESS).json()["id"]
    view = public.contact(buyer.pk, id)
    assert (view.city, view.recipient) == ("Тверь", "Анна Ёлкина")
    with pytest.raises(NotFound):
        public.contact(buyer.pk + 1, id)


@pytest.mark.parametrize("id", ["0", "-1", "abc", "9" * 19, "1.0", "%00"])
def test_an_id_that_is_none_is_404(buyer: Any, id: str) -> None:
    assert buyer.api.get(f"auth/contacts/{id}/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"city": ""},
        {"city": "\u3164"},
        {"city": "x" * 101},
        {"city": 5},
        {"street": None},
        {"street": "a\x00"},
        {"house": "x" * 21},
        {"phone": " "},
        {"recipient": "x" * 256},
        {"recipient": "\u200b"},
        {"user_id": 1},
        {"id": 1},
    ],
)
def test_a_bad_contact_is_a_problem(buyer: Any, wrong: Any) -> None:
    path = buyer.api.post("auth/contacts/", ADDRESS)["Location"]
    for answer in (buyer.api.post("auth/contacts/", ADDRESS | wrong), buyer.api.patch(path, wrong)):
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert [error["loc"] for error in answer.json()["errors"]] == [["body", next(iter(wrong))]]
    assert Contact.objects.count() == 1
