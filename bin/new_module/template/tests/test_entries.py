from typing import Any

import pytest
from django.urls import reverse

from core import ports
from core.accounts.services import people
from modules.newmodule import public
from modules.newmodule.events import NewmoduleEntryWritten
from modules.newmodule.models import NewmoduleEntry
from modules.newmodule.rules import tidy

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "new-module/"


def write(person: Any, title: str) -> dict[str, Any]:
    answer = person.api.post(PATH, {"title": title})
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def test_a_title_is_tidied() -> None:
    assert tidy("  one   two ") == "one two"


def test_entries_are_written_listed_and_taken_out(buyer: Any, person: Any) -> None:
    first, second = write(buyer, "One"), write(buyer, "Two")
    assert buyer.api.get(PATH).json()["items"] == [second, first]
    assert person().api.delete(f"{PATH}{first['id']}/").status_code == 404
    assert [buyer.api.delete(f"{PATH}{first['id']}/").status_code for _ in range(2)] == [204, 404]
    assert [one.title for one in public.entries(user_id=buyer.pk)] == ["Two"]


def test_what_is_refused_says_why(buyer: Any, api: Any) -> None:
    write(buyer, "One")
    refused = buyer.api.post(PATH, {"title": " One "}, headers={"Accept-Language": "ru"})
    assert (refused.status_code, refused.json()["code"]) == (409, "newmodule_title_taken")
    assert refused.json()["detail"] == "Запись с таким названием у вас уже есть."
    assert [buyer.api.post(PATH, body).status_code for body in ({}, {"title": " "}, {"title": 1})] == [422] * 3
    assert api.get(PATH).status_code == 401


def test_it_is_announced(buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    monkeypatch.setattr("modules.newmodule.services.publish", heard.append)
    made = write(buyer, "One")
    assert heard == [NewmoduleEntryWritten(made["id"], buyer.pk)]


def test_a_person_sees_what_is_kept_and_takes_it_along(buyer: Any) -> None:
    write(buyer, "One")
    assert [row["title"] for row in ports.person(buyer.pk)["newmodule"]] == ["One"]
    people.erase(user_id=buyer.pk)
    assert public.entries(user_id=buyer.pk) == []


def test_the_staff_look(buyer: Any, person: Any, client: Any) -> None:
    write(buyer, "One")
    client.force_login(person(is_staff=True, is_superuser=True))
    page = reverse(f"admin:newmodule_{NewmoduleEntry._meta.model_name}_changelist")
    assert buyer.email in client.get(page).content.decode()
