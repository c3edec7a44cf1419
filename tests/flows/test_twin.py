"""The peer we are measured beside answers the same questions with the same goods: else its figures mean nothing."""

import os
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import pytest
from django.core.management import call_command
from django.db import connection

from bench import servers
from bench.stock import Stock
from modules.catalog.models.products import Product

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.profile("full")]

QUESTIONS = (
    "ordering=price&limit=100",
    "ordering=-price&limit=7",
    "ordering=-created_at",
    "ordering=-created_at&category=elektronika",
    "ordering=price&category=dom-i-kukhnya&price_min=500&price_max=5000.50",
    "ordering=price&in_stock=false",
    "ordering=-created_at&rating_min=4",
    "ordering=price&category=nowhere",
)


def the_shop() -> Stock:
    """This test's own database, for another process."""
    name = str(connection.settings_dict["NAME"])
    return Stock(300, urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")))


def test_the_peer_answers_what_we_answer(api: Any) -> None:
    call_command("demo", products=300)
    with servers.twin(the_shop()) as root, httpx.Client(base_url=f"{root}/api/v1/", trust_env=False) as peer:
        for question in QUESTIONS:
            ours = api.get(f"products/?{question}").json()["items"]
            assert ours or "nowhere" in question
            for under in ("products", "shipped"):
                assert peer.get(f"{under}/?{question}").json()["results"] == shown_by_both(ours)
        listed = Product.objects.filter(is_listed=True)
        assert peer.get("shipped/").json()["count"] == listed.count()
        for id in listed.order_by("id").values_list("id", flat=True)[:10]:
            theirs = peer.get(f"products/{id}/").json()
            assert theirs == {
                name: value for name, value in api.get(f"products/{id}/").json().items() if name in theirs
            }


def shown_by_both(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = "id name slug category price currency in_stock rating reviews_count image"
    return [{name: item[name] for name in names.split()} for item in items]
