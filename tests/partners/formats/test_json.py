"""JSON in its several shapes, with what its keys go by in other shops."""

import json
from typing import Any

import pytest

from modules.partners.formats.rows import Attribute, BadRow
from tests.partners.formats.reading import good, notices, opened, problems, refusal, rows

TEA = {"id": 7, "name": "Чай", "price": 5.5, "quantity": 2}


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_the_retail_form_is_read() -> None:
    category = {"id": 224, "name": "Чаи"}
    tea = TEA | {
        "category": 224,
        "model": "чай/7",
        "price_rrc": "7",
        "parameters": {"Вес": 1.5, "Код": "010", "Лист": True},
    }
    for file in (
        {"shop": "Л", "currency": "RUB", "categories": [category], "goods": [tea]},
        {"goods": [tea], "categories": [category], "total": 1},
        {"data": {"categories": [category], "products": [tea]}},
    ):
        read = good(written(file))
        assert (read.external_id, read.category_name, str(read.price), str(read.price_rrp)) == (
            "7",
            "Чаи",
            "5.50",
            "7.00",
        )
        assert [(one.name, str(one.value)) for one in read.attributes] == [
            ("Вес", "1.5"),
            ("Код", "010"),
            ("Лист", "True"),
        ]


@pytest.mark.parametrize(
    "shape", ["[{}, {}]", '{{"items": [{}, {}]}}', '{{"total": 2, "products": [{}, {}]}}', "{}\n{}\n"]
)
def test_goods_may_stand_anywhere(shape: str) -> None:
    read = rows(shape.format(written(TEA), written(TEA | {"id": 8})))
    assert [row.external_id for row in read] == ["7", "8"]


def test_what_other_shops_write_is_understood() -> None:
    tea = {
        "id": 1,
        "title": "Чай",
        "price": 5,
        "stock": 3,
        "sku": "T-1",
        "rating": 4.9,
        "images": ["a"],
        "brand": "Луна",
    }
    tea |= {"dimensions": {"width": 2}, "meta": {"barcode": "4006381333931", "qr": "x"}, "reviews": [{"rating": 1}]}
    read = good(written([tea]))
    assert (read.name, read.quantity, read.brand, read.gtin) == ("Чай", 3, "Луна", "4006381333931")
    assert {one.name for one in read.attributes} == {"sku", "dimensions width"}


def test_variants_are_goods() -> None:
    variants = [{"id": 5, "sku": "S", "title": "S", "price": "10.00", "inventory_quantity": 1, "available": True}]
    shirt = {
        "id": 1,
        "title": "Рубашка",
        "vendor": "Луна",
        "variants": [*variants, variants[0] | {"id": 6, "title": "M"}],
    }
    read = rows(written({"products": [shirt]}))
    assert [(row.external_id, row.name) for row in read] == [("5", "Рубашка, S"), ("6", "Рубашка, M")]


def test_lines_are_counted_and_a_bad_good_costs_itself() -> None:
    file = '[\n{"id": 1, "name": "a", "price": 5, "quantity": 1},\n7,\n{"id": 2,\n "name": "b", "price": "x"}]'
    reader = opened(file)
    assert [(row.line, row.name) for row in reader] == [(2, "a"), (3, ""), (4, "b")]
    assert (reader.read, reader.total) == (3, 3)


def test_numbers_and_keys_are_taken_as_written() -> None:
    assert problems('[{"id": 1, "name": "a", "name": "b", "price": 5, "quantity": 1}]') == [("name", "duplicate_key")]
    assert problems('[{"id": 1, "name": "a", "price": NaN, "quantity": 1}]') == [("price", "bad_price")]
    assert problems('[{"id": 1, "name": "a", "price": 1e400, "quantity": 1}]') == [("price", "bad_price")]
    assert good('[{"id": 1, "name": "a", "price": 5, "quantity": 1, "x": "12:30"}]').attributes == (
        Attribute("x", "12:30"),
    )


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ('{"shop": "x"}', "no_goods"),
        ('[{"id": "c1", "name": "Кухня", "path": []}]', "columns_unknown"),
        ('[{"model": "a.b", "pk": 1, "fields": {}}]', "columns_unknown"),
        ('[{"id": 1, "name": "a", "price": 5, "quantity": 1}', "bad_json"),
        ('{"goods": [{"id": 1, "name": "a" "price": 5}]}', "bad_json"),
        ("[] []", "bad_json"),
    ],
)
def test_what_is_no_list_says_so(file: str, code: str) -> None:
    assert refusal(file)[0] == code


def test_an_empty_list() -> None:
    assert notices("[]") == {"empty_list": 1}


@pytest.mark.parametrize(("price", "amount"), [("1e3", "1000.00"), ("1.5E+2", "150.00"), ("12550e-2", "125.50")])
def test_a_number_may_have_an_exponent(price: str, amount: str) -> None:
    read = good(f'[{{"id": "1", "name": "x", "price": {price}, "quantity": 2e1, "weight": 5e2}}]')
    assert (str(read.price), read.quantity) == (amount, 20)
    assert [(one.name, one.value) for one in read.attributes] == [("weight", 500)]


@pytest.mark.parametrize("price", ["1e400", "1e99999999999", "1e-400", "1e+00000000000003", '"1e3"', f"{'9' * 50}e3"])
def test_an_exponent_out_of_all_proportion_is_no_price(price: str) -> None:
    assert problems(f'[{{"id": "1", "name": "x", "price": {price}, "quantity": 2}}]') == [("price", "bad_price")]


def test_rows_of_a_file_without_line_breaks_are_told_by_their_numbers() -> None:
    goods = [{"id": id, "name": "x", "price": 5, "quantity": 1} for id in (1, 2, 1)]
    for file in (json.dumps(goods), json.dumps({"shop": "S", "goods": goods}) + "\n"):
        read = rows(file)
        assert [row.line for row in read] == [1, 2, 3]
        assert isinstance(read[2], BadRow)
        assert read[2].problems[0].said == "Line 1 has the id “1” already."
    offer = "<offer id='{}'><name>K</name><price>9</price><count>1</count></offer>"
    offers = "".join(map(offer.format, (1, 2)))
    yml = f"<?xml version='1.0'?>\n<yml_catalog><shop><name>S</name><offers>{offers}</offers></shop></yml_catalog>"
    assert [row.line for row in rows(yml)] == [1, 2]
    assert [row.line for row in rows(json.dumps(goods, indent=1))] == [2, 8, 14]


def test_true_is_no_id() -> None:
    assert problems('[{"id": true, "name": "Чай", "price": 5, "quantity": 1}]') == [("external_id", "not_a_value")]
