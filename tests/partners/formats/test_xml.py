"""YML, CommerceML, Google Merchant and other XML."""

import gzip

import pytest

from modules.partners.formats.rows import BadRow, Gone
from tests.partners.formats.reading import good, notices, opened, problems, refusal, rows
from tests.partners.formats.workbook import workbook, zipped

YML = """<?xml version="1.0" encoding="{}"?><!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-01-01 10:00"><shop><name>Луна</name><currencies><currency id="RUR" rate="1"/>
<currency id="USD" rate="CBRF"/></currencies><categories><category id="1">Кухня</category>
<category id="2" parentId="1">Чайники</category></categories><offers>
<offer id="7" available="true"><price>1299.90</price><oldprice>1499</oldprice><currencyId>RUR</currencyId>
<categoryId>2</categoryId><picture>http://x/1.jpg</picture><name>Чайник</name><vendor>Луна</vendor>
<vendorCode>luna/7</vendorCode><barcode>4006381333931</barcode><count>14</count>
<description><![CDATA[<p>Кипятит&nbsp;воду.</p><p>Тихо.</p>]]></description>
<param name="Вес" unit="кг">1.2</param><param name="Цвет">белый</param><param name="Цвет">красный</param></offer>
<offer id="8" type="vendor.model" available="false"><typePrefix>Чашка</typePrefix><vendor>Луна</vendor>
<model>Маленькая</model><price>99</price><currencyId>RUR</currencyId><categoryId>1</categoryId></offer>
<offer id="9"><name>Ложка</name><price>9</price><categoryId>1</categoryId>
<outlets><outlet id="1" instock="2"/><outlet id="2" instock="3"/></outlets></offer>
</offers></shop></yml_catalog>"""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_yml_is_read(encoding: str) -> None:
    reader = opened(YML.format(encoding), encoding)
    first, second, third = reader
    assert (reader.format, reader.shop, reader.currency, reader.parents) == ("yml", "Луна", "RUB", {"2": "1"})
    assert (first.external_id, first.name, first.category_name, first.model) == ("7", "Чайник", "Чайники", "luna/7")
    assert (str(first.price), str(first.price_rrp), first.quantity, first.gtin) == (
        "1299.90",
        "1499.00",
        14,
        "4006381333931",
    )
    assert first.description == "Кипятит\u00a0воду.\nТихо."
    assert [(one.name, str(one.value)) for one in first.attributes] == [("Вес, кг", "1.2"), ("Цвет", "белый, красный")]
    assert (second.name, second.quantity, third.quantity) == ("Чашка Луна Маленькая", 0, 5)


def test_an_offer_that_is_only_there_counts_as_one() -> None:
    file = YML.format("utf-8").replace("<count>14</count>", "")
    assert rows(file)[0].quantity == 1
    assert notices(file)["vague_quantity"] == 1


def test_google_merchant_is_read() -> None:
    item = """<item><g:id>7</g:id><title>Чайник</title><link>http://x</link><g:price>15.00 USD</g:price>
<g:availability>in_stock</g:availability><g:brand>Луна</g:brand><g:gtin>4006381333931</g:gtin><g:mpn>luna/7</g:mpn>
<g:product_type>Кухня &gt; Чайники</g:product_type><g:color>белый</g:color></item>"""
    file = f'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Л</title>{item}</channel></rss>'
    read = good(file)
    assert (read.external_id, read.name, str(read.price), read.currency, read.quantity) == (
        "7",
        "Чайник",
        "15.00",
        "USD",
        1,
    )
    assert (read.brand, read.model, read.category, read.attributes[0].value) == (
        "Луна",
        "luna/7",
        "Кухня > Чайники",
        "белый",
    )


def test_other_xml_goes_by_its_names() -> None:
    read = good('<products><product sku="A" name="Чай" price="5" qty="2" material="лист"/></products>')
    assert (read.external_id, read.quantity, read.attributes[0].name) == ("A", 2, "material")
    assert refusal("<products><product sku='A' name='Чай'/></products>")[0] == "columns_unknown"
    assert refusal("<a><b/></a>")[0] == "no_goods"


