"""A supplier's own tree of categories on its way from the file to the shop and out again, and exchanges in parts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from modules.catalog.models.categories import Category
from modules.catalog.models.products import Product
from modules.catalog.models.suppliers import SupplierCategory
from modules.partners.models.price_lists import PriceList
from modules.partners.rules import saved_as
from tests.partners.conftest import good as listed
from tests.partners.conftest import post_file, yaml_list
from tests.partners.formats.test_categories import CATALOGUE, OFFER
from tests.partners.test_cabinet import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "id;name;price;quantity;category\n"
LIST = HEADER + "1;Нож;100;5;Дом > Кухня > Ножи\n2;Секатор;100;5;Сад > Ножи\n3;Чай;100;5;Дом > Чай, кофе\n"
PRICED = "<Цены><Цена><ЦенаЗаЕдиницу>450</ЦенаЗаЕдиницу></Цена></Цены><Количество>3</Количество>"
PARTS = {"import0_1.xml": CATALOGUE, "offers0_1.xml": OFFER.format(PRICED)}


def way(category: Category | None) -> list[str]:
    return [*way(category.parent), category.name] if category else []


def ways() -> dict[str, list[str]]:
    return {one.name: way(one.category) for one in Product.objects.select_related("category")}


def parts(*extra: tuple[str, str]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, text.encode()) for name, text in (*PARTS.items(), *extra)]


def test_the_tree_is_made_with_parents_and_read_back_the_same(
    supplier: Any, send: Callable[..., Any], work: Callable[[], int]
) -> None:
    tree = {"Нож": ["Дом", "Кухня", "Ножи"], "Секатор": ["Сад", "Ножи"], "Чай": ["Дом", "Чай, кофе"]}
    assert send(supplier, LIST.encode())["status"] == "applied"
    assert ways() == tree
    kept = SupplierCategory.objects.get(key="Дом > Кухня > Ножи")
    assert (kept.name, kept.path) == ("Ножи", ["Дом", "Кухня"])
    for format in ("csv", "xlsx", "json", "yml", "yaml"):
        asked = supplier.api.post("partner/exports/", {"format": format})
        work()
        made = supplier.api.get(supplier.api.get(asked["Location"]).json()["file_url"])
        again = send(supplier, b"".join(made.streaming_content))
        codes = {one["code"] for one in again["warnings"]} - {"missing_model"}
        assert (again["status"], again["counts"]["same"], codes) == ("applied", 3, set())
        assert ways() == tree
    assert SupplierCategory.objects.count() == len(tree)
    assert Category.objects.count() == len({"Дом", "Кухня", "Дом > Ножи", "Сад", "Сад > Ножи", "Чай, кофе"})


def test_the_parts_of_an_exchange_may_come_as_several_files(supplier: Any, work: Callable[[], int]) -> None:
    sent = supplier.api.post("partner/price-lists/", {"file": parts()}, content_type=MULTIPART_CONTENT)
    assert sent.status_code == 202
    same = supplier.api.post("partner/price-lists/", {"file": parts()}, content_type=MULTIPART_CONTENT)
    assert same.json() == sent.json()
    work()
    done = supplier.api.get(sent.json()["status_url"]).json()
    assert (done["status"], done["format"], done["counts"]["new"]) == ("applied", "commerceml", 1), done
    assert done["file_name"] == "import0_1.xml + offers0_1.xml"
    assert saved_as(done["file_name"], 7) == "import0_1.xml + offers0_1.xml.zip"
    assert (saved_as("a/b + c.csv", 7), saved_as("", 7)) == ("b + c.csv", "price-list-7")
    assert ways() == {"Нож": ["Дом", "Ножи"]}


def test_other_files_come_one_at_a_time(supplier: Any) -> None:
    mixed = {"file": parts(("notes.txt", "id;name\n"))}
    refused = supplier.api.post("partner/price-lists/", mixed, content_type=MULTIPART_CONTENT)
    assert refused.status_code == 422
    assert [error["loc"] for error in refused.json()["errors"]] == [["file", "file"]]
    many = {"file": [SimpleUploadedFile(f"{n}.xml", CATALOGUE.encode()) for n in range(51)]}
    assert supplier.api.post("partner/price-lists/", many, content_type=MULTIPART_CONTENT).status_code == 422
    assert not PriceList.objects.exists()
    assert post_file(supplier.api, yaml_list(listed(1))).status_code == 202


def test_the_cabinet_takes_several_files_of_an_exchange(supplier: Any, work: Callable[[], int]) -> None:
    desk = signed_in(supplier)
    assert 'type="file" name="file" multiple' in desk.get("/partner/price-lists/").content.decode()
    two = {"file": [SimpleUploadedFile(name, yaml_list(listed(1))) for name in ("a.yaml", "b.yaml")], "mode": "full"}
    refused = desk.post("/partner/price-lists/", two, headers={"Accept-Language": "ru"})
    assert (refused.status_code, "одного обмена CommerceML" in refused.content.decode()) == (200, True)
    assert desk.post("/partner/price-lists/", {"file": parts(), "mode": "full"}).status_code == 302
    work()
    assert PriceList.objects.get().status == "applied"
