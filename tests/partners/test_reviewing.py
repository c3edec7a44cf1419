"""What a list would change is seen row by row; what is odd about it holds it until somebody has decided."""

from typing import Any

import pytest

from modules.partners.models.price_lists import Feed, PriceList
from tests.partners.conftest import good, rows, yaml_list

# Real transactions: what is refused in the middle must really be undone.
pytestmark = pytest.mark.django_db(transaction=True)
SHELF = [good(number) for number in range(1, 11)]


def step(user: Any, sent: Any, name: str, root: str = "partner") -> Any:
    return user.api.post(f"{root}/price-lists/{sent['id']}/{name}/")


def read(user: Any, sent: Any) -> Any:
    return user.api.get(f"partner/price-lists/{sent['id']}/").json()


def held(done: Any) -> dict[str, int]:
    return {one["code"]: one["rows"] for one in done["warnings"] if one["hold"]}


def told(row: Any) -> dict[str, tuple[Any, Any]]:
    return {one["field"]: (one["from"], one["to"]) for one in row["changes"]}


def test_a_new_good_tells_all_that_is_written_of_it(supplier: Any, send: Any) -> None:
    new = good(1, model="A", brand="Ёж", gtin="4006381333931", description="д" * 300, parameters={"Цвет": "чёрный"})
    (row,) = rows(supplier, send(supplier, yaml_list(new | {"price_rrc": 150})))
    assert told(row) == {
        "price": (None, "100.00"),
        "price_rrp": (None, "150.00"),
        "quantity": (None, 5),
        "name": (None, "Товар 1"),
        "category": (None, "Смартфоны"),
        "model": (None, "A"),
        "brand": (None, "Ёж"),
        "gtin": (None, "4006381333931"),
        "description": (None, "д" * 200 + "…"),
        "attributes.Цвет": (None, "чёрный"),
    }


def test_every_row_says_what_it_changes(supplier: Any, send: Any) -> None:
    old = good(2, price_rrc=150, model="A", parameters={"Цвет": "белый", "Вес": 2})
    send(supplier, yaml_list(good(1), old, good(3), good(4)))
    new = good(
        2,
        name="Чайник",
        price_rrc=None,
        price="120.5",
        quantity=7,
        model="B",
        brand="Ёж",
        parameters={"Цвет": "чёрный"},
    )
    done = send(supplier, yaml_list(good(1), new | {"category": "Кухня"}, good(4), good(5), good(6, price="?")))
    assert done["status"] == "applied"
    assert done["counts"] == {"new": 1, "changed": 1, "same": 2, "retired": 1, "errors": 1}
    by_status: dict[str, list[Any]] = {}
    for row in rows(supplier, done):
        by_status.setdefault(row["status"], []).append(row)
    for status, found in by_status.items():
        assert rows(supplier, done, status=status) == found
    (changed,) = by_status["changed"]
    assert (changed["line"], changed["external_id"], changed["name"]) == (11, "2", "Чайник")
    assert told(changed) == {
        "price": ("100.00", "120.50"),
        "price_rrp": ("150.00", None),
        "quantity": (5, 7),
        "model": ("A", "B"),
        "name": ("Товар 2", "Чайник"),
        "category": ("Смартфоны", "Кухня"),
        "brand": (None, "Ёж"),
        "attributes.Вес": ("2", None),
        "attributes.Цвет": ("белый", "чёрный"),
    }
    assert [(row["external_id"], row["changes"]) for row in by_status["same"]] == [("1", []), ("4", [])]
    assert [(row["external_id"], told(row)) for row in by_status["new"]] == [
        (
            "5",
            {
                "price": (None, "100.00"),
                "quantity": (None, 5),
                "name": (None, "Товар 5"),
                "category": (None, "Смартфоны"),
            },
        )
    ]
    assert [(row["external_id"], row["line"], row["name"]) for row in by_status["retired"]] == [("3", 0, "Товар 3")]
    assert [row["external_id"] for row in by_status["error"]] == ["6"]
    lines = [row["line"] for row in rows(supplier, done)]
    assert lines == sorted(lines)


