"""Workbooks of several sheets: what is said of a row names its sheet, and hidden goods are told of."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from tests.partners.conftest import rows

HEADER = ["id", "name", "price", "quantity", "currency"]


def book(*, hidden: tuple[str, ...] = (), **sheets: list[list[Any]]) -> bytes:
    made = Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for title, lines in sheets.items():
        sheet = made.create_sheet(title)
        for line in [HEADER, *lines]:
            sheet.append(line)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def test_what_is_wrong_with_a_row_names_its_sheet(supplier: Any, send: Any) -> None:
    tea = [["1", "Сенча", 5, 1, ""], ["2", "Ассам", "45.000", 1, ""]]
    coffee = [["1", "Арабика", 5, 1, ""], ["3", "Мокко", 5, 1, "USD"], ["4", "", "", 5, ""]]
    done = send(supplier, book(Чай=tea, Кофе=coffee), name="list.xlsx")
    told = [(row["line"], error["code"], error["detail"]) for row in rows(supplier, done) for error in row["errors"]]
    assert {(line, code, detail.partition(": ")[0]) for line, code, detail in told} == {
        (3, "bad_price", "Sheet “Чай”"),
        (2, "duplicate_id", "Sheet “Кофе”"),
        (3, "currency_mismatch", "Sheet “Кофе”"),
        (4, "missing_name", "Sheet “Кофе”"),
        (4, "missing_price", "Sheet “Кофе”"),
    }
    assert (2, "duplicate_id", "Sheet “Кофе”: Line 2 of the sheet “Чай” has the id “1” already.") in told


def test_one_sheet_needs_no_name_and_hidden_ones_are_told_of(supplier: Any, send: Any) -> None:
    goods = book(hidden=("Кофе",), Чай=[["1", "Сенча", 5, 1, ""], ["2", "", 5, 1, ""]], Кофе=[["3", "Мокко", 5, 1, ""]])
    done = send(supplier, goods, name="list.xlsx")
    (bad,) = [row for row in rows(supplier, done) if row["errors"]]
    assert [error["detail"] for error in bad["errors"]] == ["The good has no name."]
    (told,) = [one for one in done["warnings"] if one["code"] == "hidden_sheet"]
    assert (told["rows"], told["detail"].rpartition(": ")[2]) == (1, "Кофе.")
