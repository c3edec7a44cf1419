"""The admin's shell, whichever modules are on: its pages open, it speaks Russian, and hides what is not yours."""

import re
from pathlib import Path
from typing import Any

import pytest
import unfold
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import translation

from core.backoffice.bases import KeptAdmin

pytestmark = pytest.mark.django_db
PAGES = [f"{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry]
UNFOLD = Path(unfold.__file__).parent
PARTS = [
    UNFOLD / "templates",
    *(UNFOLD / "contrib" / part / "templates" for part in ("filters", "forms", "import_export")),
]
TRANS = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')""")
# Where nobody comes: what the editor, money fields and nested rows of unfold say, which no page of ours has.
UNSEEN = re.compile(r"unfold/forms/|widgets/(split_money|json_schema)|nested")


@pytest.fixture
def boss(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def clerks(person: Any) -> Any:
    def make(*rights: str) -> Client:
        clerk = person(is_staff=True)
        clerk.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client = Client()
        client.force_login(clerk)
        return client

    return make


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_opens(boss: Client, language: str) -> None:
    headers = {"Accept-Language": language}
    for page in PAGES:
        assert boss.get(f"/admin/{page}", headers=headers).status_code == 200, page
        assert boss.get(f"/admin/{page}add/", headers=headers).status_code in {200, 403}, page
        assert boss.get(f"/admin/{page}?q=нет такого", headers=headers).status_code in {200, 302}, page


def test_every_page_is_built_on_ours() -> None:
    assert [page.opts.label for page in admin.site._registry.values() if not isinstance(page, KeptAdmin)] == []


def test_the_sidebar_is_made_of_what_is_on(boss: Client) -> None:
    shown = boss.get("/admin/", headers={"Accept-Language": "en"}).context["sidebar_navigation"]
    links = {item["link"] for section in shown for item in section["items"]}
    assert links == {"/admin/", "/support/console/", *(f"/admin/{page}" for page in PAGES)}
    titles = [section.get("title") for section in shown]
    assert titles.index("People") < titles.index("Outbox")


def test_eval_is_allowed_in_the_admin_alone(boss: Client) -> None:
    inside = boss.get("/admin/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval';" in f"{inside};"
    for path in ("/api/v1/docs/", "/healthz"):
        assert "unsafe-eval" not in boss.get(path)["Content-Security-Policy"], path


def test_a_stranger_is_kept_out(buyer: Any) -> None:
    client = Client()
    assert client.get("/admin/").status_code == 302
    client.force_login(buyer)
    for page in ("", *PAGES):
        assert client.get(f"/admin/{page}").status_code == 302, page


def test_staff_see_what_they_may_and_no_more(clerks: Any) -> None:
    nobody = clerks()
    assert len(nobody.get("/admin/").context["sidebar_navigation"]) == 1
    reader = clerks("view_delivery")
    shown = reader.get("/admin/").context["sidebar_navigation"]
    assert [item["link"] for section in shown[1:] for item in section["items"]] == ["/admin/events/delivery/"]
    for page in PAGES:
        assert nobody.get(f"/admin/{page}").status_code == 403, page
        assert reader.get(f"/admin/{page}").status_code == (200 if page == "events/delivery/" else 403), page


def test_the_language_is_switched_for_all_pages(boss: Client) -> None:
    answer = boss.post("/admin/language/", {"language": "ru", "next": "/admin/"})
    assert (answer.status_code, answer.cookies["django_language"]["path"]) == (302, "/")
    assert "Обзор" in boss.get("/admin/", headers={"Accept-Language": "en"}).content.decode()


def test_whoever_comes_without_a_destination_lands_in_the_admin(person: Any) -> None:
    person(email="boss@shop.example", password="Bright-lamp-7", is_staff=True)
    answer = Client().post("/admin/login/", {"username": "boss@shop.example", "password": "Bright-lamp-7"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_all_that_unfold_says_has_russian() -> None:
    said = {
        (match[1] or match[2]): str(file.relative_to(UNFOLD))
        for folder in PARTS
        for file in folder.rglob("*.html")
        if not UNSEEN.search(str(file))
        for match in TRANS.finditer(file.read_text())
    }
    assert len(said) > 80
    with translation.override("ru"):
        assert {text: file for text, file in said.items() if translation.gettext(text) == text} == {}


@pytest.mark.parametrize(
    ("sentence", "noun", "russian"),
    [
        ("Add %s", "корзина", "Добавить: корзина"),
        ("Change %s", "товар", "Изменить: товар"),
        ("Select %s to change", "корзина", "Выбор для изменения: корзина"),
    ],
)
def test_djangos_sentences_do_not_put_nouns_in_cases(sentence: str, noun: str, russian: str) -> None:
    with translation.override("ru"):
        assert translation.gettext(sentence) % noun == russian
