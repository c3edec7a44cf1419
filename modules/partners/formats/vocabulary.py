"""The names that columns, keys and elements go by, in English and Russian; where one list has several, the first wins.

Besides everyday names these are the ones that Shopify, WooCommerce, Magento, Bagisto, Spree, 1C, Yandex and Google
Merchant exports use.
"""

NAMES = {
    "external_id": (
        "id, external id, ид, sku, variant sku, артикул, арт, код, код товара, код 1с, article, артикул поставщика, "
        "артикул товара, vendor code, code, item id, item number, item no, item code, item, product id, product code, "
        "product sku, код номенклатуры, код позиции, part number, part no, article number, номер, код производителя"
    ),
    "name": (
        "name, название, наименование, title, product name, item name, товар, номенклатура, название товара, "
        "наименование товара, наименование товаров, номенклатура наименование, product title, product, "
        "наименование позиции, позиция, полное наименование, товары работы услуги, имя"
    ),
    "category": (
        "category, категория, categories, категории, category id, category name, product category, группа, "
        "раздел, группа товаров, товарная группа, категория товара, рубрика, подкатегория, category1, "
        "каталог, group name, google product category"
    ),
    "model": "model, модель, mpn, артикул производителя, manufacturer part number",
    "brand": (
        "brand, бренд, brands, марка, торговая марка, производитель, vendor, manufacturer, brand name, изготовитель"
    ),
    "gtin": (
        "gtin, ean, ean13, ean 13, upc, isbn, barcode, variant barcode, gtin upc ean or isbn, "
        "штрихкод, штрих код, шк, bar code, ean code, штрихкоды"
    ),
    "price": (
        "price, цена, variant price, regular price, стоимость, цена оптовая, оптовая цена, цена опт, опт, "
        "опт цена, оптовая, wholesale price, dealer price, unit price, цена за единицу, цена за шт, цена за штуку, "
        "цена с ндс, цена со скидкой, ваша цена, цена для вас, закупочная цена, цена закупки, дилерская цена, "
        "цена дилера, net price, cost price, цена поставщика, прайс, закупка"
    ),
    "price_rrp": (
        "price rrc, price rrp, rrp, rrc, msrp, ррц, мрц, розничная цена, цена розничная, цена розница, розница, "
        "розн цена, compare at price, variant compare at price, retail price, list price, рекомендованная цена, "
        "рекомендованная розничная цена, рекомендуемая цена, oldprice, old price, ррц цена, розничная"
    ),
    "quantity": (
        "quantity, qty, количество, кол во, кол, остаток, остатки, stock, stock quantity, inventory, inventory count, "
        "variant inventory qty, inventories, наличие, в наличии, остаток на складе, свободный остаток, "
        "количество на складе, quantity in stock, available quantity, on hand, qty on hand, qty available, склад, "
        "stock level, count, доступно, наличие на складе, sell on google quantity, свободно, units in stock"
    ),
    "available": "available, availability, is in stock, in stock, доступность, availability status, статус наличия",
    "currency": "currency, валюта, currency id, currency code",
    "description": "description, описание, body html, описание товара, long description, desc",
    # What rows of one product with several variants have in common, and what kind of row each is.
    "group": "handle, slug, parent, parent sku, item group id",
    "kind": "type, product type, тип",
}

# What says nothing of a good that a shop would show: pictures, addresses, marks for search machines, row numbers.
IGNORED = (
    "image, images, image src, image1 src, image link, additional image link, image url, picture, pictures, photo, "
    "фото, картинка, изображение, изображения, thumbnail, image position, image alt text, variant image, link, url, "
    "ссылка, product url, url key, mobile link, meta title, meta description, meta keywords, seo title, "
    "seo description, tags, теги, reviews, rating, related skus, cross sell skus, up sell skus, n, no, п п, пп, nn, "
    "status, published, visibility in catalog, is featured, short description, tax status, tax class, tax category, "
    "tax category name, position, swatch attributes, gift card, locale, attribute family code, visible individually, "
    "guest checkout, customer group prices, manage stock, configurable variants, bundle options, associated skus, "
    "booking options, variant inventory tracker, variant inventory policy, variant fulfillment service, "
    "variant requires shipping, variant taxable, variant tax code, variant grams, variant weight unit, "
    "product websites, attribute set code, visibility, tax class name, published at, published scope, "
    "custom design, page layout, display product options in, msrp display actual price type, store view code, "
    "new from date, new to date, use config manage stock, use config min qty, use config backorders, "
    "allow backorders, backorders allowed, sold individually, download limit, download expiry days, grouped products, "
    "upsells, cross sells, purchase note, allow customer reviews, google shopping gender, shipping class, "
    "website id, created at, updated at, meta, заказ, сумма, ваш заказ, сумма заказа"
)

# What stands where a number of pieces should: that there are some, or none.
IN_STOCK = (
    "true, yes, y, да, есть, +, ++, +++, instock, in stock, available, имеется, много, мало, достаточно, low stock, "
    "limited, limited availability, есть в наличии, в наличии, в продаже, на складе, ограниченно, "
    "onlineonly, http://schema.org/instock, https://schema.org/instock, мало в наличии"
)
OUT_OF_STOCK = (
    "false, no, n, нет, -, –, —, outofstock, out of stock, sold out, ожидается, discontinued, preorder, pre-order, "
    "backorder, on backorder, onbackorder, unavailable, нет в наличии, под заказ, отсутствует, on request, в пути, "
    "закончился, закончилось, распродано, on order, not available, http://schema.org/outofstock, "
    "https://schema.org/outofstock"
)
