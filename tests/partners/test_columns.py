"""What a supplier says of its columns once holds for the next list; an exchange of changes touches nothing else."""

from typing import Any

import pytest

from modules.partners.models.price_lists import PriceList
from modules.partners.schemas.meanings import headers_of
from modules.partners.selectors import meanings_of

OWN = "Поз.;Отпускная, ₽ с НДС;Склад ЕКБ;Наим-е;Страна\n7;1 499,90;3;Чайник;Китай\n".encode()
SAID = ("Поз.", "external_id"), ("Отпускная, ₽ с НДС", "price"), ("Склад ЕКБ", "quantity"), ("Наим-е", "name")
MEANINGS = [{"header": header, "meaning": meaning} for header, meaning in SAID]
CHANGES = """<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">
<Каталог СодержитТолькоИзменения="true"><Товары><Товар Статус="Удален"><Ид>2</Ид></Товар></Товары></Каталог>
<ПакетПредложений СодержитТолькоИзменения="true"><Предложения><Предложение><Ид>1</Ид><Наименование>Чай</Наименование>
<Цены><Цена><ЦенаЗаЕдиницу>7</ЦенаЗаЕдиницу></Цена></Цены><Количество>4</Количество></Предложение></Предложения>
</ПакетПредложений></КоммерческаяИнформация>"""


def test_columns_are_explained_once(supplier: Any, trader: Any, send: Any, shelf: Any) -> None:
    failed = send(supplier, OWN)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "columns_unknown")
    assert "Отпускная, ₽ с НДС; Склад ЕКБ" in failed["error"]["detail"]
    assert supplier.api.get("partner/price-lists/columns/").json() == {"columns": []}
    told = supplier.api.put("partner/price-lists/columns/", {"columns": MEANINGS})
    assert (told.status_code, told.json()) == (200, {"columns": sorted(MEANINGS, key=lambda one: one["header"])})
    done = send(supplier, OWN)
    assert (done["status"], done["counts"]["new"]) == ("applied", 1)
    offer = shelf(supplier)["7"]
    assert (offer["name"], offer["price"], offer["stock"]) == ("Чайник", "1499.90", 3)
    assert trader().api.get("partner/price-lists/columns/").json() == {"columns": []}


def test_no_column_means_what_there_is_not(supplier: Any) -> None:
    twice = [("Цена", "price"), ("ЦЕНА", "price_rrp")]
    for wrong in ([("Цена", "cost")], [(" ", "price")], twice):
        columns = [{"header": header, "meaning": meaning} for header, meaning in wrong]
        assert supplier.api.put("partner/price-lists/columns/", {"columns": columns}).status_code == 422
    for wrong in ({"columns": {}}, {"columns": {"Цена": "price"}}, {"Цена": "price"}):
        assert supplier.api.put("partner/price-lists/columns/", wrong).status_code == 422


def test_stock_by_warehouse_is_added_up(supplier: Any, send: Any, shelf: Any) -> None:
    file = "Артикул;Наименование;Цена;Остаток Москва;Остаток Тверь\nR-1;Чайник;1500;10;5\nR-2;Чай;50;;2\n".encode()
    assert send(supplier, file)["error"]["code"] == "columns_unknown"
    columns = [{"header": f"Остаток {place}", "meaning": "quantity"} for place in ("Москва", "Тверь")]
    assert supplier.api.put("partner/price-lists/columns/", {"columns": columns}).status_code == 200
    done = send(supplier, file)
    assert (done["status"], [one["code"] for one in done["warnings"]][-1]) == ("applied", "summed_quantity")
    assert {id: one["stock"] for id, one in shelf(supplier).items()} == {"R-1": 15, "R-2": 2}


def test_files_may_differ_in_names_but_none_has_two_prices(supplier: Any, send: Any, shelf: Any) -> None:
    columns = [{"header": header, "meaning": "price"} for header in ("Наша", "Ваша")]
    assert supplier.api.put("partner/price-lists/columns/", {"columns": columns}).status_code == 200
    for header in ("Наша", "Ваша"):
        done = send(supplier, f"Артикул;Наименование;{header};Остаток\n{header};Чайник;1500;5\n".encode())
        assert done["status"] == "applied"
    done = send(supplier, "Артикул;Наименование;Наша;Ваша;Остаток\nR-1;Чайник;1500;1200;5\n".encode())
    assert (done["status"], done["error"]["code"]) == ("failed", "duplicate_column")


