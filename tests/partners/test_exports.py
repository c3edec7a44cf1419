"""Exports: made late, whole and harmless; sent back as a price list, each of them changes nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import yaml
from django.utils import timezone

from core import files
from modules.catalog import public as catalog
from modules.partners.models.exports import Export, ExportFormat
from modules.partners.services import exporting
from tests.partners.conftest import good, post_file, yaml_list

pytestmark = pytest.mark.django_db(transaction=True)
EXPORTS = "partner/exports/"
FORMULAS = ["=1+2", "+1+2", "-1+2", "@SUM(A1)", "＝1+2", "'=1+2", "=cmd|' /C calc'!A0", "#N/A"]
GOODS = [
    good("00123", name="Чайник «Ё»; 1,7 л \"Эмма\" & <b>", price="1499.90", price_rrc=1999, quantity=3,
         model="K-1", brand="Эмма", gtin="4600000000008", description="Две строки,\nи ещё\tодна: да",
         parameters={"Объём (л)": 1.7, "Цвет": "белый, матовый", "С подсветкой": True, "Модель": "иная", "Код": "007"}),
    good("b/2", name="NO", price="0.01", quantity=0, parameters={"Объём (л)": -5, "Артикул": "12:30"}),
    good("в 3", name="true", price=9999999999.99, quantity=2147483647, category=2),
    *(good(f"f{n}", name=text, description=text, parameters={text: text}) for n, text in enumerate(FORMULAS)),
]  # fmt: skip
LIST = yaml_list(*GOODS, currency="RUB", categories=[{"id": 1, "name": "Смартфоны"}, {"id": 2, "name": "Разное"}])


@pytest.fixture
def export(work: Callable[[], int]) -> Callable[..., bytes]:
    """Have an export made and return its file."""

    def run(user: Any, format: str) -> bytes:
        asked = user.api.post(EXPORTS, {"format": format})
        assert asked.status_code == 202, asked.content
        assert (asked.json()["status"], asked.json()["file_url"]) == ("queued", None)
        work()
        made = user.api.get(asked["Location"]).json()
        assert made["status"] == "ready", made
        file = user.api.get(made["file_url"])
        assert file.status_code == 200
        assert "attachment" in file["Content-Disposition"]
        content = b"".join(file.streaming_content)
        assert len(content) == made["size"]
        return content

    return run


@pytest.mark.parametrize("format", ExportFormat.values)
def test_an_export_that_is_sent_back_changes_nothing(
    supplier: Any, send: Any, export: Any, shelf: Any, format: str
) -> None:
    sent = send(supplier, LIST)
    assert (sent["status"], sent["counts"]["new"], sent["counts"]["errors"]) == ("applied", len(GOODS), 0)
    before = shelf(supplier)
    content = export(supplier, format)
    back = post_file(supplier.api, content, name="whatever").json()
    from modules.partners.services.running import work_off

    work_off(supplier_id=supplier.supplier_id, worker="test")
    done = supplier.api.get(back["status_url"]).json()
    rows = supplier.api.get(f"{back['status_url']}rows/?limit=100").json()["items"]
    differing = [row for row in rows if row["status"] != "same"]
    assert (done["status"], differing) == ("applied", []), (done["error"], done["warnings"])
    assert done["counts"] == {"new": 0, "changed": 0, "same": len(GOODS), "retired": 0, "errors": 0}
    assert shelf(supplier) == before


def test_what_a_spreadsheet_would_run_stays_a_text(supplier: Any, send: Any, export: Any) -> None:
    send(supplier, LIST)
    cells = [cell for row in csv.reader(io.StringIO(export(supplier, "csv").decode("utf-8-sig"))) for cell in row]
    running = [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r", "＝"} and cell != "-5"]
    assert running == []
    assert "'=1+2" in cells
    workbook = export(supplier, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    found = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert all(cell.data_type == "s" and cell.value == text for text in FORMULAS for cell in [found[text]])
    assert not [name for name, cell in found.items() if cell.data_type == "f"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml")
    assert found["00123"].data_type == "s"
    assert found[1499.9].data_type == "n"


def test_the_files_are_what_they_say(supplier: Any, send: Any, export: Any) -> None:
    send(supplier, LIST)
    plain = yaml.safe_load(export(supplier, "yaml"))
    kettle = next(one for one in plain["goods"] if one["id"] == "00123")
    assert (kettle["price"], kettle["price_rrc"], kettle["quantity"]) == (1499.90, 1999.00, 3)
    assert kettle["parameters"]["С подсветкой"] is True
    assert {one["id"]: one["name"] for one in plain["categories"]} == {"1": "Смартфоны", "2": "Разное"}
    assert json.loads(export(supplier, "json"))["goods"] == plain["goods"]
    tree = ElementTree.fromstring(export(supplier, "yml"))
    assert tree.tag == "yml_catalog"
    assert len(tree.findall("shop/offers/offer")) == len(GOODS)
    offer = tree.find("shop/offers/offer[@id='00123']")
    assert offer is not None
    assert (offer.get("available"), offer.findtext("vendor"), offer.findtext("barcode")) == (
        "true",
        "Эмма",
        "4600000000008",
    )


def test_an_empty_shelf_is_exported_too(supplier: Any, export: Any) -> None:
    assert yaml.safe_load(export(supplier, "yaml"))["goods"] == []
    assert json.loads(export(supplier, "json"))["goods"] == []
    for format in ("csv", "xlsx", "yml"):
        assert export(supplier, format)


def test_somebody_elses_export_is_not_there(supplier: Any, trader: Any, send: Any, export: Any) -> None:
    send(supplier, yaml_list(good(1)))
    export(supplier, "csv")
    mine = Export.objects.get()
    other = trader()
    for path in (f"{EXPORTS}{mine.pk}/", f"{EXPORTS}{mine.pk}/file/"):
        assert other.api.get(path).status_code == 404
    assert other.api.get(EXPORTS).json()["items"] == []
    assert [one["id"] for one in supplier.api.get(EXPORTS).json()["items"]] == [mine.pk]


def test_an_export_is_kept_for_its_days(settings: Any, supplier: Any, send: Any, export: Any, tmp_path: Path) -> None:
    settings.EXPORT_DAYS = 2
    export(supplier, "csv")
    mine = Export.objects.get()
    assert mine.ready_at is not None
    assert mine.expires_at == mine.ready_at + timedelta(days=2)
    exporting.forget_old()
    assert supplier.api.get(f"{EXPORTS}{mine.pk}/file/").status_code == 200
    Export.objects.update(expires_at=timezone.now())
    exporting.forget_old()
    told = supplier.api.get(f"{EXPORTS}{mine.pk}/").json()
    assert (told["status"], told["file_url"]) == ("expired", None)
    assert supplier.api.get(f"{EXPORTS}{mine.pk}/file/").status_code == 404
    assert not list(tmp_path.rglob("*.csv"))


def test_asked_for_twice_while_it_waits_it_is_made_once(supplier: Any, work: Any) -> None:
    first = supplier.api.post(EXPORTS, {"format": "csv"}).json()
    assert supplier.api.post(EXPORTS, {"format": "csv"}).json() == first
    assert supplier.api.post(EXPORTS, {"format": "xlsx"}).json()["id"] != first["id"]
    assert supplier.api.post(EXPORTS, {"format": "pdf"}).status_code == 422
    work()
    assert supplier.api.post(EXPORTS, {"format": "csv"}).json()["id"] != first["id"]


def test_what_cannot_be_made_says_so_and_leaves_nothing(
    supplier: Any, send: Any, work: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    send(supplier, yaml_list(good(1)))

    def full(*asked: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    asked = supplier.api.post(EXPORTS, {"format": "csv"})
    work()
    assert supplier.api.get(asked["Location"]).json()["status"] == "failed"
    assert not list((tmp_path / "documents" / "exports").iterdir())


def test_a_list_that_is_applied_meanwhile_is_in_it_whole_or_not_at_all(
    supplier: Any, send: Any, export: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(supplier, yaml_list(*(good(id) for id in range(4))))
    monkeypatch.setattr("modules.catalog.selectors.assortment.PAGE", 2)
    read, assortment = [], catalog.assortment

    def interrupted(*, supplier_id: int) -> Any:
        for n, row in enumerate(assortment(supplier_id=supplier_id)):
            if n == 2 and not read:
                read.append(n)
                send(supplier, yaml_list(*(good(id, price=200) for id in range(4))))
            yield row

    monkeypatch.setattr(catalog, "assortment", interrupted)
    goods = yaml.safe_load(export(supplier, "yaml"))["goods"]
    assert [one["price"] for one in goods] == [200.0] * 4


def test_staff_export_everybody_with_names(supplier: Any, trader: Any, send: Any, work: Any) -> None:
    other = trader(name="Вектор")
    send(supplier, yaml_list(good(1)))
    send(other, yaml_list(good(1, name="Иное")))
    exporting.ask(supplier_id=None, user_id=None, format="csv")
    one = exporting.ask(supplier_id=None, user_id=None, format="csv")
    exporting.make(export_id=one.pk)
    one.refresh_from_db()
    text = files.place(one.file).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (one.rows, {row["supplier"]: row["name"] for row in rows}["Вектор"]) == (2, "Иное")


def test_the_schema_says_of_each_file_what_it_is() -> None:
    document = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())
    content = document["paths"]["/api/v1/partner/exports/{export_id}/file/"]["get"]["responses"]["200"]["content"]
    kinds = {media: one["schema"]["type"] for media, one in content.items()}
    assert kinds.pop("application/json") == "object"
    assert set(kinds.values()) == {"string"}