def test_rows_name_the_warnings_that_they_have_caused(supplier: Any, send: Any, clerk: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    dearer = [good(number, price=101, model="m") for number in range(1, 9)]
    goods = [*dearer, good(9, price=2200, model="m"), good(10, currency="USD", model="m")]
    done = send(supplier, yaml_list(*goods, currency="RUB"))
    assert held(done).keys() == {"price_jump", "currency_mismatch"}
    marked = {row["external_id"]: row["warnings"] for row in rows(supplier, done)}
    assert marked == {str(number): [] for number in range(1, 9)} | {"9": ["price_jump"], "10": ["currency_mismatch"]}
    for code, external_id in (("price_jump", "9"), ("currency_mismatch", "10")):
        (row,) = rows(supplier, done, warning=code)
        assert (row["external_id"], row["warnings"]) == (external_id, [code])
        assert rows(clerk, done, root="admin", warning=code) == [row]
    assert rows(supplier, done, warning="price_jump", status="error") == []
    assert rows(supplier, done, warning="mass_disappearance") == []  # the list is not warned of it
    odd = supplier.api.get(f"partner/price-lists/{done['id']}/rows/?warning=odd")
    assert odd.status_code == 422

    gone = send(supplier, yaml_list(*SHELF[:6]))
    found = rows(supplier, gone, warning="mass_disappearance")
    assert {row["external_id"] for row in found} == {"7", "8", "9", "10"}
    assert all(row["warnings"] == ["mass_disappearance"] for row in found)


def test_what_another_supplier_tells_is_not_told_to_change(supplier: Any, trader: Any, send: Any) -> None:
    other, gtin = trader(), "4601234567893"
    send(other, yaml_list(good("x", gtin=gtin, name="Самовар", parameters={"Цвет": "медь"})))
    send(supplier, yaml_list(good("y", gtin=gtin, name="Самовар тульский")))
    again = good("y", gtin=gtin, name="Самоварище", description="Угольный", parameters={"Цвет": "сталь", "Вес": 3})
    done = send(supplier, yaml_list(again))
    (row,) = rows(supplier, done, status="changed")
    assert told(row) == {"description": (None, "Угольный"), "attributes.Вес": (None, "3")}


def test_a_shifted_point_waits_for_somebody(supplier: Any, send: Any, shelf: Any, work: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    before = shelf(supplier)
    done = send(supplier, yaml_list(*SHELF[1:], good(1, price=1000)))
    assert (done["status"], done["applied_at"], held(done)) == ("review", None, {"price_jump": 1})
    assert done["counts"] == {"new": 0, "changed": 1, "same": 9, "retired": 0, "errors": 0}
    assert shelf(supplier) == before
    russian = supplier.api.get(f"partner/price-lists/{done['id']}/", headers={"Accept-Language": "ru"}).json()
    assert "10 раз" in russian["warnings"][-1]["detail"]

    approved = step(supplier, done, "approve")
    assert (approved.status_code, approved.json()["status"]) == (202, "applying")
    work()
    assert read(supplier, done)["status"] == "applied"
    assert shelf(supplier)["1"]["price"] == "1000.00"
    kept = PriceList.objects.get(pk=done["id"])
    assert (kept.reviewed_by, kept.reviewed_at is not None) == (supplier.pk, True)
    assert send(supplier, yaml_list(*SHELF[1:], good(1, price=100)))["status"] == "review"  # and back: a tenth


@pytest.mark.parametrize(
    ("goods", "code", "number"),
    [
        (SHELF[:6], "mass_disappearance", 4),
        ([*SHELF, *(good(f"x{n}", price="?") for n in range(6))], "many_errors", 6),
        ([*SHELF, good(11, currency="USD")], "currency_mismatch", 1),
    ],
)
def test_what_holds_a_list(supplier: Any, send: Any, shelf: Any, goods: Any, code: str, number: int) -> None:
    send(supplier, yaml_list(*SHELF))
    before = shelf(supplier)
    done = send(supplier, yaml_list(*goods))
    assert (done["status"], held(done)) == ("review", {code: number})
    assert shelf(supplier) == before


@pytest.mark.parametrize(
    ("stood", "left", "status"), [(3, 1, "review"), (2, 0, "review"), (2, 1, "applied"), (3, 2, "applied")]
)
def test_a_small_shelf_is_not_emptied_unseen(supplier: Any, send: Any, stood: int, left: int, status: str) -> None:
    send(supplier, yaml_list(*SHELF[:stood]))
    assert send(supplier, yaml_list(*SHELF[:left], good("new")))["status"] == status


@pytest.mark.parametrize("mode", ["full", "update"])
def test_what_sells_out_at_once_is_told_and_led_to(supplier: Any, send: Any, mode: str) -> None:
    send(supplier, yaml_list(*SHELF[:9], good(10, quantity=0)))
    done = send(supplier, yaml_list(*(good(n, quantity=0) for n in range(1, 3)), *SHELF[2:]), mode=mode)
    assert "mass_sellout" not in [one["code"] for one in done["warnings"]]
    assert not any("mass_sellout" in row["warnings"] for row in rows(supplier, done))
    done = send(supplier, yaml_list(*(good(n, quantity=0) for n in range(1, 6)), *SHELF[5:]), mode=mode)
    (told,) = [one for one in done["warnings"] if one["code"] == "mass_sellout"]
    assert (done["status"], told["rows"], told["hold"]) == ("applied", 3, False)
    assert {row["external_id"] for row in rows(supplier, done, warning="mass_sellout")} == {"3", "4", "5"}


PRICES = [
    ("update", [100] * 3, {}),
    ("update", [1000, 100, 100], {"price_jump": 1}),
    ("update", [9, *[100] * 9], {"price_jump": 1}),
    ("full", [100] * 10, {}),
    ("full", [100] * 3, {"mass_disappearance": 7}),
    ("full", [1000, *[100] * 9], {"price_jump": 1}),
    ("full", [1000, 100, 100], {"price_jump": 1, "mass_disappearance": 7}),
]


@pytest.mark.parametrize(("mode", "prices", "why"), PRICES)
def test_prices_and_quantities_alone_are_held_for_what_they_do(
    supplier: Any, send: Any, shelf: Any, mode: str, prices: list[int], why: dict[str, int]
) -> None:
    """What is missing counts where it would go: an update takes nothing away, and a jump is a jump."""
    send(supplier, yaml_list(*SHELF))
    lines = "".join(f"{number};{price};6\n" for number, price in enumerate(prices, start=1))
    done = send(supplier, f"id;price;quantity\n{lines}".encode(), mode=mode)
    assert (done["status"], held(done)) == ("review" if why else "applied", why)
    assert {one["stock"] for id, one in shelf(supplier).items() if int(id) <= len(prices)} == {5 if why else 6}
    assert len(shelf(supplier)) == len(SHELF)


def test_an_exchange_that_withdraws_too_much_waits(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    gone = "".join(f'<Товар Статус="Удален"><Ид>{number}</Ид></Товар>' for number in range(1, 7))
    kept = "<Предложение><Ид>7</Ид><Цены><Цена><ЦенаЗаЕдиницу>7000</ЦенаЗаЕдиницу></Цена></Цены></Предложение>"
    changes = f"""<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07">
        <Каталог СодержитТолькоИзменения="true"><Товары>{gone}</Товары></Каталог>
        <ПакетПредложений СодержитТолькоИзменения="true"><Предложения>{kept}</Предложения></ПакетПредложений>
        </КоммерческаяИнформация>"""
    done = send(supplier, changes.encode())
    assert (done["mode"], done["status"]) == ("update", "review")
    assert held(done) == {"price_jump": 1, "mass_disappearance": 6}
    assert len(shelf(supplier)) == len(SHELF)


def test_a_list_that_says_no_currency_is_warned_of_and_applied(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(*SHELF, currency="RUB"))
    done = send(supplier, yaml_list(*SHELF, good(11)))
    assert (done["status"], held(done)) == ("applied", {})
    assert "missing_currency" in {one["code"] for one in done["warnings"]}


def test_a_list_whose_columns_were_guessed_waits(supplier: Any, send: Any) -> None:
    rows = "".join(f"A-{n};Чайник {n};{n}90.00;{n + 3}\n" for n in range(1, 9))
    done = send(supplier, rows.encode())
    assert (done["status"], held(done)) == ("review", {"guessed_columns": 1})


def test_a_handful_gone_or_a_row_wrong_holds_nothing(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1), good(2), good(3)))
    assert send(supplier, yaml_list(good(2), good(3), good(4, price="?"), good(5, price="?")))["status"] == "applied"


def test_how_much_may_change_by_itself_is_a_setting(supplier: Any, trader: Any, send: Any, settings: Any) -> None:
    settings.PRICE_LISTS_AUTO_APPLY = 2
    assert send(supplier, yaml_list(*SHELF))["status"] == "applied"  # the first one
    few = [good(1, price=90), good(2, price=90), *SHELF[2:]]
    assert send(supplier, yaml_list(*few))["status"] == "applied"
    assert held(send(supplier, yaml_list(*SHELF[:3], *(good(n, price=80) for n in (4, 5, 6)), *SHELF[6:]))) == {
        "large_change": 5
    }
    settings.PRICE_LISTS_AUTO_APPLY_FIRST = False
    assert send(trader(), yaml_list(*SHELF))["status"] == "review"


def test_a_rejected_list_changes_nothing_for_good(supplier: Any, send: Any, shelf: Any, work: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(good(1)))
    assert step(supplier, done, "reject").json()["status"] == "rejected"
    for name in ("approve", "reject", "rollback"):
        refused = step(supplier, done, name)
        assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert len(shelf(supplier)) == 10
    assert send(supplier, yaml_list(good(1)))["id"] != done["id"]


def test_a_dry_run_may_be_approved(supplier: Any, send: Any, shelf: Any, work: Any) -> None:
    asked = send(supplier, yaml_list(good(1)), dry_run="true")
    assert (asked["status"], rows(supplier, asked)[0]["status"]) == ("review", "new")
    step(supplier, asked, "approve")
    work()
    assert (read(supplier, asked)["status"], set(shelf(supplier))) == ("applied", {"1"})


def test_a_newer_list_ends_those_that_wait(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    first = send(supplier, yaml_list(good(1)))
    second = send(supplier, yaml_list(good(2)))
    assert [read(supplier, one)["status"] for one in (first, second)] == ["superseded", "review"]
    asked = send(supplier, yaml_list(good(3)), dry_run="true")
    newest = send(supplier, yaml_list(*SHELF, good(11)))
    found = [read(supplier, one)["status"] for one in (second, asked, newest)]
    assert found == ["superseded", "superseded", "applied"]
    for one, newer in ((first, second), (second, newest), (asked, newest)):
        late = step(supplier, one, "approve")
        assert (late.status_code, late.json()["code"]) == (409, "price_list_overtaken")
        assert late.json()["superseded_by"] == read(supplier, one)["superseded_by"] == newer["id"]
    assert newest["superseded_by"] is None
    assert len(shelf(supplier)) == 11


def test_an_approved_list_that_became_worse_waits_again(supplier: Any, send: Any, work: Any, clerk: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(*SHELF[1:], good(1, price=1000)))
    offers = {one["external_id"]: one["id"] for one in catalogue(supplier)}
    for external_id in ("2", "3"):
        clerk.api.patch(f"admin/offers/{offers[external_id]}/", {"price": "5000.00"})
    step(supplier, done, "approve")
    work()
    again = read(supplier, done)
    assert (again["status"], held(again), again["reviewed_at"]) == ("review", {"price_jump": 3}, None)
    step(supplier, done, "approve")
    work()
    assert read(supplier, done)["status"] == "applied"


def catalogue(user: Any) -> list[dict[str, Any]]:
    from modules.catalog.models.offers import Offer

    return list(Offer.objects.filter(supplier=user.supplier_id).values("id", "external_id"))


def test_by_setting_only_the_staff_decide(supplier: Any, send: Any, settings: Any, clerk: Any, work: Any) -> None:
    settings.PRICE_LISTS_REVIEWED_BY = "staff"
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(good(1)))
    for name in ("approve", "reject", "rollback"):
        refused = step(supplier, done, name)
        assert (refused.status_code, refused.json()["code"]) == (403, "review_by_staff")
    listed = clerk.api.get("admin/price-lists/?status=review").json()["items"]
    assert [one["id"] for one in listed] == [done["id"]]
    assert clerk.api.get(f"admin/price-lists/{done['id']}/").json() == listed[0]
    gone = clerk.api.get(f"admin/price-lists/{done['id']}/rows/?status=retired").json()["items"]
    assert len(gone) == 9
    assert step(clerk, done, "approve", "admin").status_code == 202
    work()
    assert read(supplier, done)["status"] == "applied"
    assert step(clerk, done, "rollback", "admin").json()["status"] == "rolled_back"
    assert step(clerk, done, "reject", "admin").json()["code"] == "illegal_transition"
    assert step(clerk, {"id": 999_999}, "approve", "admin").status_code == 404


def test_nobody_decides_about_a_foreign_list(supplier: Any, trader: Any, send: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(good(1)))
    other = trader()
    for name in ("approve", "reject", "rollback"):
        theirs, missing = step(other, done, name), step(other, {"id": 999_999}, name)
        assert (theirs.status_code, missing.status_code) == (404, 404)
    assert read(supplier, done)["status"] == "review"


def test_a_refusal_speaks_the_readers_language(supplier: Any, send: Any) -> None:
    done = send(supplier, yaml_list(good(1), good(2, currency="USD")))
    refused = supplier.api.post(f"partner/price-lists/{done['id']}/approve/", headers={"Accept-Language": "ru"})
    assert (
        refused.json()["detail"]
        == "Одобрить или отклонить можно только прайс-лист, который ждёт проверки; этот — «применён»."
    )
    page = supplier.api.get(f"partner/price-lists/{done['id']}/rows/?status=error", headers={"Accept-Language": "ru"})
    assert page.json()["items"][0]["errors"][0]["detail"] == "Цена в USD, а магазин принимает RUB."


def test_two_who_approve_at_once_start_it_once(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(good(1)))
    assert [step(supplier, done, "approve").status_code for _ in range(2)] == [202, 409]
    assert Feed.objects.get().applied_version == 1
