"""Tables as shops export them: Bitrix, InSales, OpenCart, PrestaShop, Magento, WooCommerce, Shopify, a wholesaler."""

import csv
import io

from tests.partners.formats.exports import Export


def table(*rows: str, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A CSV of these rows, their cells apart by `|`."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([cell.strip() for cell in row.split("¦")] for row in rows)
    return text.getvalue().encode(encoding)


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
