"""The supplier's cabinet, page by page: who may see it, what its forms do, and that it asks the database little."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.models import ApiKey
from core.http.scopes import known
from modules.catalog import public as catalog
from modules.partners.formats.writers.known import ENDINGS
from modules.partners.models.exports import Export
from modules.partners.models.price_lists import PriceList
from modules.partners.models.sources import Schedule
from tests.partners.conftest import good, yaml_list

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = "/partner/price-lists/"
PAGES = ("", "price-lists/", "columns/", "schedule/", "exports/", "orders/", "keys/")
HOSTILE = "<script>alert(1)</script>"


def signed_in(user: Any, **kind: Any) -> Client:
    client = Client(**kind)
    client.force_login(user)
    return client


@pytest.fixture
def desk(supplier: Any) -> Client:
    return signed_in(supplier)


def read(desk: Client, path: str, status: int = 200, language: str = "en") -> str:
    answer = desk.get(path, headers={"Accept-Language": language})
    assert answer.status_code == status, answer.content
    assert "'unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def press(desk: Client, path: str, form: dict[str, Any], status: int = 302) -> Any:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = desk.post(path, form)
    assert answer.status_code == status, answer.content
    return answer


def meanings(supplier: Any) -> dict[str, str]:
    told = supplier.api.get("partner/price-lists/columns/").json()["columns"]
    return {one["header"]: one["meaning"] for one in told}


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page).split())


@pytest.fixture
def bring(desk: Client, work: Callable[[], int]) -> Callable[..., PriceList]:
    """Send a file by the form, let it be worked off, and return the list."""

    def send(content: bytes, name: str = "list.yaml", **more: Any) -> PriceList:
        form = {"mode": "full", "file": SimpleUploadedFile(name, content)} | more
        answer = press(desk, LISTS, form)
        work()
        one = PriceList.objects.latest("id")
        assert answer["Location"] == f"{LISTS}{one.pk}/"
        return one

    return send


@pytest.mark.parametrize("page", PAGES)
def test_who_may_come_in(page: str, buyer: Any, trader: Any) -> None:
    path = f"/partner/{page}"
    stranger = Client().get(path)
    assert (stranger.status_code, stranger["Location"]) == (302, f"/account/sign-in/?next={path}")
    assert "your account does not" in read(signed_in(buyer), path, 403)
    waiting = signed_in(trader(approved=False))
    assert "has not been approved yet" in read(waiting, path, 403)
    assert "ещё не одобрена" in read(waiting, path, 403, "ru")
    assert signed_in(buyer).post(path).status_code == 403
    assert read(signed_in(trader(name="Вектор")), path).count("Вектор") > 1


def test_forms_come_from_our_own_pages(supplier: Any) -> None:
    desk = signed_in(supplier, enforce_csrf_checks=True)
    for page in PAGES:
        assert desk.post(f"/partner/{page}", {"accepting": "0", "step": "now"}).status_code == 403
    assert supplier.api.get("partner/state/").json()["accepting_orders"] is True


def test_the_overview_opens_and_closes(desk: Client, supplier: Any) -> None:
    catalog.set_terms(supplier_id=supplier.supplier_id, delivery="350", free_from="5000", minimum="1000")
    shown = words(read(desk, "/partner/"))
    assert "350.00 RUB" in shown
    assert "5,000.00 RUB" in shown
    assert "staff change these" in shown
    press(desk, "/partner/", {"accepting": "0"})
    assert supplier.api.get("partner/state/").json()["accepting_orders"] is False
    assert "You take no orders now." in read(desk, "/partner/")
    press(desk, "/partner/", {"accepting": "1"})
    assert supplier.api.get("partner/state/").json()["accepting_orders"] is True


def test_a_list_is_sent_watched_read_and_decided_about(
    desk: Client, supplier: Any, bring: Any, shelf: Any, work: Any
) -> None:
    form = {"mode": "full", "file": SimpleUploadedFile("прайс.yaml", yaml_list(good(1), good(2, name=HOSTILE)))}
    address = press(desk, LISTS, form)["Location"]
    waiting = read(desk, address)
    assert "data-live" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work()
    done = read(desk, address)
    assert "data-live" not in done
    assert HOSTILE not in done
    assert "Товар 1" in done
    held = bring(yaml_list(good(1, price=9000), good(2, name="Чай", price="дорого")))
    assert held.status == "review"
    shown = words(read(desk, f"{LISTS}{held.pk}/?rows=changed"))
    assert "price: 100.00 → 9,000.00 (8,900 %)" in shown
    assert shown.index("Worth a look") < shown.index("the list waits because of it") < shown.index("price: 100.00")
    assert "дорого" in read(desk, f"{LISTS}{held.pk}/")  # what is wrong is shown first
    press(desk, f"{LISTS}{held.pk}/", {"step": "approve"})
    work()
    assert shelf(supplier)["1"]["price"] == "9000.00"
    press(desk, f"{LISTS}{held.pk}/", {"step": "rollback"})
    assert shelf(supplier)["1"]["price"] == "100.00"
    assert "is as it was before" in read(desk, f"{LISTS}{held.pk}/")
    press(desk, f"{LISTS}{held.pk}/", {"step": "rollback"})
    assert "can be rolled back; this one is “rolled back”." in read(desk, f"{LISTS}{held.pk}/")
    again = press(desk, f"{LISTS}{held.pk}/", {"step": "again"})["Location"]
    work()
    assert ">Reject it<" in read(desk, again)
    press(desk, again, {"step": "reject"})
    assert PriceList.objects.latest("id").status == "rejected"
    assert press(desk, again, {"step": "eat"}, 404)


def test_a_warning_leads_to_its_rows_and_is_past_when_the_list_is_overtaken(
    desk: Client, supplier: Any, bring: Any
) -> None:
    shelf = [good(number) for number in range(1, 8)]
    bring(yaml_list(*shelf))
    dearer = [good(number, price=101) for number in range(1, 7)]
    held = bring(yaml_list(*dearer, good(7, price=2200)))
    page = read(desk, f"{LISTS}{held.pk}/")
    where = re.search(r'<a href="(\?warning=price_jump)#rows">1 row</a>', page)[1]
    rows = words(read(desk, f"{LISTS}{held.pk}/{where}")).split("The rows of this warning")[1]
    assert "price: 100.00 → 2,200.00" in rows
    assert "101.00" not in rows
    newer = bring(yaml_list(*shelf[:3]))
    overtaken = words(read(desk, f"{LISTS}{held.pk}/"))
    assert f"A newer list has taken its place: № {newer.pk}" in overtaken
    assert "the list waited because of it" in overtaken
    assert f'href="{LISTS}{newer.pk}/"' in read(desk, f"{LISTS}{held.pk}/")
    vanishing = read(desk, f"{LISTS}{newer.pk}/")  # opens on what would go
    assert re.search(r'href="\?rows=retired#rows" aria-current="page"', vanishing)
    assert re.search(r'<a href="\?rows=retired#rows">4 rows</a>', vanishing)
    assert f"Price list {newer.pk} · list.yaml" in words(vanishing)


def test_a_dry_run_of_an_update_from_an_address(desk: Client, supplier: Any, work: Any, settings: Any) -> None:
    form = {"mode": "update", "dry_run": "on", "address": "http://prices.invalid/list.yml"}
    address = press(desk, LISTS, form)["Location"]
    work()
    one = PriceList.objects.get()
    assert (one.mode, one.dry_run, one.status) == ("update", True, "failed")
    assert one.failure in read(desk, address)
    settings.MAX_UPLOAD_BYTES = 10
    for wrong in (
        {},
        {"address": "file:///etc/passwd"},
        form | {"file": SimpleUploadedFile("a", b"1")},
        {"file": SimpleUploadedFile("a", b"1" * 11)},
        {"address": "http://a.example/", "mode": "all"},
    ):
        assert "errorlist" in press(desk, LISTS, {"mode": "full", **wrong}, 200).content.decode()
    assert PriceList.objects.count() == 1


def test_the_shops_staff_may_keep_the_decision(desk: Client, bring: Any, settings: Any) -> None:
    bring(yaml_list(good(1)))
    settings.PRICE_LISTS_REVIEWED_BY = "staff"
    held = bring(yaml_list(good(1, price=9000)))
    page = read(desk, f"{LISTS}{held.pk}/")
    assert 'name="step"' not in page
    assert "this one waits for them" in page
    press(desk, f"{LISTS}{held.pk}/", {"step": "approve"})
    assert "by the shop&#x27;s staff" in read(desk, f"{LISTS}{held.pk}/")


def test_what_is_anothers_is_not_there(desk: Client, trader: Any, send: Any, person: Any) -> None:
    other = trader()
    theirs = send(other, yaml_list(good(1)))["id"]
    key = ApiKey.objects.create(user=other, name="x", prefix="torg_x", digest="x", scopes=["prices:read"])
    export = other.api.post("partner/exports/", {"format": "csv"}).json()["id"]
    for path in (f"price-lists/{theirs}/", f"price-lists/{theirs}/file/", f"price-lists/{theirs}/columns/"):
        assert "There is no such" in read(desk, f"/partner/{path}", 404)
    assert "There is no such" in read(desk, f"/partner/exports/{export}/file/", 404)
    assert "There is no such" in read(desk, "/partner/orders/999/", 404)
    for step in ("approve", "reject", "rollback", "again"):
        press(desk, f"{LISTS}{theirs}/", {"step": step}, 404)
    press(desk, "/partner/keys/", {"revoke": key.pk}, 404)
    press(desk, "/partner/keys/", {"revoke": "9" * 40}, 404)
    assert other.api.get(f"partner/price-lists/{theirs}/").json()["status"] == "applied"


def test_the_file_as_it_was_sent(desk: Client, bring: Any) -> None:
    one = bring(HOSTILE.encode(), name="../../прайс.html")
    answer: Any = desk.get(f"{LISTS}{one.pk}/file/")
    assert b"".join(answer.streaming_content) == HOSTILE.encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    one.path.unlink()
    read(desk, f"{LISTS}{one.pk}/file/", 404)


def test_columns_are_explained_where_they_are_missed(
    desk: Client, supplier: Any, bring: Any, shelf: Any, work: Any
) -> None:
    odd = bring("Вид; Сколько просим;Есть;Код\nЧайник;1499,90;3;7\n".encode("cp1251"), name="свой.csv")
    assert (odd.status, odd.error_code) == ("failed", "columns_unknown")
    address = f"{LISTS}{odd.pk}/columns/"
    assert address in read(desk, f"{LISTS}{odd.pk}/")
    refused = read(desk, f"{LISTS}{odd.pk}/", language="ru")
    assert "Непонятно, в каких столбцах: название, цена, количество." in refused
    assert "PUT" not in refused
    told = supplier.api.get(f"partner/price-lists/{odd.pk}/").json()["error"]["detail"]
    assert "hold: name, price, quantity." in told
    assert "PUT partner/price-lists/columns/" in told
    asked = read(desk, address)
    assert asked.count('name="header"') == 4
    assert re.search(r'value="external_id" selected', asked)  # what is known is chosen already
    form = {"header": ["Вид", "Сколько просим", "Есть", " "], "meaning": ["name", "price", "quantity", "price"]}
    later = press(desk, address, form)["Location"]
    work()
    assert "applied" in read(desk, later)
    assert shelf(supplier)["7"]["price"] == "1499.90"
    told = {"Вид": "name", "Сколько просим": "price", "Есть": "quantity"}
    assert meanings(supplier) == told
    assert read(desk, "/partner/columns/").count('name="header"') == 4
    press(desk, "/partner/columns/", {"header": ["Вид", "Марка", "x"], "meaning": ["", "brand", "cost"]})
    assert meanings(supplier) == {"Марка": "brand"}
    read(desk, later + "columns/", 404)


@pytest.mark.parametrize("format", ENDINGS)
def test_an_example_is_a_whole_list(desk: Client, bring: Any, format: str) -> None:
    answer = desk.get(f"/partner/examples/{format}/", headers={"Accept-Language": "ru"})
    assert answer["Content-Disposition"] == f'attachment; filename="example.{ENDINGS[format]}"'
    one = bring(answer.content, name="example")
    assert (one.status, one.new, one.errors, one.warnings) == ("applied", 3, 0, [])
    assert "чайник" in read(desk, f"{LISTS}{one.pk}/").casefold()
    read(desk, "/partner/examples/exe/", 404)


def test_a_schedule(desk: Client, supplier: Any) -> None:
    form = {"url": "https://prices.example/list.xml", "mode": "update", "every": "daily", "at": "03:30"}
    press(desk, "/partner/schedule/", form)
    one = Schedule.objects.get()
    assert (one.pk, one.url, one.mode, f"{one.at:%H:%M}") == (supplier.supplier_id, form["url"], "update", "03:30")
    assert 'value="03:30"' in read(desk, "/partner/schedule/")
    press(desk, "/partner/schedule/", form | {"every": "hourly"})
    assert Schedule.objects.get().at is None
    for wrong in ({"url": "ftp://a.example/"}, {"at": ""}, {"every": "never"}, {"at": "soon"}):
        assert "errorlist" in press(desk, "/partner/schedule/", form | wrong, 200).content.decode()
    press(desk, "/partner/schedule/", {"step": "now"})
    press(desk, "/partner/schedule/", {"step": "stop"})
    assert not Schedule.objects.exists()
    read(desk, "/partner/schedule/")
    press(desk, "/partner/schedule/", {"step": "now"}, 404)


def test_an_export(desk: Client, bring: Any, work: Any) -> None:
    bring(yaml_list(good(1)))
    press(desk, "/partner/exports/", {"format": "csv"})
    assert "data-live" in read(desk, "/partner/exports/")
    work()
    one = Export.objects.get()
    page = read(desk, "/partner/exports/")
    assert f"/partner/exports/{one.pk}/file/" in page
    assert "data-live" not in page
    answer: Any = desk.get(f"/partner/exports/{one.pk}/file/")
    assert "Товар 1" in b"".join(answer.streaming_content).decode()
    assert "errorlist" in press(desk, "/partner/exports/", {"format": "exe"}, 200).content.decode()


def test_a_key_is_shown_once_and_revoked(desk: Client, supplier: Any, api: Any) -> None:
    day = timezone.localdate() + timedelta(days=3)
    form = {"name": HOSTILE, "scopes": ["prices:read"], "expires": day.isoformat()}
    form["once"] = re.search(r'name="once" value="(\w+)"', read(desk, "/partner/keys/"))[1]
    shown = press(desk, "/partner/keys/", form, 200).content.decode()
    assert press(desk, "/partner/keys/", form)["Location"] == "/partner/keys/"  # loaded again
    assert "sent before" in read(desk, "/partner/keys/")
    assert HOSTILE not in shown
    key = re.search(r'<code id="key">(\w+)</code>', shown)[1]
    bearer = {"Authorization": f"Bearer {key}"}
    assert api.get("partner/price-lists/", headers=bearer).status_code == 200
    assert api.get("partner/state/", headers=bearer).status_code == 403
    listed = read(desk, "/partner/keys/")
    assert key not in listed
    assert key[:13] in listed
    assert ApiKey.objects.count() == 1
    assert str(known["prices:read"]) in words(listed).split("Your keys")[1]
    assert "prices:read" not in words(listed)
    for wrong in ({"scopes": ["world:rule"]}, {"scopes": []}, {"name": ""}, {"expires": "2001-01-01"}):
        assert "errorlist" in press(desk, "/partner/keys/", form | wrong, 200).content.decode()
    press(desk, "/partner/keys/", {"revoke": ApiKey.objects.get().pk})
    assert api.get("partner/price-lists/", headers=bearer).status_code == 401


def test_the_pages_ask_the_database_little(desk: Client, supplier: Any, bring: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            read(desk, path)
        return len(asked)

    def all_pages() -> dict[str, int]:
        newest = PriceList.objects.latest("id").pk
        paths = [f"/partner/{page}" for page in PAGES] + [f"{LISTS}{newest}/"]
        return {path.replace(f"/{newest}/", "/n/"): queries(path) for path in paths}

    bring(yaml_list(good(1)))
    few = all_pages()
    for n in range(12):
        bring(yaml_list(*(good(id, price=100 + n) for id in range(60))))
        Export.objects.create(supplier_id=supplier.supplier_id, format="csv")
        ApiKey.objects.create(user=supplier, name=str(n), prefix=str(n), digest=str(n), scopes=[])
    assert all_pages() == few
    assert max(few.values()) <= 10, few


def test_lists_and_rows_go_on_behind_the_first_ones(desk: Client, bring: Any) -> None:
    one = bring(yaml_list(*(good(n) for n in range(60))))
    first = read(desk, f"{LISTS}{one.pk}/?rows=new")
    further = re.search(r'href="\?(rows=new&amp;after=[^"#]+)', first)[1].replace("&amp;", "&")
    behind = read(desk, f"{LISTS}{one.pk}/?{further}")
    assert ("Товар 59<" in first, "Товар 59<" in behind, "Товар 3<" in behind) == (False, True, False)
    PriceList.objects.bulk_create(
        PriceList(supplier_id=one.supplier_id, version=n, size=1, status="rejected") for n in range(2, 30)
    )
    cursor = re.search(r"cursor=([^\"&]+)", read(desk, LISTS))[1]
    assert f"№ {one.pk} · list.yaml" in words(read(desk, f"{LISTS}?cursor={cursor}"))
    assert "cursor" in read(desk, f"{LISTS}?cursor=x", 400)
