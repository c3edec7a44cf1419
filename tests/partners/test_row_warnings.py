"""What a list is warned of leads to the rows that caused it: what was read of them, and where they go in the shop."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from modules.catalog.models.attributes import Attribute
from modules.catalog.models.parameters import SupplierAttribute
from modules.partners.formats.checks import Checker
from modules.partners.formats.reader import open_price_list
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import RowWarning
from tests.partners.conftest import good, rows, yaml_list
from tests.partners.test_sheets import book

pytestmark = pytest.mark.django_db(transaction=True)
ODD = """id,name,category,model,gtin,price,quantity,currency
1,Чай,Чай,m,,5,1,RUB
2,Кофе,Чай,m,,5,много,RUB
3,Соль,Чай,m,,от 5,1,RUB
4,Сода,Чай,m,123,5.0051,1,RUB
,Мёд,Чай,m,,5,1,RUB
6,Сок,,,,5,1,
"""


def led(supplier: Any, done: Any) -> dict[str, set[str]]:
    """By each warning that is about rows the names of those it leads to; as many as it tells of."""
    told: dict[str, int] = {}
    for one in done["warnings"]:
        told[one["code"]] = told.get(one["code"], 0) + one["rows"]
    found = {code: rows(supplier, done, warning=code) for code in told if code in RowWarning.values}
    assert {code: len(some) for code, some in found.items()} == {code: told[code] for code in found}
    assert all(code in row["warnings"] for code, some in found.items() for row in some)
    return {code: {row["name"] for row in some} for code, some in found.items()}


def test_what_was_read_with_a_grain_of_salt_is_found_again(supplier: Any, send: Any) -> None:
    done = send(supplier, ODD.encode(), name="list.csv")
    assert led(supplier, done) == {
        "bad_gtin": {"Сода"},
        "generated_id": {"Мёд"},
        "missing_category": {"Сок"},
        "missing_currency": {"Сок"},
        "missing_model": {"Сок"},
        "price_rounded": {"Сода"},
        "vague_price": {"Соль"},
        "vague_quantity": {"Кофе"},
    }
    marked = {row["name"]: row["warnings"] for row in rows(supplier, done)}
    assert marked["Чай"] == []
    assert marked["Сода"] == ["bad_gtin", "price_rounded"]
    assert marked["Сок"] == ["missing_category", "missing_currency", "missing_model"]
    assert rows(supplier, done, warning="mixed_currencies") == []


def test_other_names_of_categories_and_unknown_ones_are_found_again(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1), good(2), good(3, category=2), categories=[{"id": 1, "name": "Чай"}]))
    again = [good(1), good(2), good(4, category="Сад", colour="red")]
    done = send(supplier, yaml_list(*again, categories=[{"id": 1, "name": "Кофе"}]), dry_run="true")
    found = led(supplier, done)
    assert found["category_renamed"] == {"Товар 1", "Товар 2"}
    assert (found["unknown_category"], found["unknown_field"]) == ({"Товар 4"}, {"Товар 4"})


def test_goods_that_wait_for_their_category_are_found_again(supplier: Any, send: Any, settings: Any) -> None:
    settings.UNKNOWN_CATEGORIES = "queue"
    categories = [{"id": 1, "name": "Чай"}, {"id": 2, "name": "Кофе"}]
    done = send(supplier, yaml_list(good(1), good(2, category=2), good(3, category=2), categories=categories))
    assert led(supplier, done)["category_unmapped"] == {"Товар 1", "Товар 2", "Товар 3"}
    page = cabinet(supplier).get(f"/partner/price-lists/{done['id']}/?warning=category_unmapped").content.decode()
    assert ("Goods of the category “Кофе” wait" in page, "Товар 3" in page) == (True, True)


def test_values_that_do_not_fit_are_found_again(supplier: Any, send: Any) -> None:
    weight = Attribute.objects.create(name="Вес", type="number")
    SupplierAttribute.objects.create(
        supplier_id=supplier.supplier_id, name="Вес", attribute=weight, is_chosen=True, sample="1"
    )
    goods = [good(1, parameters={"Вес": 1.5}), good(2, parameters={"Вес": "тяжёлый", "Цвет": "белый"}), good(3)]
    assert led(supplier, send(supplier, yaml_list(*goods)))["attribute_misfit"] == {"Товар 2"}


def cabinet(user: Any) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def test_pages_lead_to_rows_where_there_are_some(supplier: Any, send: Any, person: Any) -> None:
    done = send(supplier, ODD.encode() + b",\xd0\x98\xd1\x82\xd0\xbe\xd0\xb3\xd0\xbe,,,,30,6,\n", name="list.csv")
    assert "footer_row" in {one["code"] for one in done["warnings"]}
    page = cabinet(supplier).get(f"/partner/price-lists/{done['id']}/").content.decode()
    assert re.findall(r'href="\?warning=(\w+)#rows"', page) == sorted(led(supplier, done))
    desk = cabinet(person(is_staff=True, is_superuser=True))
    page = desk.get(f"/admin/partners/pricelist/{done['id']}/change/").content.decode()
    assert re.findall(r'href="\?warning=(\w+)#rows"', page) == sorted(led(supplier, done))
    only = desk.get(f"/admin/partners/pricelist/{done['id']}/change/?warning=vague_price").content.decode()
    assert ("Соль" in only, "Сода" in only) == (True, False)


def test_a_warning_without_rows_has_no_number_in_the_admin(supplier: Any, send: Any, person: Any) -> None:
    done = send(supplier, b"id,name,price,quantity\n", name="list.csv")
    one = PriceList.objects.get(pk=done["id"])
    one.warnings = [{"code": "rollback_refused", "detail": "x", "params": {}, "rows": 0, "hold": False}]
    one.save()
    page = cabinet(person(is_staff=True, is_superuser=True)).get(f"/admin/partners/pricelist/{one.pk}/change/")
    assert "rows: 0" not in page.content.decode()


def test_accepted_rows_name_their_sheets_too(supplier: Any, send: Any) -> None:
    tea, coffee = [["1", "Сенча", 5, 1, ""], ["2", "", 5, 1, ""]], [["3", "Мокко", 5, 1, ""]]
    done = send(supplier, book(Чай=tea, Кофе=coffee), name="list.xlsx")
    told = {(row["line"], row["sheet"], row["status"]) for row in rows(supplier, done)}
    assert told == {(2, "Чай", "new"), (3, "Чай", "error"), (2, "Кофе", "new")}
    page = cabinet(supplier).get(f"/partner/price-lists/{done['id']}/?rows=new").content.decode()
    assert ("Чай · 2" in page, "Кофе · 2" in page) == (True, True)
    page = cabinet(supplier).get(f"/partner/price-lists/{done['id']}/?rows=error").content.decode()
    assert ("Чай · 3" in page, "Sheet “Чай”" in page) == (False, True)
    alone = send(supplier, book(Чай=tea), name="list.xlsx", mode="update")
    assert {row["sheet"] for row in rows(supplier, alone)} == {""}


def test_what_is_kept_while_reading_lies_where_it_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    class Looking(Checker):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            seen.append(sum(str(tmp_path) in str(one.resolve()) for one in Path("/proc/self/fd").iterdir()))

    monkeypatch.setattr("modules.partners.formats.reader.Checker", Looking)
    source = tmp_path / "list.csv"
    source.write_text("id,name,price,quantity\n" + "".join(f"{n},Чай,5,1\n" for n in range(50_000)))
    with source.open("rb") as file:
        assert sum(1 for _row in open_price_list(file, folder=tmp_path)) == 50_000
    assert seen == [2]  # the list itself, and a file without a name
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]
