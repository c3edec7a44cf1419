"""The names that columns, keys and elements go by, in English and Russian; where one list has several, the first wins.

Besides everyday names these are the ones that Shopify, WooCommerce, Magento, Bagisto, Spree, 1C, Yandex and Google
Merchant exports use.
"""

NAMES = {
    "external_id": (
        "id, external id, внешний код, ie xml id, ид, sku, variant sku, артикул продавца, уникальный идентификатор, "
        "id товара, артикул, арт, код, код товара, код 1с, article, артикул поставщика, "
        "артикул товара, vendor code, code, item id, item number, item no, item code, item, product id, product code, "
        "product sku, код номенклатуры, код позиции, part number, part no, article number, номер, код производителя, "
        "reference, ref, артикул wb, ozon id, item sku, seller sku, style, style number, catalog number, cat no"
    ),
    "name": (
        "name, название, наименование, title, product name, item name, товар, номенклатура, название товара, "
        "наименование товара, наименование товаров, номенклатура наименование, product title, product, "
        "имя, наименование позиции, позиция, полное наименование, товары работы услуги, "
        "ie name, название позиции, наименование номенклатуры, номенклатура товар, item title, item description"
    ),
    "category": (
        "category, категория, categories, категории, category id, category name, product category, группа, "
        "раздел, группа товаров, товарная группа, категория товара, рубрика, подкатегория, category1, "
        "группы, categories x y z, product categories, "
        "каталог, group name, category path, category name path, breadcrumb, breadcrumbs, путь категории, "
        "полный путь категории, хлебные крошки, название группы, category 1, категория 1, раздел 1, группа 1, "
        "ic group0, корневая категория, товарная категория, вид товара, предмет, размещение на сайте, "
        "основная категория, default category, main category, product group, subcategory"
    ),
    # Google's own taxonomy, often as numbers: it counts where the shop's own category is not told.
    "taxonomy": "google product category",
    "model": "model, модель, mpn, артикул производителя, manufacturer part number, variant mpn, mfr part number",
    "brand": (
        "brand, бренд, brands, марка, торговая марка, производитель, vendor, manufacturer, brand name, изготовитель, "
        "бренд производитель, product brand, supplier brand, attribute brand"
    ),
    "gtin": (
        "gtin, ean, ean13, ean 13, upc, isbn, barcode, variant barcode, gtin upc ean or isbn, "
        "штрихкод, штрих код, шк, bar code, ean code, штрихкоды, "
        "штрихкод ean13, штрих код ean13, штрихкод серийный номер ean, баркод, баркоды, баркод товара, upc code, "
        "gtin ean, ean upc, barcodes"
    ),
    "price": (
        "price, цена, variant price, regular price, базовая цена, цена продажи, цена цена продажи, "
        "price tax excluded, price tax included, cv price 1, стоимость, wholesale, "
        "цена оптовая, оптовая цена, цена опт, опт, "
        "опт цена, оптовая, wholesale price, dealer price, unit price, цена за единицу, цена за шт, цена за штуку, "
        "цена с ндс, цена со скидкой, ваша цена, цена для вас, закупочная цена, цена закупки, дилерская цена, "
        "цена дилера, net price, cost price, цена поставщика, прайс, закупка"
    ),
    "price_rrp": (
        "price rrc, price rrp, rrp, rrc, msrp, ррц, мрц, розничная цена, цена розничная, цена розница, розница, "
        "розн цена, compare at price, variant compare at price, retail price, retail, list price, "
        "рекомендованная цена, "
        "рекомендованная розничная цена, рекомендуемая цена, oldprice, old price, ррц цена, розничная, "
        "цена до скидки, старая цена, цена без скидки, suggested retail price, suggested retail, цена рекомендованная, "
        "цена ррц, цена мрц, srp"
    ),
    # What can be sold goes before what is there in all, part of which may be reserved.
    "quantity": (
        "свободный остаток, свободно, доступно к продаже, доступный остаток, доступно, free stock, available "
        "stock, available quantity, quantity available, qty available, available qty, qty avail, avail qty, "
        "quantity, qty, запасы, cp quantity, количество, кол во, кол, остаток, остатки, stock, stock "
        "quantity, inventory, inventory count, variant inventory qty, inventories, наличие, в наличии, "
        "остаток на складе, количество на складе, quantity in stock, on hand, qty on hand, склад, stock "
        "level, count, остаток шт, количество товара, общий остаток, stock qty, инвентарь, наличие на складе, "
        "sell on google quantity, units in stock"
    ),
    "available": "available, availability, is in stock, in stock, доступность, availability status, статус наличия",
    "currency": (
        "currency, валюта, currency id, currency code, валюта цена продажи, cv currency 1, валюта цены, цена валюта"
    ),
    "description": "description, описание, body html, описание товара, long description, desc, "
    "ie detail text, полное описание, описание позиции, product description",
    # What rows of one product with several variants have in common, and what kind of row each is.
    "group": "handle, slug, parent, parent sku, item group id, родительский, родитель",
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
    "website id, created at, updated at, meta, заказ, сумма, ваш заказ, сумма заказа, "
    "ie id, ie active, ie code, ie sort, ie tags, ie preview picture, ie detail picture, ie preview text, "
    "ie preview text type, ie detail text type, cv quantity from, cv quantity to, cost per item, себестоимость, "
    "sale price, special price, акционная цена, special price from date, special price to date, "
    "date sale price starts, date sale price ends, product online, base image, small image, thumbnail image, "
    "base image label, small image label, thumbnail image label, additional images, additional image labels, "
    "min cart qty, max cart qty, out of stock qty, notify on stock below, is qty decimal, is decimal divided, "
    "qty increments, enable qty increments, website id, опубликован, рекомендуемый, видимость в каталоге, "
    "краткое описание, статус налога, налоговый класс, величина малых запасов, low stock amount, "
    "возможен ли предзаказ, продано индивидуально, разрешить отзывы от клиентов, примечание к покупке, "
    "класс доставки, метки, лимит скачивания, дней срока скачивания, группированные товары, апсэл, кросселы, "
    "внешний url, текст кнопки, позиция в меню, external url, button text, название товара в url, "
    "видимость на витрине, заголовок seo, id варианта, поисковые запросы, ссылка изображения, "
    "номер группы, адрес подраздела, идентификатор подраздела, идентификатор группы, active 0 1, tax rules id, "
    "on sale 0 1, image urls, image urls x y z, delete existing images 0 1, date added, date modified, "
    "date available, image name, sort order, subtract, minimum, stock status id, store ids, layout, related ids, "
    "tax class id, shipping, points, валюта закупочная цена, валюта минимальная цена, минимальная цена, "
    "ссылка на главное фото, ссылки на дополнительные фото, ссылка на товар, ндс, vat, tax rate"
)

# What a good costs its supplier: the price where nothing else says one, and never shown.
COSTS = "закупочная цена, цена закупки, закупка, cost price, cost, цена закупочная"
# Names of a price that leave no doubt beside others: exports of shops, whose wholesale prices are their own costs.
SELLING = "variant price, regular price, базовая цена, цена продажи, цена цена продажи, price tax excluded, cv price 1"

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
