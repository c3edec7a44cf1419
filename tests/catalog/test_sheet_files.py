"""Files that leave the admin and come back: nothing changes, and nothing in them runs."""

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.sheets.formats.xlsx import Xlsx
from modules.catalog.models.products import Product
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product
from tests.catalog.desk import FORMATS, Desk, counts, errors

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=1+1",
    "+7 900",
    "-5",
    "@SUM(A1)",
    "'=x",
    "''",
    "#N/A",
    "_x0041_",
    "0042",
    "2026-01-31",
    "NO",
    "1e5",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture
def shop(db: None) -> int:
    top = add_category(name="Техника")
    kitchen = add_category(name="Кухня", parent=top.pk).pk
    for number, text in enumerate(HOSTILE):
        add_product(
            name=text, category=kitchen, price=Decimal("10.50"), stock=number, gtin="0012345678905", brand=text,
            description=f"{text}\r\nвторая\rстрока\t ", attributes={text: text, "Вес": Decimal("0.3"), "Есть": True},
        )  # fmt: skip
    add_product(name="Без цены", category=top.pk)
    return kitchen


@pytest.mark.parametrize("kind", ["product", "offer", "category", "supplier"])
def test_what_is_exported_and_imported_again_changes_nothing(desk: Desk, shop: int, kind: str) -> None:
    for ending in FORMATS:
        shown = desk.upload(kind, desk.export(kind, ending), f"x.{ending}")
        assert set(counts(shown)) == {"same"}, (ending, errors(shown) or shown.context["preview"].groups[2].rows)
        assert not shown.context.get("token")


def test_what_xml_cannot_hold_goes_into_a_workbook_and_comes_back() -> None:
    text, book = "\x07a\x0bb\x0c\x1f\ufffe\uffff_x0041_", io.BytesIO()
    Xlsx().write(book, ["name"], [{"name": text}])
    assert [line.cells for line in Xlsx().create_dataset(book.getvalue()).lines] == [{"name": text}]


def test_formulas_leave_as_texts(desk: Desk, shop: int) -> None:
    for row in csv.DictReader(io.StringIO(desk.export("product", "csv").decode("utf-8-sig"))):
        for cell in row.values():
            assert not re.match(r"[=+\-@\t\r]", cell), cell
    sheet: Any = openpyxl.load_workbook(io.BytesIO(desk.export("product", "xlsx"))).active
    header, *rows = sheet.iter_rows()
    place = {cell.value: n for n, cell in enumerate(header)}
    for row in rows:
        assert {cell.data_type for cell in row} <= {"s", "inlineStr", "n", "b"}
        assert row[place["name"]].data_type in {"s", "inlineStr"}
        assert row[place["price"]].data_type == "n"
    dangerous = next(row for row in rows if row[place["name"]].value == "=1+1")[place["name"]]
    assert dangerous.quotePrefix


def test_export_goes_by_search_filter_and_choice(desk: Desk, shop: int) -> None:
    found = json.loads(desk.export("product", "json", "?q=Без цены"))
    assert [row["name"] for row in found] == ["Без цены"]
    assert found[0]["price"] is None
    chosen = Product.objects.get(name="NO").pk
    page = desk.client.post("/admin/catalog/product/", {"action": "export_admin_action", "_selected_action": [chosen]})
    assert f'value="{chosen}"' in page.content.decode()