def test_an_exchange_of_changes_leaves_the_rest_and_takes_off_what_it_withdraws(
    supplier: Any, send: Any, shelf: Any
) -> None:
    send(supplier, "id,name,price,quantity\n1,Чай,5,1\n2,Кофе,5,1\n3,Сок,5,1\n".encode())
    done = send(supplier, CHANGES.encode())
    assert (done["format"], done["mode"], done["status"]) == ("commerceml", "update", "applied"), done
    assert done["counts"] == {"new": 0, "changed": 1, "same": 0, "retired": 1, "errors": 0}
    assert {id: one["price"] for id, one in shelf(supplier).items()} == {"1": "7.00", "3": "5.00"}


TYPES = """<КоммерческаяИнформация><ПакетПредложений><ТипыЦен><ТипЦены><Ид>a</Ид><Наименование>Опт 1</Наименование>
</ТипЦены><ТипЦены><Ид>b</Ид><Наименование>Опт 2</Наименование></ТипЦены></ТипыЦен><Предложения><Предложение><Ид>1</Ид>
<Наименование>Чай</Наименование><Цены><Цена><ИдТипаЦены>a</ИдТипаЦены><ЦенаЗаЕдиницу>70</ЦенаЗаЕдиницу></Цена><Цена>
<ИдТипаЦены>b</ИдТипаЦены><ЦенаЗаЕдиницу>60</ЦенаЗаЕдиницу></Цена></Цены><Количество>4</Количество></Предложение>
</Предложения></ПакетПредложений></КоммерческаяИнформация>"""


def test_types_of_prices_are_explained_as_columns_are(supplier: Any, send: Any, shelf: Any) -> None:
    failed = send(supplier, TYPES.encode())
    assert (failed["status"], failed["error"]["code"]) == ("failed", "duplicate_column")
    assert "Опт 1; Опт 2" in failed["error"]["detail"]
    assert headers_of(PriceList.objects.get(pk=failed["id"])) == ["Опт 1", "Опт 2"]  # what the cabinet asks about
    told = {"columns": [{"header": "Опт 2", "meaning": "price"}]}
    assert supplier.api.put("partner/price-lists/columns/", told).status_code == 200
    assert send(supplier, TYPES.encode())["status"] == "applied"
    assert shelf(supplier)["1"]["price"] == "60.00"


ADMIN = "/admin/partners/headermapping/"


@pytest.mark.django_db(transaction=True)
def test_staff_see_tell_change_and_forget_what_columns_mean(
    client: Any, person: Any, supplier: Any, trader: Any, send: Any, shelf: Any
) -> None:
    client.force_login(person(is_staff=True, is_superuser=True))
    other = trader(name="Другой")
    other.api.put("partner/price-lists/columns/", {"columns": MEANINGS})
    failed = send(supplier, OWN)
    page = client.get(f"/admin/partners/pricelist/{failed['id']}/change/").content.decode()
    assert f"{ADMIN}add/?list={failed['id']}" in page
    asked = client.get(f"{ADMIN}add/?list={failed['id']}").content.decode()
    assert all(header in asked for header, _meaning in SAID)
    told = {"supplier": supplier.supplier_id, "header": [one[0] for one in SAID], "meaning": [one[1] for one in SAID]}
    assert client.post(f"{ADMIN}add/", told, follow=True).redirect_chain
    assert send(supplier, OWN)["status"] == "applied"
    listed = client.get(f"{ADMIN}?supplier={other.supplier_id}").content.decode()
    assert ("Другой" in listed, f"{ADMIN}{supplier.supplier_id}/change/" in listed) == (True, False)
    mine = f"{ADMIN}{supplier.supplier_id}/"
    assert "Отпускная" in client.get(f"{mine}change/").content.decode()
    changed = {"header": ["Поз.", "Отпускная, ₽ с НДС", ""], "meaning": ["external_id", "", "price"]}
    assert client.post(f"{mine}change/", changed).status_code == 302
    assert meanings_of(supplier.supplier_id) == {"Поз.": "external_id"}
    left = client.post(f"{mine}step/", {"step": "forget"})
    assert (left["Location"], meanings_of(supplier.supplier_id)) == (ADMIN, {})
    assert send(supplier, OWN + b"8;5;1;x;y\n")["error"]["code"] == "columns_unknown"
    assert len(meanings_of(other.supplier_id)) == len(SAID)
    assert client.get(f"{mine}step/").status_code == 405
