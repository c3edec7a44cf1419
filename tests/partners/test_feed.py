"""The feed for marketplaces: the showcase as YML at one address, made late, sent only where it has changed."""

import base64
import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.utils import timezone

from modules.catalog import public as catalog
from modules.partners.models.exports import Showcase
from modules.partners.services import showcasing
from tests.partners.conftest import good, yaml_list

pytestmark = pytest.mark.django_db(transaction=True)
FEED = "feeds/yandex.xml"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def tree(answer: HttpResponse) -> ElementTree.Element:
    return ElementTree.fromstring(body(answer))


@pytest.fixture
def tick(work: Callable[[], int]) -> Callable[..., bool]:
    """Let minutes pass, and the consumer work; returns whether the feed was made anew."""

    def run(minutes: int = 0) -> bool:
        for one in Showcase.objects.exclude(made_at=None):
            one.made_at -= timedelta(minutes=minutes)
            one.save(update_fields=["made_at"])
        made = showcasing.refresh()
        work()
        return made

    return run


def test_it_is_made_when_it_is_first_wanted(api: Any, supplier: Any, send: Any, work: Any) -> None:
    send(supplier, yaml_list(good(1)))
    first = api.get(FEED)
    assert (first.status_code, first["Content-Type"]) == (503, "application/problem+json")
    assert int(first["Retry-After"]) > 0
    work()
    assert api.get(FEED).status_code == 200


def test_it_shows_what_the_shop_shows(
    settings: Any, api: Any, supplier: Any, trader: Any, send: Any, tick: Any
) -> None:
    settings.PUBLIC_URL = "https://shop.example"
    phone = good("p", name="Телефон <Ё> & \"к°\"", price="110000.50", brand="Эмма", model="X/1", gtin="4600000000008",
                 description="Первая\nвторая", parameters={"Экран, дюймов": 6.5, "5G": True})  # fmt: skip
    send(supplier, yaml_list(phone, good("none", name="Нет", quantity=0)))
    send(
        trader(),
        yaml_list(
            good("dear", name='Телефон <Ё> & "к°"', brand="Эмма", model="X/1", gtin="4600000000008", price=120000)
        ),
    )
    send(trader(approved=True), yaml_list(good("x", name="Закрыт")))
    (product_id,) = {one.product_id for one in catalog.by_sku(["4600000000008"])["4600000000008"]}
    catalog.add_image(product_id=product_id, content=PICTURE, ending="png")
    tick()
    shop = tree(api.get(FEED)).find("shop")
    assert shop is not None
    assert shop.findtext("url") == "https://shop.example"
    currency = shop.find("currencies/currency")
    assert currency is not None
    assert currency.attrib == {"id": "RUB", "rate": "1"}
    offers = {one.findtext("name"): one for one in shop.findall("offers/offer")}
    one = offers['Телефон <Ё> & "к°"']
    assert len(shop.findall("offers/offer")) == 3
    said = {tag: one.findtext(tag) for tag in ("price", "currencyId", "vendor", "model", "barcode", "description")}
    assert said == {
        "price": "110000.50", "currencyId": "RUB", "vendor": "Эмма", "model": "X/1", "barcode": "4600000000008",
        "description": "Первая\nвторая",
    }  # fmt: skip
    assert (one.get("id"), one.get("available"), offers["Нет"].get("available")) == (str(product_id), "true", "false")
    assert {param.get("name"): param.text for param in one.findall("param")} == {"Экран, дюймов": "6.5", "5G": "true"}
    assert (one.findtext("picture") or "").startswith("https://shop.example/media/products/")
    categories = {one.get("id"): one for one in shop.findall("categories/category")}
    assert one.findtext("categoryId") in categories
    assert all(one.get("parentId") in {None, *categories} for one in categories.values())


def test_a_reader_that_has_it_is_not_sent_it_again(api: Any, supplier: Any, send: Any, tick: Any) -> None:
    send(supplier, yaml_list(good(1)))
    tick()
    first = api.get(FEED)
    etag, changed, plain = first["ETag"], first["Last-Modified"], body(first)
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = api.get(FEED, headers=headers)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    packed = api.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert (packed["Content-Encoding"], packed["ETag"] != etag) == ("gzip", True)
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(body(packed)) == plain
    assert api.get(FEED, headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}).status_code == 304
    head = api("HEAD", FEED)
    assert (head.status_code, head["ETag"]) == (200, etag)
    # Made anew, it says the same.
    assert tick(minutes=61)
    assert api.get(FEED)["ETag"] == etag
    assert api.get(FEED, headers={"If-Modified-Since": changed}).status_code == 304


def test_it_follows_price_lists_and_the_clock_and_nothing_else(
    settings: Any, api: Any, supplier: Any, send: Any, tick: Any
) -> None:
    send(supplier, yaml_list(good(1)))
    assert tick()
    assert not tick(minutes=30)
    before = api.get(FEED)["ETag"]
    send(supplier, yaml_list(good(1), good(2)))
    assert tick(minutes=2)
    assert api.get(FEED)["ETag"] != before
    assert len(tree(api.get(FEED)).findall("shop/offers/offer")) == 2
    assert not tick(minutes=10)
    settings.FEED_MINUTES = 5
    assert tick()
    settings.FEED_MINUTES = 0
    assert not tick(minutes=100)
    assert api.get(FEED).status_code == 404


def test_two_that_find_it_due_make_it_once(supplier: Any) -> None:
    assert [showcasing.refresh(), showcasing.refresh()] == [True, False]
    Showcase.objects.update(claimed_until=timezone.now())
    assert showcasing.refresh()


def test_a_list_applied_while_it_is_made_is_not_forgotten(supplier: Any, send: Any, monkeypatch: Any) -> None:
    send(supplier, yaml_list(good(1)))
    write = showcasing._write

    def meanwhile(file: Any) -> int:
        showcasing.outdate()
        return write(file)

    monkeypatch.setattr(showcasing, "_write", meanwhile)
    showcasing.make()
    assert Showcase.objects.get().is_stale
