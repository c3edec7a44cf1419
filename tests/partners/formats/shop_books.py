"""Workbooks and feeds as they are made in shops and offices: 1C, OpenCart, Ozon, Wildberries, MoySklad, Prom.ua."""

import gzip
import io
from typing import Any

from openpyxl import Workbook

from tests.partners.formats.exports import Export


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
