"""What a list does not say is told apart from what it says to be blank, in every format."""

import pytest

from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.reading import bad, good, notices, one_good, problems, refusal, rows

YML = "<yml_catalog><shop><name>S</name><currency id='RUB'/><offers>{}</offers></shop></yml_catalog>"


@pytest.mark.parametrize(
    ("file", "unsaid"),
    [
        ("id,name,price,quantity\n1,Kettle,10,2\n", {"model", "price_rrp"}),
        ("id,name,price,quantity,model,rrp\n1,Kettle,10,2,,\n", set()),
        ('[{"id": "1", "name": "Kettle", "price": 10, "quantity": 2}]', {"model", "price_rrp"}),
        (one_good(model=None), {"model"}),
        (one_good(price_rrc=""), set()),
        (YML.format("<offer id='1'><name>K</name><price>9</price><count>1</count></offer>"), {"model", "price_rrp"}),
        (YML.format("<offer id='1'><name>K</name><price>9</price><oldprice/><model/></offer>"), set()),
    ],
)
def test_what_is_left_out_is_not_said(file: str, unsaid: set[str]) -> None:
    assert good(file).unsaid == unsaid


@pytest.mark.parametrize(
    ("file", "unsaid"),
    [
        ("id,price,quantity\n1,10,2\n", {"name"}),
        ("id;quantity\n1;2\n", {"name", "price"}),
        ("id;price\n1;10,50\n", {"name", "quantity"}),
        ('[{"id": "1", "price": 10}]', {"name", "quantity"}),
        (one_good(name=None, model=None, price=None), {"name", "price"}),
        (YML.format("<offer id='1'><count>1</count></offer>"), {"name", "price"}),
    ],
)
def test_an_id_with_a_price_or_a_quantity_is_enough(file: str, unsaid: set[str]) -> None:
    read = good(file)
    assert read.unsaid - {"model", "price_rrp"} == unsaid
    assert (read.price is None, read.quantity is None) == ("price" in unsaid, "quantity" in unsaid)


def test_what_says_neither_price_nor_quantity_is_refused() -> None:
    assert problems(one_good(price=None, quantity=None)) == [
        ("price", "missing_price"),
        ("quantity", "missing_quantity"),
    ]
    assert bad("id,price,quantity\n1,,2\n").problems[0].code == "missing_price"


def test_a_column_that_nobody_knows_may_be_the_name() -> None:
    assert refusal("id;Bezeichnung;price;quantity\n1;Kessel;10;2\n")[0] == "columns_unknown"


def test_offers_without_their_catalogue_say_what_is_in_them() -> None:
    offers = """<КоммерческаяИнформация ВерсияСхемы="2.04"><ПакетПредложений><Предложения><Предложение>
        <Ид>a</Ид><Цены><Цена><ЦенаЗаЕдиницу>10</ЦенаЗаЕдиницу></Цена></Цены></Предложение><Предложение>
        <Ид>b</Ид><Количество>4</Количество></Предложение></Предложения></ПакетПредложений></КоммерческаяИнформация>"""
    first, second = rows(offers)
    assert isinstance(first, Good)
    assert isinstance(second, Good)
    assert (first.quantity, second.price) == (None, None)
    assert (first.unsaid, second.unsaid) == (
        {"name", "model", "price_rrp", "quantity"},
        {"name", "model", "price_rrp", "price"},
    )


def test_a_dot_before_three_digits_is_refused_where_prices_have_a_comma() -> None:
    file = "id;name;price;quantity\n1;Kettle;1.234;2\n2;Lamp;10,50;1\n"
    first, second = rows(file)
    assert isinstance(first, BadRow)
    assert [problem.code for problem in first.problems] == ["bad_price"]
    assert isinstance(second, Good)
    assert isinstance(rows(file.replace("10,50", "10.50"))[0], Good)


def test_the_totals_below_a_list_are_left_out() -> None:
    file = "id;name;price;quantity\n1;Kettle;10,5;2\n;Итого:;10,5;2\n;Total recall;9,9;2\n"
    assert [row.name for row in rows(file)] == ["Kettle", "Total recall"]
    assert notices(file)["footer_row"] == 1


def test_what_shops_write_for_themselves_is_no_attribute() -> None:
    head = "id,name,price,quantity,Variant Inventory Tracker,product_websites,attribute_set_code,visibility"
    file = f"{head},tax_class_name,published,Colour\n1,Kettle,10,2,shopify,base,Default,Search,Taxable,true,red\n"
    assert [one.name for one in good(file).attributes] == ["Colour"]


def test_marks_of_direction_are_no_part_of_a_name() -> None:
    assert good("id,name,price,quantity\n1,Ket\u202etle\u200f,10,2\n").name == "Kettle"
