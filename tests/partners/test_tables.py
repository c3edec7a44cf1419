"""Tables that say how they are meant beside their rows: in number formats, titles, further rows of names."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.partners.conftest import rows

HEAD = "Артикул;Наименование;Цена;Остаток"


def in_dollars() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    for number, code in enumerate(["General", "[$$-409]#,##0.00", '0.00" тыс. руб."'], start=2):
        sheet.append([f"A-{number}", f"Чайник {number}", 25.9, 5])
        sheet.cell(number, 3).number_format = code
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def codes(user: Any, done: Any) -> list[tuple[int, str]]:
    return sorted((row["line"], error["code"]) for row in rows(user, done) for error in row["errors"])


def test_a_price_in_a_format_of_dollars_is_never_one_of_roubles(supplier: Any, send: Any, shelf: Any) -> None:
    done = send(supplier, in_dollars(), name="list.xlsx")
    assert codes(supplier, done) == [(3, "currency_mismatch"), (4, "bad_price")]
    assert list(shelf(supplier)) == ["A-2"]


def test_a_list_whose_title_says_dollars_or_thousands_changes_nothing(supplier: Any, send: Any, shelf: Any) -> None:
    goods = f"{HEAD}\nA-1;Чайник;25,90;5\n"
    done = send(supplier, f"Все цены указаны в долларах США (USD);;;\n{goods}".encode(), name="list.csv")
    assert (done["status"], codes(supplier, done)) == ("failed", [(3, "currency_mismatch")])
    told = {one["code"]: one["detail"] for one in done["warnings"]}
    assert "Все цены указаны в долларах США (USD)" in told["title_currency"]
    done = send(supplier, f"Цены в тыс. руб.;;;\n{goods}".encode(), name="list.csv")
    assert (done["status"], done["error"]["code"]) == ("failed", "prices_unclear")
    assert "Row 1 says of the prices: “Цены в тыс. руб." in done["error"]["detail"]
    assert shelf(supplier) == {}


def test_a_list_whose_title_names_several_currencies_waits(supplier: Any, send: Any) -> None:
    done = send(supplier, f"Цены в рублях и USD;;;\n{HEAD}\nA-1;Чайник;25,90;5\n".encode(), name="list.csv")
    assert (done["status"], [one["code"] for one in done["warnings"] if one["hold"]]) == (
        "review",
        ["currency_unclear"],
    )


def test_tables_below_each_other_reach_the_shelf_each_by_its_own_names(supplier: Any, send: Any, shelf: Any) -> None:
    lines = [HEAD, "A-1;Чайник;25,90;5", "Наименование;Остаток;Цена;Артикул", "Кабель;7500;5,00;K-1"]
    send(supplier, "\n".join(lines).encode(), name="list.csv")
    told = {id: (offer["price"], offer["name"]) for id, offer in shelf(supplier).items()}
    assert told == {"A-1": ("25.90", "Чайник"), "K-1": ("5.00", "Кабель")}


def test_money_of_the_house_stands_on_no_card(supplier: Any, send: Any, shelf: Any, api: Any) -> None:
    lines = [f"{HEAD};Наценка 30%;Примечание (внутр.);Цвет", "A-1;Чайник;25,90;5;7,77;не продавать;белый"]
    done = send(supplier, "\n".join(lines).encode(), name="list.csv")
    (told,) = [one["detail"] for one in done["warnings"] if one["code"] == "column_left_out"]
    assert "Наценка 30%; Примечание (внутр.)" in told
    card = api.get(f"products/{shelf(supplier)['A-1']['product_id']}/").content.decode()
    assert "белый" in card
    assert "не продавать" not in card
    assert "7,77" not in card