HEAD = '<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация ВерсияСхемы="2.07">'
IMPORT = (
    HEAD
    + """<Классификатор><Группы><Группа><Ид>g1</Ид><Наименование>Обувь</Наименование><Группы><Группа><Ид>g2</Ид>
<Наименование>Ботинки</Наименование></Группа></Группы></Группа></Группы><Свойства><Свойство><Ид>p1</Ид>
<Наименование>Цвет</Наименование><ВариантыЗначений><Справочник><ИдЗначения>v1</ИдЗначения><Значение>чёрный</Значение>
</Справочник></ВариантыЗначений></Свойство></Свойства></Классификатор>
<Каталог СодержитТолькоИзменения="{changes}"><Товары>
<Товар><Ид>t1</Ид><Артикул>Б-1</Артикул><Наименование>Ботинки</Наименование><Группы><Ид>g2</Ид></Группы>
<Изготовитель><Наименование>Луна</Наименование></Изготовитель><ЗначенияСвойств><ЗначенияСвойства><Ид>p1</Ид>
<Значение>v1</Значение></ЗначенияСвойства></ЗначенияСвойств></Товар>
<Товар><Ид>t2</Ид><Наименование>Без цены</Наименование></Товар>
<Товар Статус="Удален"><Ид>t3</Ид><Наименование>Снятый</Наименование></Товар>
</Товары></Каталог></КоммерческаяИнформация>"""
)
PRICE = "<Цена><ИдТипаЦены>{}</ИдТипаЦены><ЦенаЗаЕдиницу>{}</ЦенаЗаЕдиницу><Валюта>руб</Валюта></Цена>"
OFFERS = (
    HEAD
    + """<ПакетПредложений><ТипыЦен><ТипЦены><Ид>opt</Ид><Наименование>Оптовая</Наименование></ТипЦены>
<ТипЦены><Ид>roz</Ид><Наименование>Розничная</Наименование></ТипЦены></ТипыЦен>
<Предложения><Предложение><Ид>t1#38</Ид><Наименование>Ботинки (38)</Наименование><Цены>{roz}{opt}</Цены>
<Склад ИдСклада="a" КоличествоНаСкладе="3"/><Склад ИдСклада="b" КоличествоНаСкладе="4"/></Предложение>
<Предложение><Ид>t1#39</Ид><Наименование>Ботинки (39)</Наименование><Цены>{opt}</Цены><Количество>1</Количество>
</Предложение></Предложения></ПакетПредложений></КоммерческаяИнформация>"""
)
OFFERS = OFFERS.format(roz=PRICE.format("roz", 9), opt=PRICE.format("opt", 7))


def exchange(*, changes: str = "false") -> bytes:
    parts = {"import0_1.xml": IMPORT.format(changes=changes), "offers0_1.xml": OFFERS}
    return zipped({name: text.encode("cp1251") for name, text in parts.items()})


def test_the_parts_of_an_exchange_are_joined() -> None:
    reader = opened(exchange())
    first, second = reader
    assert (reader.format, reader.parents, reader.only_changes, reader.only_offers) == (
        "commerceml",
        {"g2": "g1"},
        False,
        False,
    )
    assert (first.external_id, first.name, first.category_name, first.brand) == (
        "t1#38",
        "Ботинки (38)",
        "Ботинки",
        "Луна",
    )
    assert (str(first.price), first.currency, first.quantity, second.quantity) == ("7.00", "RUB", 7, 1)
    assert (first.attributes[0].name, first.attributes[0].value) == ("Цвет", "чёрный")
    assert {notice.code: notice.rows for notice in reader.notices}["no_offer"] == 1


def test_an_exchange_of_changes_withdraws_goods() -> None:
    reader = opened(exchange(changes="true"))
    assert [row for row in reader if isinstance(row, Gone)] == [Gone(10, "t3")]
    assert reader.only_changes


