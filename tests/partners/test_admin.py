"""Price lists in the admin: a file for a supplier goes the way of the API, and what became of it can be read."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from modules.partners.models.members import SupplierMember
from modules.partners.models.price_lists import PriceList, PriceListRow
from modules.partners.providers.panels import price_lists
from tests.partners.conftest import good, yaml_list
from tests.partners.test_category_trees import parts

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = "/admin/partners/pricelist/"


@pytest.fixture
def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def bring(desk: Client, whose: Any, content: bytes, *, name: str = "list.yaml", **more: Any) -> Any:
    form = {"supplier": whose.supplier_id, "mode": "full", "file": SimpleUploadedFile(name, content)} | more
    with TestCase.captureOnCommitCallbacks(execute=True):
        return desk.post(f"{LISTS}add/", form)


def show(desk: Client, one: PriceList, language: str = "en", **query: Any) -> str:
    answer = desk.get(f"{LISTS}{one.pk}/change/", query, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_for_a_supplier(desk: Client, supplier: Any, shelf: Any, work: Any) -> None:
    answer = bring(desk, supplier, yaml_list(good(1), good(2)))
    one = PriceList.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LISTS}{one.pk}/change/")
    waiting = desk.get(answer["Location"])
    assert waiting["Refresh"] == "2"
    work()
    done = desk.get(answer["Location"])
    assert "Refresh" not in done
    assert shelf(supplier).keys() == {"1", "2"}
    one.refresh_from_db()
    assert (one.status, one.new, one.file_name) == ("applied", 2, "list.yaml")
    assert str(one.user_id) == desk.session["_auth_user_id"]


def test_a_dry_run_of_an_update(desk: Client, supplier: Any, shelf: Any, send: Any, work: Any) -> None:
    send(supplier, yaml_list(good(1)))
    bring(desk, supplier, yaml_list(good(2)), mode="update", dry_run="on")
    work()
    one = PriceList.objects.order_by("-id")[0]
    assert (one.mode, one.dry_run, one.status, one.new, one.retired) == ("update", True, "review", 1, 0)
    assert shelf(supplier).keys() == {"1"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"supplier": "999999"},
        {"mode": "all"},
        {"file": ""},
        {"supplier": ""},
        {"address": "http://prices.example/list.yml"},  # and a file too
        {"address": "file:///etc/passwd", "file": ""},
        {"address": "http://user:word@prices.example/", "file": ""},
    ],
)
def test_refusals_of_the_form(desk: Client, supplier: Any, wrong: dict[str, str]) -> None:
    answer = bring(desk, supplier, yaml_list(good(1)), **wrong)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == list(wrong)[:1]
    assert not PriceList.objects.exists()


def test_an_address_for_a_supplier(desk: Client, supplier: Any, work: Any) -> None:
    bring(desk, supplier, b"", file="", address="http://prices.invalid/list.yml", mode="update")
    one = PriceList.objects.get()
    assert (one.url, one.mode, one.status, one.sha256) == ("http://prices.invalid/list.yml", "update", "queued", "")
    assert "prices.invalid/list.yml" in show(desk, one)
    work()
    one.refresh_from_db()
    assert one.status == "failed"  # there is no such host
    assert one.failure in show(desk, one)
    with TestCase.captureOnCommitCallbacks(execute=True):
        desk.post(f"{LISTS}{one.pk}/step/", {"step": "again"})
    assert list(PriceList.objects.values_list("url", flat=True)) == [one.url] * 2


def test_the_parts_of_an_exchange_at_once(desk: Client, supplier: Any, shelf: Any, work: Any) -> None:
    assert 'type="file" name="file" multiple' in " ".join(desk.get(f"{LISTS}add/").content.decode().split())
    bring(desk, supplier, b"", file=parts())
    work()
    assert [offer["price"] for offer in shelf(supplier).values()] == ["450.00"]
    pair = [SimpleUploadedFile("a.yaml", yaml_list(good(1))), SimpleUploadedFile("b.yaml", yaml_list(good(2)))]
    assert list(bring(desk, supplier, b"", file=pair).context["adminform"].form.errors) == ["file"]
    assert PriceList.objects.count() == 1


def test_dry_runs_are_marked_and_trouble_the_panel_not(desk: Client, supplier: Any, trader: Any, send: Any) -> None:
    other = trader()
    for user in (supplier, supplier, other):
        send(user, b"no list", name="битый.csv")
    send(supplier, b"no list at all", name="пробный.csv", dry_run="true")
    asked = PriceList.objects.get(pk=send(other, yaml_list(good(1)), name="вопрос.yaml", dry_run="true")["id"])
    index = desk.get(LISTS).content.decode()
    assert re.search(r"пробный\.csv · dry run", index)
    assert "dry run: compared" in index
    assert "dry run: compared" in show(desk, asked)
    lines = price_lists().table.lines
    assert len({line.cells[0] for line in lines}) == len(lines) == 2
    assert all(line.cells[0].endswith(" · битый.csv") for line in lines)


def test_a_file_that_is_too_large(desk: Client, supplier: Any, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 100
    answer = bring(desk, supplier, b"x" * 101)
    assert "larger than" in answer.content.decode()
    assert not PriceList.objects.exists()


def test_a_supplier_who_waits_is_not_offered(desk: Client, trader: Any) -> None:
    waiting = trader(approved=False)
    assert list(bring(desk, waiting, yaml_list(good(1))).context["adminform"].form.errors) == ["supplier"]


def test_what_is_wrong_is_told_in_words(desk: Client, supplier: Any, work: Any) -> None:
    bring(desk, supplier, b"\x00\x01 no list at all", name="odd.bin")
    work()
    one = PriceList.objects.get()
    assert one.status == "failed"
    assert one.failure in show(desk, one).replace("&#x27;", "'").replace("&quot;", '"')


def test_the_rows_page_by_page(desk: Client, supplier: Any, work: Any) -> None:
    rows = [good(n) for n in range(400)] + [good(f"bad-{n}", price="дорого") for n in range(60)]
    bring(desk, supplier, yaml_list(*rows), name="<b>list</b>.yaml")
    work()
    one = PriceList.objects.get()
    assert one.errors == PriceListRow.objects.filter(status="error").count() == 60
    first = show(desk, one, "ru")  # what is wrong comes first
    assert ("bad-0<" in first, "bad-49<" in first, "bad-50<" in first) == (True, True, False)
    assert "<b>list" not in first
    further = first.partition('class="list-pages')[2].partition('href="?')[2].partition("#")[0].replace("&amp;", "&")
    behind = desk.get(f"{LISTS}{one.pk}/change/?{further}").content.decode()
    assert ("bad-49<" in behind, "bad-50<" in behind, "bad-59<" in behind) == (False, True, True)
    assert "Further rows" not in behind
    for odd in ("after=x", "after=1", "after=99999999999999999.1", "rows=nothing", "after=1.2.3"):
        assert desk.get(f"{LISTS}{one.pk}/change/?{odd}").status_code == 200


def test_what_changes_from_what_to_what(desk: Client, supplier: Any, send: Any, work: Any) -> None:
    send(supplier, yaml_list(good(1), good(2, name="Чайник"), good(3), good(4)))
    bring(desk, supplier, yaml_list(good(1, price=1250.5, quantity=7), good(2, name="Самовар"), good(4), good(5)))
    work()
    one = PriceList.objects.latest("id")
    seen = show(desk, one, rows="changed")
    told = " ".join(re.sub("<[^>]*>", " ", seen.partition('id="rows"')[2]).split())
    assert "price: 100.00 → 1,250.50 (1,150 %)" in told
    assert "quantity: 5 → 7" in told
    assert "name: Чайник → Самовар" in told
    assert [tab.count for tab in desk.get(f"{LISTS}{one.pk}/change/").context["rows"]["tabs"]] == list("02111")
    assert "Товар 3" in show(desk, one, rows="retired")
    assert "количество:" in show(desk, one, "ru", rows="changed")


def test_a_list_that_waits_is_approved_rejected_and_rolled_back(
    desk: Client, supplier: Any, shelf: Any, send: Any, work: Any
) -> None:
    def press(one: PriceList, step: str) -> str:
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = desk.post(f"{LISTS}{one.pk}/step/", {"step": step}, follow=True)
        work()
        one.refresh_from_db()
        return answer.content.decode()

    def waiting(price: int) -> PriceList:
        bring(desk, supplier, yaml_list(good(1, price=price)))
        work()
        return PriceList.objects.latest("id")

    send(supplier, yaml_list(good(1)))
    wrong = waiting(9999)
    assert wrong.status == "review"
    assert ">Apply it<" in show(desk, wrong)
    press(wrong, "reject")
    assert (wrong.status, shelf(supplier)["1"]["price"]) == ("rejected", "100.00")
    assert "this one is “rejected”" in press(wrong, "approve")
    right = waiting(8888)
    press(right, "approve")
    assert (right.status, shelf(supplier)["1"]["price"]) == ("applied", "8888.00")
    assert ">Roll it back<" in show(desk, right)
    press(right, "rollback")
    assert (right.status, shelf(supplier)["1"]["price"]) == ("rolled_back", "100.00")
    press(right, "again")
    newest = PriceList.objects.latest("id")
    assert (newest.sha256, newest.version, newest.status) == (right.sha256, right.version + 1, "review")
    assert desk.post(f"{LISTS}{right.pk}/step/", {"step": "eat"}).status_code == 404


def test_a_warning_leads_to_its_rows_and_a_list_to_the_one_that_took_its_place(
    desk: Client, supplier: Any, send: Any
) -> None:
    send(supplier, yaml_list(good(1), good(2)))
    held = PriceList.objects.get(pk=send(supplier, yaml_list(good(1, price=9999), good(2, price=101)))["id"])
    page = show(desk, held)
    assert re.search(r'<a href="\?warning=price_jump#rows"[^>]*>\(rows: 1\)</a>', page)
    assert re.search(r"Price list \d+ of Поставщик", page)
    rows = show(desk, held, warning="price_jump").split("The rows of this warning")[1]
    assert ("9,999.00" in rows, "101.00" in rows) == (True, False)
    newer = send(supplier, yaml_list(good(2, quantity=6)), mode="update")
    assert re.search(rf'<a href="{LISTS}{newer["id"]}/change/"[^>]*>{newer["id"]}</a>', show(desk, held))
    assert "tone-waiting" not in show(desk, held)


def test_a_file_that_is_kept_no_longer_is_not_sent_again(desk: Client, supplier: Any, send: Any) -> None:
    send(supplier, b"nothing of use")
    one = PriceList.objects.get()
    one.path.unlink()
    assert "no longer kept" in desk.post(f"{LISTS}{one.pk}/step/", {"step": "again"}, follow=True).content.decode()
    assert PriceList.objects.count() == 1


def test_the_file_as_it_was_sent(desk: Client, supplier: Any, person: Any) -> None:
    bring(desk, supplier, b"<script>alert(1)</script>", name="../../прайс.html")
    one = PriceList.objects.get()
    answer: Any = desk.get(f"{LISTS}{one.pk}/file/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "/" not in answer["Content-Disposition"]
    clerk = Client()
    clerk.force_login(person(is_staff=True))
    assert clerk.get(f"{LISTS}{one.pk}/file/").status_code == 403
    assert desk.get(f"{LISTS}999999/file/").status_code == 404


def test_rights(supplier: Any, person: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1)))
    clerk = person(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename="view_pricelist"))
    client = Client()
    client.force_login(clerk)
    one = PriceList.objects.get()
    assert client.get(LISTS).status_code == 200
    assert 'name="step"' not in show(client, one)
    assert client.post(f"{LISTS}{one.pk}/step/", {"step": "rollback"}).status_code == 403
    assert f"{LISTS}add/" not in show(client, one)
    assert client.get(f"{LISTS}add/").status_code == 403
    assert bring(client, supplier, yaml_list(good(2))).status_code == 403
    assert PriceList.objects.count() == 1


def test_the_lists_of_a_supplier_in_one_go(desk: Client, trader: Any, send: Any) -> None:
    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(f"/admin/partners/{page}/").status_code == 200
            return len(asked)

    one = trader(name="Вектор")
    send(one, yaml_list(good(1)))
    pages = ("pricelist", "suppliermember")
    few = [[queries(page) for page in pages] for _ in range(2)][-1]  # content types are read once a process
    for n in range(3):
        send(trader(name=f"Гамма {n}"), yaml_list(good(n)))
    assert [queries(page) for page in pages] <= few
    assert max(few) <= 10
    shown = desk.get(LISTS, {"supplier": one.supplier_id})
    assert [row.supplier_id for row in shown.context["cl"].result_list] == [one.supplier_id]
    assert "Вектор" in shown.content.decode()


def test_a_person_is_let_act_for_a_supplier(desk: Client, trader: Any, buyer: Any) -> None:
    one = trader()
    answer = desk.post("/admin/partners/suppliermember/add/", {"user": buyer.pk, "supplier_id": one.supplier_id})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert SupplierMember.objects.get(user=buyer).supplier_id == one.supplier_id
