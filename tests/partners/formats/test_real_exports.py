"""Exports in the shapes that shops and warehouse programs write: id, name, price, pieces and category of each good."""

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from openpyxl import Workbook

from modules.partners.formats.rows import Good
from tests.partners.formats.reading import opened

type Expected = tuple[str, str, str, int, tuple[str, ...]]


@dataclass(frozen=True)
class Export:
    """A file of some program, what its goods are, and the notices that it gives."""

    content: bytes
    goods: list[Expected]
    brands: set[str] = field(default_factory=set)
    attributes: dict[str, str] = field(default_factory=dict)


def table(*rows: str, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A CSV of these rows, their cells apart by `|`."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([cell.strip() for cell in row.split("¦")] for row in rows)
    return text.getvalue().encode(encoding)


def sheets(*named: tuple[str, list[list[Any]]], levels: dict[int, int] | None = None) -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in named:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for line, level in (levels or {}).items():
        book.worksheets[-1].row_dimensions[line].outlineLevel = level
    book.save(file)
    return file.getvalue()


def one_c() -> Export:
    """The price list of 1C as a workbook: a letterhead, a header of two rows, groups folded above their goods."""
    rows: list[list[Any]] = [
        ["ООО «Луна»"],
        ["Прайс-лист на 01.02.2026", None, None, None, "Цены указаны с НДС"],
        [],
        ["Артикул", "Номенклатура", "Ед.", "Цена", None, "Остаток"],
        [None, None, None, "Розничная", "Валюта", None],
        ["Бытовая техника"],
        [None, "Чайники"],
        ["Л-7", "Чайник «Луна»", "шт", "1 299,90", "руб.", "12,000 шт"],
        ["Л-8", "Чайник походный", "шт", "12 500 руб.", "руб.", "> 10"],
        ["00-12", "Утюги"],
        ["Л-9", "Утюг паровой", "шт", 2490, "руб.", "под заказ"],
        ["Посуда"],
        ["Л-10", "Чашка", "шт", 99.5, "руб.", 4],
        ["Итого:", None, None, "16 389,40", None, "26"],
    ]
    levels = {7: 1, 8: 2, 9: 2, 10: 1, 11: 2, 13: 1}
    kettles, irons = ("Бытовая техника", "Чайники"), ("Бытовая техника", "Утюги")
    return Export(
        sheets(("TDSheet", rows), levels=levels),
        [
            ("Л-7", "Чайник «Луна»", "1299.90", 12, kettles),
            ("Л-8", "Чайник походный", "12500.00", 10, kettles),
            ("Л-9", "Утюг паровой", "2490.00", 0, irons),
            ("Л-10", "Чашка", "99.50", 4, ("Посуда",)),
        ],
    )


def bitrix() -> Export:
    head = "IE_XML_ID¦IE_NAME¦IE_ID¦IE_ACTIVE¦IE_DETAIL_TEXT¦IP_PROP7¦IC_GROUP0¦IC_GROUP1¦IC_GROUP2"
    rows = [
        "b-1¦Куртка зимняя¦11¦Y¦<p>Тёплая.</p>¦красный¦Одежда¦Мужская / Женская¦Куртки¦4990.00¦RUB¦7",
        "b-2¦Шапка¦12¦Y¦¦синий¦Одежда¦¦¦590.00¦RUB¦0",
    ]
    return Export(
        table(f"{head}¦CV_PRICE_1¦CV_CURRENCY_1¦CP_QUANTITY", *rows, encoding="cp1251"),
        [
            ("b-1", "Куртка зимняя", "4990.00", 7, ("Одежда", "Мужская / Женская", "Куртки")),
            ("b-2", "Шапка", "590.00", 0, ("Одежда",)),
        ],
        attributes={"IP_PROP7": "красный"},
    )


def insales() -> Export:
    head = "ID товара¦Название товара¦URL¦Краткое описание¦Полное описание¦Корневая категория¦Подкатегория 1"
    more = "Подкатегория 2¦Артикул¦Штрих-код¦Цена продажи¦Старая цена¦Цена закупки¦Остаток¦Параметр: Материал"
    rows = [
        "501¦Стол дубовый¦/stol¦¦Крепкий¦Каталог¦Мебель¦Столы¦ST-1¦4600000000008¦15900,00¦17900,00¦9000,00¦3¦дуб",
        "502¦Стул¦/stul¦¦¦Каталог¦Мебель¦¦ST-2¦¦3900,00¦¦2100,00¦12¦бук",
    ]
    return Export(
        table(f"{head}¦{more}", *rows, delimiter="\t", encoding="utf-16"),
        [
            ("501", "Стол дубовый", "15900.00", 3, ("Каталог", "Мебель", "Столы")),
            ("502", "Стул", "3900.00", 12, ("Каталог", "Мебель")),
        ],
        attributes={"Параметр: Материал": "дуб"},
    )


def opencart_csv() -> Export:
    rows = [
        "77¦Компьютеры|Ноутбуки¦Ноутбук Эра 14¦ERA14¦Эра¦49990.0000¦5",
        "78¦Компьютеры|Мыши/Клавиатуры¦Мышь Эра¦ERAM¦Эра¦990.0000¦50",
    ]
    return Export(
        b"sep=;\r\n" + table("_ID_¦_CATEGORY_¦_NAME_¦_MODEL_¦_MANUFACTURER_¦_PRICE_¦_QUANTITY_", *rows),
        [
            ("77", "Ноутбук Эра 14", "49990.00", 5, ("Компьютеры", "Ноутбуки")),
            ("78", "Мышь Эра", "990.00", 50, ("Компьютеры", "Мыши/Клавиатуры")),
        ],
        brands={"Эра"},
    )


def opencart_workbook() -> Export:
    tree: list[list[Any]] = [
        ["category_id", "parent_id", "name(en-gb)", "sort_order"],
        [20, 0, "Desktops", 1],
        [26, 20, "PC", 1],
    ]
    goods: list[list[Any]] = [
        ["product_id", "name(en-gb)", "categories", "sku", "quantity", "model", "manufacturer", "price", "status"],
        [42, "Desk PC", "20,26", "", 7, "D-1", "Acme", 499.5, "true"],
        [43, "Tower", "20", "", 0, "D-2", "Acme", "1,499.50", "true"],
    ]
    return Export(
        sheets(("Categories", tree), ("Products", goods)),
        [("42", "Desk PC", "499.50", 7, ("Desktops", "PC")), ("43", "Tower", "1499.50", 0, ("Desktops",))],
        brands={"Acme"},
    )


def prestashop() -> Export:
    head = "Product ID¦Active (0/1)¦Name *¦Categories (x,y,z...)¦Price tax excluded¦Wholesale price¦On sale (0/1)"
    rows = [
        "1¦1¦Mug¦Home,Home > Art¦11.90¦5.49¦0¦demo_1¦Studio¦¦300¦Print on a mug",
        "2¦1¦Poster¦Home > Art¦29.00¦11.00¦0¦demo_2¦Studio¦¦0¦",
    ]
    return Export(
        table(f"{head}¦Reference #¦Manufacturer¦EAN13¦Quantity¦Description", *rows),
        [("1", "Mug", "11.90", 300, ("Home", "Art")), ("2", "Poster", "29.00", 0, ("Home", "Art"))],
        brands={"Studio"},
    )


def magento() -> Export:
    head = "sku¦store_view_code¦attribute_set_code¦product_type¦categories¦name¦price¦special_price¦qty¦is_in_stock"
    rows = [
        "MB01¦¦Bag¦simple¦Default Category/Gear,Default Category/Gear/Bags¦Duffle¦34.0000¦¦100.0000¦1¦color=Blue",
        "MB02¦¦Bag¦simple¦Default Category/Gear/A/C units¦Cooler¦45.0000¦¦0.0000¦0¦",
        "MB03¦¦Bag¦configurable¦Default Category/Gear¦Any bag¦¦¦¦1¦",
    ]
    return Export(
        table(f"{head}¦additional_attributes", *rows, delimiter=","),
        [
            ("MB01", "Duffle", "34.00", 100, ("Gear", "Bags")),
            ("MB02", "Cooler", "45.00", 0, ("Gear", "A/C units")),
        ],
        attributes={"color": "Blue"},
    )


def woocommerce() -> Export:
    head = "ID¦Type¦SKU¦Name¦Published¦In stock?¦Stock¦Regular price¦Categories¦Tags¦Images¦Parent¦Brands"
    rows = [
        "10¦variable¦HOOD¦Hoodie¦1¦1¦¦¦Clothing, Clothing > Hoodies¦¦http://x/1.jpg¦¦Loop¦Size¦S, M",
        "11¦simple¦TEA¦Tea¦1¦1¦¦5¦Food\\, drinks > Tea &amp; Coffee¦¦¦¦¦¦",
        "12¦variation¦HOOD-S¦¦1¦1¦4¦45¦¦¦¦HOOD¦¦Size¦S",
        "13¦variation¦¦Hoodie, M¦1¦0¦0¦45¦¦¦¦id:10¦¦Size¦M",
    ]
    return Export(
        table(f"{head}¦Attribute 1 name¦Attribute 1 value(s)", *rows, delimiter=","),
        [
            ("11", "Tea", "5.00", 1, ("Food, drinks", "Tea & Coffee")),
            ("12", "Hoodie, S", "45.00", 4, ("Clothing", "Hoodies")),
            ("13", "Hoodie, M", "45.00", 0, ("Clothing", "Hoodies")),
        ],
        brands={"", "Loop"},
    )


def shopify() -> Export:
    head = "Handle¦Title¦Body (HTML)¦Vendor¦Product Category¦Type¦Tags¦Published¦Option1 Name¦Option1 Value"
    more = "Variant SKU¦Variant Inventory Qty¦Variant Price¦Variant Compare At Price¦Image Src¦Cost per item¦Status"
    rows = [
        "tee¦Tee¦<p>Soft.</p>¦Loop¦Apparel > Shirts¦Tees¦¦TRUE¦Size¦S¦TEE-S¦3¦19.90¦25.00¦http://x/1.jpg¦7¦active",
        "tee¦¦¦¦¦¦¦¦¦M¦TEE-M¦0¦19.90¦¦http://x/2.jpg¦7¦",
        "tee¦¦¦¦¦¦¦¦¦¦¦¦¦¦http://x/3.jpg¦¦",
        "mug¦Mug¦¦Loop¦¦Cups¦¦TRUE¦Title¦Default Title¦MUG¦8¦9.90¦¦¦¦active",
    ]
    return Export(
        table(f"{head}¦{more}", *rows, delimiter=","),
        [
            ("TEE-S", "Tee", "19.90", 3, ("Apparel", "Shirts")),
            ("TEE-M", "Tee, M", "19.90", 0, ("Apparel", "Shirts")),
            ("MUG", "Mug", "9.90", 8, ("Cups",)),
        ],
        brands={"Loop"},
        attributes={"Size": "S", "Type": "Tees"},
    )


def prom() -> Export:
    text = """<?xml version="1.0" encoding="windows-1251"?><yml_catalog date="2026-02-01 10:00"><shop><name>Луна</name>
<currencies><currency id="UAH" rate="1"/></currencies><categories><category id="1">Дім / Сад</category>
<category id="2" parentId="1">Чайники</category><category id="3" parentId="2">Скляні</category></categories><offers>
<offer id="p1" available="true"><name>Чайник</name><price>899</price><currencyId>UAH</currencyId>
<categoryId>3</categoryId><quantity_in_stock>6</quantity_in_stock><vendor>Луна</vendor></offer>
<offer id="p2" available="false"><name>Чашка</name><price>99.50</price><currencyId>UAH</currencyId>
<categoryId>1</categoryId></offer></offers></shop></yml_catalog>"""
    return Export(
        gzip.compress(text.encode("cp1251")),
        [
            ("p1", "Чайник", "899.00", 6, ("Дім / Сад", "Чайники", "Скляні")),
            ("p2", "Чашка", "99.50", 0, ("Дім / Сад",)),
        ],
        brands={"", "Луна"},
    )


def ozon() -> Export:
    how: list[list[Any]] = [["Как заполнить шаблон"], ["1. Не меняйте названия столбцов"]]
    head = ["№", "Артикул*", "Название товара", "Цена, руб.*", "Цена до скидки, руб.", "Ozon ID", "Бренд*", "Тип*"]
    head += ["Штрихкод (Серийный номер / EAN)", "Ссылка на главное фото*", "Доступно к продаже"]
    goods: list[list[Any]] = [
        ["Товары и цены"],
        [],
        head,
        [1, "oz-1", "Наушники", "1 990", "2 990", 9001, "Эра", "Наушники", 4600000000008, "http://x/1.jpg", "10+"],
        [2, "oz-2", "Кабель", 290, None, 9002, "Эра", "Кабели", None, None, "много"],
    ]
    return Export(
        sheets(("Инструкция", how), ("Шаблон", goods)),
        [("oz-1", "Наушники", "1990.00", 10, ("Наушники",)), ("oz-2", "Кабель", "290.00", 1, ("Кабели",))],
        brands={"Эра"},
    )


def wildberries() -> Export:
    head = ["Артикул продавца", "Артикул WB", "Предмет", "Бренд", "Наименование", "Баркод", "Цена", "Остатки"]
    goods: list[list[Any]] = [
        head,
        ["wb-1", 7001, "Платья", "Эра", "Платье летнее", "2000000000015", "от 2 500 ₽", "в наличии: 5"],
        ["wb-2", 7002, "Б/у техника", "Эра", "Фен", None, "1\u00a0234,50\u00a0₽", "нет"],
    ]
    return Export(
        sheets(("Товары", goods)),
        [("wb-1", "Платье летнее", "2500.00", 5, ("Платья",)), ("wb-2", "Фен", "1234.50", 0, ("Б/у техника",))],
        brands={"Эра"},
    )


def google() -> Export:
    item = """<item><g:id>{}</g:id><g:title>{}</g:title><g:link>http://x</g:link><g:price>{}</g:price>
<g:availability>{}</g:availability><g:brand>Loop</g:brand><g:google_product_category>2271</g:google_product_category>
<g:product_type>{}</g:product_type><g:item_group_id>d</g:item_group_id></item>"""
    items = item.format("g1", "Dress", "59.00 EUR", "in_stock", "Home &gt; Women &gt; Dresses")
    items += item.format("g2", "Skirt", "39.00 EUR", "out_of_stock", "")
    text = f'<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>{items}</channel></rss>'
    return Export(
        text.encode(),
        [("g1", "Dress", "59.00", 1, ("Home", "Women", "Dresses")), ("g2", "Skirt", "39.00", 0, ("2271",))],
        brands={"Loop"},
    )


def moysklad() -> Export:
    head = ["Группы", "UUID", "Тип", "Код", "Наименование", "Внешний код", "Артикул", "Единица измерения"]
    head += ["Цена: Цена продажи", "Валюта (Цена продажи)", "Закупочная цена", "Валюта (Закупочная цена)", "Остаток"]
    goods: list[list[Any]] = [
        head,
        ["Дом/Кухня/Ножи", "u-1", "Товар", "0001", "Нож", "x-1", "N-1", "шт", "450,00", "руб", "200,00", "руб", 9],
        ["Дом/Кухня", "u-2", "Товар", "0002", "Доска", "x-2", "", "шт", "1 450,00", "руб", "700,00", "руб", "14,000"],
        ["Дом", "u-3", "Товар", "0003", "Коврик", "x-3", "", "шт", "900,00", "руб", "", "", 1],
    ]
    return Export(
        sheets(("Товары", goods)),
        [
            ("x-1", "Нож", "450.00", 9, ("Дом", "Кухня", "Ножи")),
            ("x-2", "Доска", "1450.00", 14, ("Дом", "Кухня")),
            ("x-3", "Коврик", "900.00", 1, ("Дом",)),
        ],
    )


def wholesale() -> Export:
    rows = [
        "A-100¦Garden hose 50 ft¦036000291452¦$1,234.50¦$1,999.00¦144¦Outdoor - Hoses",
        "A-101¦Nozzle¦¦$4.99¦$9.99¦10+¦Outdoor - Hoses",
        "Total¦¦¦$1,239.49¦¦¦",
    ]
    return Export(
        table("Item #¦Description¦UPC¦Wholesale¦MSRP¦Qty avail¦Department", *rows, delimiter=",", encoding="utf-8-sig"),
        [("A-100", "Garden hose 50 ft", "1234.50", 144, ()), ("A-101", "Nozzle", "4.99", 10, ())],
        attributes={"Department": "Outdoor - Hoses"},
    )


EXPORTS: list[Callable[[], Export]] = [
    *(one_c, bitrix, insales, opencart_csv, opencart_workbook, prestashop, magento, woocommerce, shopify, prom, ozon),
    *(wildberries, google, moysklad, wholesale),
]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
def test_an_export_is_read_wholly(export: Callable[[], Export]) -> None:
    expected = export()
    goods = list(opened(expected.content))
    assert [row for row in goods if not isinstance(row, Good)] == []
    assert [_told(row) for row in goods if isinstance(row, Good)] == expected.goods
    assert {row.brand for row in goods if isinstance(row, Good)} == (expected.brands or {""})
    first = {one.name: str(one.value) for row in goods[:1] if isinstance(row, Good) for one in row.attributes}
    assert {name: first.get(name) for name in expected.attributes} == expected.attributes
    assert not {"Cost per item", "Закупочная цена", "Цена закупки", "Wholesale price"} & first.keys()


def _told(good: Good) -> Expected:
    place = (*good.category_path, good.category_name) if good.category_name else ()
    return good.external_id, good.name, str(good.price), good.quantity or 0, place
