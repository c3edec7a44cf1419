"""What is kept about a person is given to that person, and to staff who answer a letter."""

from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command

from core import ports
from core.accounts.models import Contact
from core.mailing.journal import noted

pytestmark = pytest.mark.django_db


def test_a_person_gets_all_that_is_kept_and_nothing_of_others(api: Any, person: Any, capsys: Any) -> None:
    anna, other = person(first_name="Анна"), person(first_name="Пётр")
    for user, city in ((anna, "Тверь"), (other, "Псков")):
        Contact.objects.create(user=user, city=city, street="Советская", recipient="x", phone="+7")
        with noted(("order", 1), key=city, to=user.email, subject=f"Заказ в {city}"):
            pass
    told = anna.api.get("auth/profile/export/")
    kept = told.json()["kept"]
    assert (told.status_code, kept["accounts"][0]["first_name"]) == (200, "Анна")
    assert [one["city"] for one in kept["contacts"]] == ["Тверь"]
    assert [(one["subject"], one["sent"]) for one in kept["letters"]] == [("Заказ в Тверь", True)]
    assert "password" not in told.content.decode()
    assert "Псков" not in told.content.decode()
    assert kept.keys() == ports.person(anna.pk).keys() >= {"accounts", "contacts", "sessions"}
    assert api.get("auth/profile/export/").status_code == 401
    call_command("export_person", anna.email.upper())
    written = orjson.loads(capsys.readouterr().out)
    assert written["contacts"] == kept["contacts"]
    with pytest.raises(CommandError):
        call_command("export_person", "nobody@example.org", stdout=StringIO())