def test_offers_alone_are_taken_and_a_catalogue_alone_is_not() -> None:
    reader = opened(OFFERS, "cp1251")
    assert [(row.external_id, row.quantity) for row in reader] == [("t1#38", 7), ("t1#39", 1)]
    assert reader.only_offers
    assert refusal(IMPORT.format(changes="false"), "cp1251")[0] == "offers_missing"
    assert refusal(f"{HEAD}<Документ><Ид>1</Ид></Документ></КоммерческаяИнформация>", "cp1251")[0] == "not_a_catalogue"
    assert refusal(f"{HEAD}</КоммерческаяИнформация>", "cp1251")[0] == "no_goods"


def test_a_list_may_come_packed() -> None:
    file = "id,name,price,quantity\n" + "".join(f"{n},Чай {n},5,1\n" for n in range(5000))
    reader = opened(gzip.compress(file[:50_000].encode()) + gzip.compress(file[50_000:].encode()))
    assert (reader.format, reader.total) == ("csv", None)
    for read, _row in enumerate(reader, start=1):
        if read == 2500:
            assert reader.total == pytest.approx(5000, rel=0.5)
    assert (reader.read, reader.total) == (5000, 5000)
    assert opened(gzip.compress(YML.format("windows-1251").encode("cp1251"))).format == "yml"
    book = workbook(A=[["id", "name", "price", "quantity"], [1, "Чай", 5, 1]])
    assert opened(gzip.compress(book)).format == "xlsx"
    assert good(zipped({"прайс.xlsx": book})).name == "Чай"


def test_a_zip_has_one_list() -> None:
    assert good(zipped({"a/price.csv": "id,name,price,quantity\n1,Чай,5,1\n"})).name == "Чай"
    assert opened(zipped({"price.csv": "id,name,price,quantity\n"})).format == "csv"
    assert refusal(zipped({"a.csv": "id,name,price,quantity\n", "b.csv": "x"}))[0] == "several_files"
    assert not any(isinstance(row, BadRow) for row in rows(exchange()))


OFFER = """<yml_catalog><shop><name>Л</name>{}<offers><offer id="7" available="{}"><name>Чайник</name>
<categoryId>99</categoryId>{}<count>5</count></offer></offers></shop></yml_catalog>"""
LISTED = '<categories><category id="1">Чайники</category></categories>'


@pytest.mark.parametrize(("available", "quantity"), [("false", 0), ("False", 0), ("no", 0), ("true", 5), ("", 5)])
def test_what_is_not_for_sale_is_none_however_many_there_are(available: str, quantity: int) -> None:
    assert good(OFFER.format(LISTED, available, "<price>9</price>")).quantity == quantity


def test_a_price_that_begins_somewhere_is_noted() -> None:
    assert "vague_price" in good(OFFER.format(LISTED, "true", '<price from="true">9</price>')).noted
    assert "vague_price" not in good(OFFER.format(LISTED, "true", '<price from="false">9</price>')).noted


def test_two_prices_of_an_offer_refuse_it_unless_they_are_equal() -> None:
    assert problems(OFFER.format(LISTED, "true", "<price>9</price><price>8</price>")) == [("price", "duplicate_key")]
    assert str(good(OFFER.format(LISTED, "true", "<price>9</price><price>9.00</price>")).price) == "9.00"
    assert problems(OFFER.format(LISTED, "true", "<price/>")) == [("price", "missing_price")]


@pytest.mark.parametrize("listed", [LISTED, ""])
def test_an_id_that_no_category_has_is_no_category(listed: str) -> None:
    read = good(OFFER.format(listed, "true", "<price>9</price>"))
    assert (read.category, read.noted[:2]) == ("", ("unlisted_category", "missing_category"))
    named = OFFER.format(listed, "true", "<price>9</price>").replace(">99<", ">Чайники<")
    assert good(named).category_name == "Чайники"
